/// One SKU's balance in one merchant's stock in one warehouse.
public struct Stock: Sendable, Equatable {
    public let sku: String
    /// Units that stand in the warehouse and may be sold or are promised.
    public var onHand = 0
    /// Units of `onHand` that are promised to outbound orders.
    public var allocated = 0
    /// Units set apart; they are not on hand.
    public var quarantined = 0

    /// Who waits for it first and last; nil while nobody does.
    public var queue: Queue?

    /// The ends of the queue of those who wait for a SKU.
    public struct Queue: Sendable, Equatable {
        public var first: String
        public var last: String

        public init(first: String, last: String) {
            self.first = first
            self.last = last
        }
    }

    public init(sku: String) { self.sku = sku }

    /// Units that can be promised.
    public var available: Int { onHand - allocated }
}
