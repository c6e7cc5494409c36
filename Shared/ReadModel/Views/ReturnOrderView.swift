public import Fulfillment

/// A row of a list of return orders.
public struct ReturnOrderSummary: Sendable, Equatable {
    public var returnOrderId: String
    public var storeOrder: StoreOrderKey
    public var outboundOrderId: String
    public var warehouse: WarehouseKey
    public var caseId: String?
    public var origin: ReturnOrder.Origin
    public var state: ReturnOrder.State
    public var expected: Int
    public var received: Int
    /// Units that inventory has taken into stock.
    public var booked: Int
    public var changedAt: Timestamp

    public init(
        returnOrderId: String, storeOrder: StoreOrderKey, outboundOrderId: String, warehouse: WarehouseKey,
        caseId: String? = nil, origin: ReturnOrder.Origin, state: ReturnOrder.State, expected: Int, received: Int,
        booked: Int, changedAt: Timestamp
    ) {
        self.returnOrderId = returnOrderId
        self.storeOrder = storeOrder
        self.outboundOrderId = outboundOrderId
        self.warehouse = warehouse
        self.caseId = caseId
        self.origin = origin
        self.state = state
        self.expected = expected
        self.received = received
        self.booked = booked
        self.changedAt = changedAt
    }
}

/// One return order in full.
public struct ReturnOrderView: Sendable, Equatable {
    /// As it was published last.
    public var now: ReturnOrder
    /// The receipts that were sent for it, the oldest first, also those that were refused.
    public var receipts: [ReceiptRow]
    /// Everything that was said about it, the oldest first.
    public var timeline: [TimelineEntry]

    /// A receipt, as it was sent.
    public struct ReceiptRow: Sendable, Equatable {
        public var receipt: ReturnOrderReceived
        public var recordedAt: Timestamp
        public var sender: String
        /// Why it was not taken; nil where it was, or is not answered yet.
        public var rejection: RejectionRow?
        /// It was taken back.
        public var isReversed: Bool

        public init(
            receipt: ReturnOrderReceived, recordedAt: Timestamp, sender: String, rejection: RejectionRow? = nil,
            isReversed: Bool
        ) {
            self.receipt = receipt
            self.recordedAt = recordedAt
            self.sender = sender
            self.rejection = rejection
            self.isReversed = isReversed
        }
    }

    public init(now: ReturnOrder, receipts: [ReceiptRow] = [], timeline: [TimelineEntry] = []) {
        self.now = now
        self.receipts = receipts
        self.timeline = timeline
    }
}

/// Which return orders are asked for.
public struct ReturnOrderFilter: Sendable, Equatable {
    public var warehouseId: String?
    public var merchantId: String?
    public var state: ReturnOrder.State?
    /// Only those to which something may still come.
    public var isOpen: Bool?

    public init(
        warehouseId: String? = nil, merchantId: String? = nil, state: ReturnOrder.State? = nil, isOpen: Bool? = nil
    ) {
        self.warehouseId = warehouseId
        self.merchantId = merchantId
        self.state = state
        self.isOpen = isOpen
    }
}
