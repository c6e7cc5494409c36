/// The stock of one warehouse as a decision sees it: reads what it needs, and writes what it changed.
/// The runtime's is the state store, a test's is a dictionary.
public protocol StockStore {
    /// The balance of a SKU; an empty one where it was never seen.
    func stock(_ sku: String) -> Stock
    func allocation(_ outboundOrderId: String) -> Allocation?
    /// The fingerprint of a document that was accepted.
    func document(_ kind: StockDocument, _ id: String) -> Fingerprint?
    /// An outbound order that waits for stock.
    func backorder(_ outboundOrderId: String) -> Backorder?

    mutating func put(_ stock: Stock)
    mutating func put(_ allocation: Allocation)
    mutating func put(_ kind: StockDocument, _ id: String, _ fingerprint: Fingerprint)
    mutating func put(_ backorder: Backorder)
    mutating func removeBackorder(_ outboundOrderId: String)
}

/// The kinds of documents whose first accepted message wins.
public enum StockDocument: String, Sendable, CaseIterable {
    case receipt, adjustment, release
    /// A return order's receipt of units that another warehouse sent.
    case arrival
}

/// An outbound order that waits for stock: all of its lines, or none. For each SKU it stands in that SKU's queue, first
/// come first, between two neighbours: in a queue of any length, joining and leaving touch three entities.
public struct Backorder: Sendable, Equatable {
    public struct Place: Sendable, Equatable {
        public var line: Line
        /// Who waits for the SKU right before and right after it.
        public var before: String?
        public var after: String?
        /// What is available covers the wants of all in front for this SKU, and this one.
        public var isCovered: Bool

        public init(_ line: Line, before: String? = nil, after: String? = nil, isCovered: Bool = false) {
            self.line = line
            self.before = before
            self.after = after
            self.isCovered = isCovered
        }
    }

    public let outboundOrderId: String
    public var places: [Place]

    public init(outboundOrderId: String, places: [Place]) {
        self.outboundOrderId = outboundOrderId
        self.places = places
    }
}
