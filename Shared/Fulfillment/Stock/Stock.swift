/// One SKU's balance in one merchant's stock in one warehouse.
public struct Stock: Sendable, Equatable {
    public let sku: String
    /// Units that stand in the warehouse and may be sold or are promised.
    public var onHand = 0
    /// Units of `onHand` that are promised to outbound orders.
    public var allocated = 0
    /// Units set apart; they are not on hand.
    public var quarantined = 0

    /// Units that are gone and that two outbound orders account for; nil where there are none.
    public var absent: AbsentUnits?

    /// Who waits for it; nil while nobody does.
    public var queue: Queue?

    /// The queue of those who wait for a SKU: its ends, and how far what is available reaches.
    public struct Queue: Sendable, Equatable {
        public var first: String
        public var last: String
        /// Units that all of them want; nil where an earlier version stored it and nobody has counted yet.
        public var wanted: Int?
        /// Units that those in front of `short` want: what is available covers them.
        public var covered: Int
        /// The first in the queue whose needs are not covered; nil while all are.
        public var short: String?

        public init(first: String, last: String, wanted: Int?, covered: Int, short: String?) {
            self.first = first
            self.last = last
            self.wanted = wanted
            self.covered = covered
            self.short = short
        }
    }

    public init(sku: String) { self.sku = sku }

    /// Units that can be promised.
    public var available: Int { onHand - allocated }
}
