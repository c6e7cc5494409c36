/// One SKU's balance in one merchant's stock in one warehouse.
public struct Stock: Sendable, Equatable {
    public let sku: String
    /// Units that stand in the warehouse and may be sold or are promised.
    public var onHand = 0
    /// Units of `onHand` that are promised to outbound orders.
    public var allocated = 0
    /// Units set apart; they are not on hand.
    public var quarantined = 0

    public init(sku: String) { self.sku = sku }

    /// Units that can be promised.
    public var available: Int { onHand - allocated }
}
