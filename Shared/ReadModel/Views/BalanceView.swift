public import Fulfillment

/// The proof of balance of one store order: each unit that was ordered, and where it is now.
public struct BalanceView: Sendable, Equatable {
    public var storeOrder: StoreOrderKey
    public var rows: [Row]
    /// Units that were ordered, by all outbound orders.
    public var ordered: Int
    /// Whether the units of the rows are those that were ordered.
    public var addsUp: Bool
    /// The outbound orders and SKUs for which they are not.
    public var wrong: [String]
    /// The sums of each SKU that the order moved: its balance, and whether its movements add up to it.
    public var skus: [SKUSum]

    /// Units that are at the same place, for the same reason.
    public struct Row: Sendable, Equatable {
        public var outboundOrderId: String
        public var sku: String
        public var quantity: Int
        public var place: Place
        /// The movement that put them there; nil where none did, for units that wait for stock.
        public var because: MovementRow?
        /// The case that holds them, where one does.
        public var caseId: String?

        public init(
            outboundOrderId: String, sku: String, quantity: Int, place: Place, because: MovementRow? = nil,
            caseId: String? = nil
        ) {
            self.outboundOrderId = outboundOrderId
            self.sku = sku
            self.quantity = quantity
            self.place = place
            self.because = because
            self.caseId = caseId
        }
    }

    /// Where a unit is.
    public enum Place: String, Sendable, CaseIterable {
        /// Nothing was set aside for it yet.
        case waitingForStock
        /// Set aside, in the building.
        case allocated
        /// Available again.
        case available
        /// It has left the building.
        case left
        case quarantined
        case writtenOff
    }

    /// One SKU's movements, added up.
    public struct SKUSum: Sendable, Equatable {
        public var warehouse: WarehouseKey
        public var balance: Stock
        public var addsUp: Bool

        public init(warehouse: WarehouseKey, balance: Stock, addsUp: Bool) {
            self.warehouse = warehouse
            self.balance = balance
            self.addsUp = addsUp
        }
    }

    public init(
        storeOrder: StoreOrderKey, rows: [Row] = [], ordered: Int, addsUp: Bool, wrong: [String] = [],
        skus: [SKUSum] = []
    ) {
        self.storeOrder = storeOrder
        self.rows = rows
        self.ordered = ordered
        self.addsUp = addsUp
        self.wrong = wrong
        self.skus = skus
    }
}
