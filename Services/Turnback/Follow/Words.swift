import Contracts
import Fulfillment
import Operations

/// Parts of sentences about messages. Texts of others are made fit for a terminal.
enum Words {
    /// `2 × SKU-1, 1 × SKU-7`; of many, the first few and how many more there are.
    static func lines(_ lines: [Line], limit: Int = 4) -> String {
        let shown = lines.prefix(lines.count > limit + 1 ? limit : lines.count)
        var text = shown.map { "\($0.quantity) × \(PlainText.of($0.sku))" }.joined(separator: ", ")
        let rest = Array(lines.dropFirst(shown.count))
        if !rest.isEmpty { text += " and \(rest.count) more SKUs (\(rest.units) units)" }
        return text
    }

    /// What is not zero of them.
    static func quantities(_ units: CaseQuantities) -> String {
        let named = [
            ("requested", units.requested), ("cancelled", units.cancelled), ("refused", units.refused),
            ("intercepted", units.intercepted), ("restored", units.restored), ("quarantined", units.quarantined),
            ("written off", units.writtenOff), ("pending", units.pending),
        ].filter { $0.1 != 0 }
        return named.isEmpty ? "none named" : named.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    }

    /// What became of goods after the final outcome.
    static func contradiction(_ one: CancellationContradicted) -> String {
        let what = "\(one.quantity) units of \(PlainText.of(one.outboundOrderId))"
        return switch one.code {
        case .lateShipment: "\(what) were cancelled, and shipped all the same"
        case .laterPart:
            "\(what) belong to it as well and came later"
                + (one.followedBy.map { "; \(PlainText.of($0)) is stopping them" } ?? "")
        case .stoppedAfterAll: "\(what) were refused, and are stopped after all: they come back"
        case .leftAfterAll: "\(what) were stopped, and have left after all"
        case .foundAfterAll: "\(what) were written off, and are found"
        }
    }

    /// `100`, or `98 (-2)` where it changed.
    static func balance(_ value: Int, _ delta: Int) -> String {
        delta == 0 ? "\(value)" : "\(value) (\(delta > 0 ? "+" : "")\(delta))"
    }
}

/// How a line is coloured.
enum Tone: Equatable {
    case plain, good, bad, look

    init(_ code: ContradictionCode) {
        switch code {
        case .lateShipment, .leftAfterAll: self = .bad
        case .laterPart: self = .look
        case .stoppedAfterAll, .foundAfterAll: self = .good
        }
    }

    init(_ state: CancellationState) {
        switch state {
        case .cancelled, .restocked: self = .good
        case .refused: self = .bad
        case .escalated, .partlyStopped: self = .look
        case .waitingForOrder, .releasing, .verifying, .intercepting, .restocking: self = .plain
        }
    }
}
