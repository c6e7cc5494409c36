internal import Contracts
internal import Fulfillment

/// UN/EDIFACT: ORDCHG, and ORDERS with the function "cancellation".
///
/// Sources: stedi.com/edi/edifact (ORDCHG D11B to D17B; code lists 1225, 1229), ibm.com. Delimiters are UNA's, else `:+.? '`.
struct EDIFACT {
    private struct Delimiters {
        var component: Unicode.Scalar = ":"
        var element: Unicode.Scalar = "+"
        var release: Unicode.Scalar = "?"
        var terminator: Unicode.Scalar = "'"
    }

    private struct Segment {
        var number: Int
        /// Elements of components.
        var elements: [[String]]

        var name: String { elements[0][0] }
        func component(_ element: Int, _ component: Int = 0) -> String? {
            guard element < elements.count, component < elements[element].count else { return nil }
            let text = elements[element][component]
            return text.isEmpty ? nil : text
        }
    }

    static func read(_ text: [Unicode.Scalar], _ settings: (String) -> EDISettings?) throws(DecodeError) -> [EDIEntry] {
        var entries: [EDIEntry] = []
        var sender = ""
        var open: [Segment] = []
        for segment in try segments(text) {
            switch segment.name {
            case "UNB": sender = segment.component(2) ?? ""
            case "UNH": open = [segment]
            case "UNT":
                guard let first = open.first else { continue }
                let kind = first.component(2) ?? ""
                var entry = EDIEntry(
                    segment: first.number, kind: kind,
                    outcome: .leftOut("no connection has \"\(sender)\" as the sender of its edi"))
                if let known = settings(sender) { entry.outcome = message(kind, open, sender, known, &entry.leftOut) }
                entries.append(entry)
                open = []
            default: if !open.isEmpty { open.append(segment) }
            }
        }
        guard open.isEmpty else { throw DecodeError(.invalidField, "segment \(open[0].number)", "the message has no UNT: the file is cut off") }
        return entries
    }

    private static func segments(_ text: [Unicode.Scalar]) throws(DecodeError) -> [Segment] {
        var delimiters = Delimiters()
        var at = 0
        var found: [Segment] = []
        func skipSpace() { while at < text.count, text[at].properties.isWhitespace, text[at] != delimiters.terminator { at += 1 } }
        while true {
            skipSpace()
            guard at < text.count else { return found }
            if text[at...].starts(with: "UNA".unicodeScalars) {
                guard at + 9 <= text.count else { throw DecodeError(.invalidField, "UNA", "has not its 9 characters") }
                delimiters = Delimiters(
                    component: text[at + 3], element: text[at + 4], release: text[at + 6], terminator: text[at + 8])
                at += 9
                continue
            }
            var elements: [[String]] = [[""]]
            var isWhole = false
            while at < text.count {
                let scalar = text[at]
                at += 1
                func append(_ scalar: Unicode.Scalar) {
                    elements[elements.count - 1][elements[elements.count - 1].count - 1].unicodeScalars.append(scalar)
                }
                // A space as the release character says that there is none.
                if scalar == delimiters.release, scalar != " ", at < text.count {
                    append(text[at])
                    at += 1
                } else if scalar == delimiters.terminator {
                    isWhole = true
                    break
                } else if scalar == delimiters.element {
                    elements.append([""])
                } else if scalar == delimiters.component {
                    elements[elements.count - 1].append("")
                } else {
                    append(scalar)
                }
            }
            guard isWhole else { throw DecodeError(.invalidField, "segment \(found.count + 1)", "has no end: the file is cut off") }
            found.append(Segment(number: found.count + 1, elements: elements))
        }
    }

