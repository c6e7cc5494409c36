/// What one line of an 860 (POC) comes to, by its code (list 670).
enum X12Line {
    /// It takes units away, or says how many are still ordered.
    case takes(EDIChange.Line)
    /// It asks for something else.
    case leftOut(String)
    case wrong(String)

    /// A line of a change (BCH01 04).
    static func changing(_ segment: X12.Segment, _ settings: EDISettings) -> X12Line {
        let code = segment.element(2) ?? ""
        switch code {
        // Deleted; a previously sent order cancelled.
        case "DI", "CF":
            return settings.quantity == .remaining
                ? line(segment) { _ in .remaining(0) } : line(segment) { $0.map { .removed($0) } }
        case "QD":
            return line(segment) { $0.map { settings.quantity == .remaining ? .remaining($0) : .removed($0) } }
        // All values are replaced: POC03 is what is ordered from now on, whatever the partner means by a decrease.
        case "RZ": return line(segment) { $0.map { .ordered($0) } }
        // Up or down: only where POC03 is what remains is it known which.
        case "CA", "PQ", "QC", "RQ", "MU":
            guard settings.quantity == .remaining else {
                return .leftOut(
                    "\(code) changes a quantity, and \"quantity\": \"removed\" does not say whether up or down: QD decreases, DI deletes"
                )
            }
            // Some of these change a price or a date alone.
            guard segment.element(3) != nil else { return .leftOut("\(code) names no quantity") }
            return line(segment) { $0.map { .ordered($0) } }
        default: return .leftOut(reason(code))
        }
    }

    /// A line of an order that takes the place of the one before (BCH01 05): POC03 is what is ordered from now on.
    static func replacing(_ segment: X12.Segment) -> X12Line {
        switch segment.element(2) ?? "" {
        case "DI", "CF": line(segment) { _ in .ordered(0) }
        default: line(segment) { $0.map { .ordered($0) } }
        }
    }

    private static func reason(_ code: String) -> String {
        switch code {
        case "AI": "AI adds an item, and nothing is added by this: submit an outbound order"
        case "QI": "QI increases a quantity, and nothing is added by this: submit an outbound order"
        case "NC": "NC changes nothing"
        case "RE", "RM": "\(code) replaces the item by another one, and does not say which is gone: delete that with DI"
        case "": "POC02, the kind of the change, is missing"
        default: "\(code.shown(10)) takes no unit away"
        }
    }

    /// - Parameter amount: what the line's quantity says; nil where it has to be there.
    private static func line(_ segment: X12.Segment, _ amount: (Int?) -> EDIChange.Amount?) -> X12Line {
        guard let sku = product(segment) else { return .wrong("the line names no product (POC08 to POC27)") }
        guard let amount = amount(segment.element(3).flatMap(units)) else {
            return .wrong("POC03 is not a whole number of units")
        }
        return .takes(EDIChange.Line(sku: sku, amount: amount, segment: segment.number))
    }

    /// `5`, and `5.0` as some write it.
    private static func units(_ text: String) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 1 || parts[1].allSatisfy({ $0 == "0" }) else { return nil }
        return Int(parts[0]).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The product by the qualifier that is most likely a SKU: of the seller, of the buyer, a code of the trade.
    private static func product(_ segment: X12.Segment) -> String? {
        var found: [String: String] = [:]
        for place in stride(from: 8, to: 27, by: 2) {
            if let qualifier = segment.element(place), let id = segment.element(place + 1) {
                found[qualifier] = found[qualifier] ?? id
            }
        }
        for qualifier in ["SK", "VN", "VP", "BP", "UP", "EN", "UK"] { if let id = found[qualifier] { return id } }
        return nil
    }
}
