internal import Contracts
internal import Fulfillment

/// ASC X12: 860 (a buyer changes a purchase order) and 940 (a depositor orders a shipment), as far as they cancel.
///
/// Sources: stedi.com/edi (BCH, POC, W05; code lists 353, 670, 473), internal.dcsnewyork.com (list 670 of 004010), ibm.com/docs
/// b2bis 860. Delimiters are the interchange's:
/// ISA is exactly 106 characters with its terminator.
struct X12 {
    struct Segment {
        var number: Int
        var elements: [String]

        var name: String { elements[0] }
        /// By its number, from 1; nil where it is missing or empty.
        func element(_ number: Int) -> String? {
            guard number < elements.count else { return nil }
            let text = elements[number].trimmedSpaces
            return text.isEmpty ? nil : text
        }
    }

    private static let interchangeCharacters = 106

    static func read(_ text: [Unicode.Scalar], _ settings: (String) -> EDISettings?) throws(DecodeError) -> [EDIEntry] {
        var entries: [EDIEntry] = []
        var rest = text[...]
        var number = 0
        while true {
            rest = rest.drop { $0.properties.isWhitespace }
            guard !rest.isEmpty else { return entries }
            guard rest.starts(with: "ISA".unicodeScalars), rest.count >= interchangeCharacters else {
                throw DecodeError(
                    .invalidField, "segment \(number + 1)", "expected ISA, which has \(interchangeCharacters) characters")
            }
            let start = rest.startIndex
            let separator = rest[start + 3]
            let terminator = rest[start + interchangeCharacters - 1]
            guard separator != terminator, !separator.properties.isAlphabetic, !terminator.properties.isAlphabetic else {
                throw DecodeError(.invalidField, "segment \(number + 1)", "ISA does not have its 106 characters: its delimiters are not known")
            }
            var segments: [Segment] = []
            while let end = rest.firstIndex(of: terminator) {
                let line = rest[..<end].drop { $0.properties.isWhitespace }
                rest = rest[(end + 1)...]
                number += 1
                let elements = line.split(separator: separator, omittingEmptySubsequences: false)
                    .map { String(String.UnicodeScalarView($0)) }
                segments.append(Segment(number: number, elements: elements))
                if elements[0] == "IEA" { break }
            }
            guard segments.last?.name == "IEA" else {
                throw DecodeError(.invalidField, "segment \(number)", "the interchange has no IEA: the file is cut off")
            }
            entries += messages(segments, settings)
        }
    }

    private static func messages(_ segments: [Segment], _ settings: (String) -> EDISettings?) -> [EDIEntry] {
        let sender = segments[0].element(6) ?? ""
        let known = settings(sender)
        var groupTime: String?
        var entries: [EDIEntry] = []
        var open: [Segment] = []
        for segment in segments {
            switch segment.name {
            case "GS": groupTime = segment.element(4).map { $0 + (segment.element(5) ?? "").prefix(4) }
            case "ST": open = [segment]
            case "SE":
                guard let first = open.first else { continue }
                let kind = first.element(1) ?? ""
                var entry = EDIEntry(
                    segment: first.number, kind: kind,
                    outcome: .leftOut("no connection has \"\(sender)\" as the sender of its edi"))
                if let known { entry.outcome = message(kind, open, sender, known, groupTime, &entry.leftOut) }
                entries.append(entry)
                open = []
            default: if !open.isEmpty { open.append(segment) }
            }
        }
        return entries
    }

    private static func message(
        _ kind: String, _ segments: [Segment], _ sender: String, _ settings: EDISettings, _ groupTime: String?,
        _ leftOut: inout [EDILeftOut]
    ) -> EDIEntry.Outcome {
        switch kind {
        case "860":
            guard let head = segments.first(where: { $0.name == "BCH" }) else { return .wrong("BCH is missing") }
            return changed(head, segments, sender, settings, &leftOut)
        case "940":
            guard let head = segments.first(where: { $0.name == "W05" }) else { return .wrong("W05 is missing") }
            return shipping(head, sender, settings, groupTime)
        default: return .leftOut("\(kind) is not read: 860 and 940 are")
        }
    }

    private static func changed(
        _ head: Segment, _ segments: [Segment], _ sender: String, _ settings: EDISettings, _ leftOut: inout [EDILeftOut]
    ) -> EDIEntry.Outcome {
        guard let order = head.element(3) else { return .wrong("BCH03, the number of the order, is missing") }
        let purpose = head.element(1) ?? ""
        let date = head.element(11)
        let at = date.flatMap { EDIDate.end($0) }
        if date != nil, at == nil { return .wrong("BCH11 is not a date: \(date!.shown(20))") }
        var change = EDIChange(
            sender: sender, ids: [sender, order, purpose, head.element(5) ?? date ?? "1"], order: order, lines: nil, at: at,
            approximation: at == nil ? nil : EDIDate.approximation)
        switch purpose {
        case "01", "17": return .change(change)
        case "03" where settings.deleteCancels: return .change(change)
        case "03": return .leftOut("03 deletes: \"deleteCancels\": true says that this partner means a cancellation by it")
        case "04": break
        case "05": change.isReplacement = true
        case "06": return .leftOut("06 confirms, and asks for nothing")
        case "07": return .leftOut("07 is a duplicate")
        default: return .leftOut("BCH01 \(purpose.shown(10)) is not a cancellation")
        }
        var lines: [EDIChange.Line] = []
        for segment in segments where segment.name == "POC" {
            switch change.isReplacement ? X12Line.replacing(segment) : X12Line.changing(segment, settings) {
            case .takes(let line): lines.append(line)
            case .leftOut(let reason): leftOut.append(EDILeftOut(segment.number, "POC: \(reason)"))
            case .wrong(let reason): return .wrong("segment \(segment.number), POC: \(reason)")
            }
        }
        guard !lines.isEmpty else {
            return .leftOut(
                change.isReplacement
                    ? "05 replaces the order and names no line: a whole order is cancelled by 01" : "no line is deleted or decreased")
        }
        change.lines = lines
        return .change(change)
    }

    private static func shipping(
        _ head: Segment, _ sender: String, _ settings: EDISettings, _ groupTime: String?
    ) -> EDIEntry.Outcome {
        guard let order = head.element(2) else { return .wrong("W05-02, the depositor's order, is missing") }
        let status = head.element(1) ?? ""
        guard status == "F" || (status == "D" && settings.deleteCancels) else {
            return .leftOut(
                status == "D"
                    ? "D deletes: \"deleteCancels\": true says that this partner means a cancellation by it"
                    : status == "R"
                        ? "R changes the order, and does not say which units are gone: cancel it with F, and send the new one with N"
                        : "W05-01 \(status.shown(10)) is not a cancellation")
        }
        let at = groupTime.flatMap { EDIDate.end($0) }
        return .change(
            EDIChange(
                sender: sender, ids: [sender, order, "F"], order: order, lines: nil, at: at,
                approximation: at == nil ? nil : "the time of the file: a 940 gives no time of the cancellation"))
    }
}

extension String {
    /// Without spaces at its end and beginning: X12 pads what has a fixed length.
    var trimmedSpaces: String {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
