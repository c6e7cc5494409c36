public import Contracts
public import Fulfillment

/// The balance of one SKU of a merchant in a warehouse.
public struct StockRow: Sendable, Equatable {
    public var warehouse: WarehouseKey
    /// On hand, allocated, quarantined.
    public var balance: Stock
    /// Units that open cases hold: they are stopped, or to be stopped, and belong to a case.
    public var held: Int
    /// When it moved last.
    public var movedAt: Timestamp
    /// More is promised than stands there.
    public var isOversold: Bool

    public init(warehouse: WarehouseKey, balance: Stock, held: Int, movedAt: Timestamp, isOversold: Bool) {
        self.warehouse = warehouse
        self.balance = balance
        self.held = held
        self.movedAt = movedAt
        self.isOversold = isOversold
    }
}

/// One SKU with who holds units of it.
public struct StockItemView: Sendable, Equatable {
    public var row: StockRow
    /// Which open cases hold units of it, the first due first.
    public var holders: [Holder]
    /// How many movements it has had.
    public var movementCount: Int

    /// A case that holds units.
    public struct Holder: Sendable, Equatable {
        public var caseId: String
        public var outboundOrderId: String
        public var quantity: Int

        public init(caseId: String, outboundOrderId: String, quantity: Int) {
            self.caseId = caseId
            self.outboundOrderId = outboundOrderId
            self.quantity = quantity
        }
    }

    public init(row: StockRow, holders: [Holder] = [], movementCount: Int) {
        self.row = row
        self.holders = holders
        self.movementCount = movementCount
    }
}

/// A movement of stock.
public struct MovementRow: Sendable, Equatable {
    public var moved: StockMoved
    /// Which store order it was for, where it was for one.
    public var storeOrder: StoreOrderKey?
    public var recordedAt: Timestamp
    public var place: LogPosition
    /// Who was authenticated as the sender of what brought it about; nil where nobody was.
    public var principal: String?

    public init(
        moved: StockMoved, storeOrder: StoreOrderKey? = nil, recordedAt: Timestamp, place: LogPosition,
        principal: String? = nil
    ) {
        self.principal = principal
        self.moved = moved
        self.storeOrder = storeOrder
        self.recordedAt = recordedAt
        self.place = place
    }
}

/// A merchant's stock in a warehouse.
public struct StockPlaceRow: Sendable, Equatable {
    public var warehouse: WarehouseKey
    public var skus: Int

    public init(warehouse: WarehouseKey, skus: Int) {
        self.warehouse = warehouse
        self.skus = skus
    }
}
