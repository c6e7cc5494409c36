/// The stock of one warehouse as a decision sees it: reads what it needs, and writes what it changed.
/// The runtime's is the state store, a test's is a dictionary.
public protocol StockStore {
    /// The balance of a SKU; an empty one where it was never seen.
    func stock(_ sku: String) -> Stock
    func allocation(_ outboundOrderId: String) -> Allocation?
    /// The fingerprint of a receipt or an adjustment that was accepted.
    func document(_ kind: StockDocument, _ id: String) -> Fingerprint?
    /// Outbound orders that wait for stock, first come first.
    func backorders() -> [Backorder]

    mutating func put(_ stock: Stock)
    mutating func put(_ allocation: Allocation)
    mutating func put(_ kind: StockDocument, _ id: String, _ fingerprint: Fingerprint)
    mutating func put(_ backorders: [Backorder])
}

/// The kinds of documents whose first accepted message wins.
public enum StockDocument: String, Sendable, CaseIterable { case receipt, adjustment }

/// An outbound order that waits for stock: all of its lines, or none.
public struct Backorder: Sendable, Equatable {
    public var outboundOrderId: String
    public var lines: [Line]

    public init(outboundOrderId: String, lines: [Line]) {
        self.outboundOrderId = outboundOrderId
        self.lines = lines
    }
}