    private static func message(
        _ kind: String, _ segments: [Segment], _ sender: String, _ settings: EDISettings, _ leftOut: inout [EDILeftOut]
    ) -> EDIEntry.Outcome {
        guard kind == "ORDCHG" || kind == "ORDERS" else { return .leftOut("\(kind) is not read: ORDCHG and ORDERS are") }
        guard let head = segments.first(where: { $0.name == "BGM" }) else { return .wrong("BGM is missing") }
        let function = head.component(3) ?? ""
        if kind == "ORDERS", function != "1" { return .leftOut("ORDERS with 1225 \"\(function)\" is an order, not a cancellation") }
        let named = head.component(2)
        let reference = segments.first { $0.name == "RFF" && $0.component(1) == "ON" }?.component(1, 1)
        // An ORDERS is the order itself; of an ORDCHG the number is that of the change, unless the partner says otherwise.
        let order = kind == "ORDERS" || settings.order == .message ? named : reference
        guard let order else {
            return .wrong(settings.order == .message ? "BGM names no number" : "RFF+ON, the number of the order, is missing")
        }
        let date = segments.first { $0.name == "DTM" && $0.component(1) == "137" }?.component(1, 1)
        let at = date.flatMap { EDIDate.end($0) }
        if date != nil, at == nil { return .wrong("DTM+137 is not a date in format 102, 203 or 204: \(date!.shown(20))") }
        var change = EDIChange(
            sender: sender, ids: [sender, order, named ?? "", function], order: order, lines: nil, at: at,
            approximation: at == nil ? nil : EDIDate.approximation)
        switch function {
        case "1", "17": return .change(change)
        case "3" where settings.deleteCancels: return .change(change)
        case "3": return .leftOut("3 deletes: \"deleteCancels\": true says that this partner means a cancellation by it")
        case "4": break
        case "5": change.isReplacement = true
        case "7": return .leftOut("7 is a duplicate")
        default: return .leftOut("1225 \"\(function)\" is not a cancellation")
        }
        var lines: [EDIChange.Line] = []
        for (index, segment) in segments.enumerated() where segment.name == "LIN" {
            let rest = segments[(index + 1)...].prefix { $0.name != "LIN" && $0.name != "UNS" }
            switch change.isReplacement ? replacing(segment, Array(rest)) : changing(segment, Array(rest), settings) {
            case .takes(let line): lines.append(line)
            case .leftOut(let reason): leftOut.append(EDILeftOut(segment.number, "LIN: \(reason)"))
            case .wrong(let reason): return .wrong("segment \(segment.number), LIN: \(reason)")
            }
        }
        guard !lines.isEmpty else {
            return .leftOut(
                change.isReplacement
                    ? "5 replaces the order and names no line: a whole order is cancelled by 1" : "no line is deleted or changed")
        }
        change.lines = lines
        return .change(change)
    }

    private enum LineVerdict {
        case takes(EDIChange.Line)
        case leftOut(String)
        case wrong(String)
    }

    /// A line of a change (BGM 4), by its action (list 1229).
    private static func changing(_ segment: Segment, _ rest: [Segment], _ settings: EDISettings) -> LineVerdict {
        switch segment.component(2) ?? "" {
        case "2" where settings.quantity == .remaining: return line(segment, rest) { _ in .remaining(0) }
        case "2": return line(segment, rest) { $0.map { .removed($0) } }
        case "3":
            guard quantity(rest) != nil else { return .leftOut("3 changes the line, and names no quantity") }
            return line(segment, rest) { $0.map { settings.quantity == .remaining ? .ordered($0) : .removed($0) } }
        case "1": return .leftOut("1 adds a line, and nothing is added by this: submit an outbound order")
        case "4": return .leftOut("4 changes nothing")
        case "": return .leftOut("the line does not say what changes (1229)")
        case let action: return .leftOut("1229 \(action.shown(10)) is an answer or a note, and takes no unit away")
        }
    }

    /// A line of an order that takes the place of the one before (BGM 5): QTY+21 is what is ordered from now on.
    private static func replacing(_ segment: Segment, _ rest: [Segment]) -> LineVerdict {
        segment.component(2) == "2"
            ? line(segment, rest) { _ in .ordered(0) } : line(segment, rest) { $0.map { .ordered($0) } }
    }

    private static func quantity(_ rest: [Segment]) -> String? {
        rest.first { $0.name == "QTY" && $0.component(1) == "21" }?.component(1, 1)
    }

    /// - Parameter amount: what the line's quantity says; nil where it has to be there.
    private static func line(
        _ segment: Segment, _ rest: [Segment], _ amount: (Int?) -> EDIChange.Amount?
    ) -> LineVerdict {
        guard let sku = segment.component(3) ?? rest.first(where: { $0.name == "PIA" })?.component(2) else {
            return .wrong("the line names no product, in LIN or PIA")
        }
        let units = quantity(rest).flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        guard let amount = amount(units) else { return .wrong("QTY+21 is not a whole number of units") }
        return .takes(EDIChange.Line(sku: sku, amount: amount, segment: segment.number))
    }
}
