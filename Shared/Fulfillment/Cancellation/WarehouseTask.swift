/// Something a person in the warehouse is asked to do.
public struct WarehouseTask: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case stopWork, verifyGoods, interceptParcel, voidLabel, putAway }
    public enum Result: String, Sendable, CaseIterable { case done, failed, superseded }

    /// `T-<outboundOrderId>-c<n>-<kind>`: the same task has the same id however often it is published.
    public var taskId: String
    public var kind: Kind
    public var caseId: String
    public var outboundOrderId: String
    public var storeOrder: StoreOrderKey
    public var warehouseId: String
    public var lines: [Line]
    public var trackingNumber: String?
    public var dueAt: Timestamp
    /// How it ended; nil while it is open.
    public var result: Result?

    public init(
        taskId: String, kind: Kind, caseId: String, outboundOrderId: String, storeOrder: StoreOrderKey,
        warehouseId: String, lines: [Line], trackingNumber: String?, dueAt: Timestamp, result: Result?
    ) {
        self.taskId = taskId
        self.kind = kind
        self.caseId = caseId
        self.outboundOrderId = outboundOrderId
        self.storeOrder = storeOrder
        self.warehouseId = warehouseId
        self.lines = lines
        self.trackingNumber = trackingNumber
        self.dueAt = dueAt
        self.result = result
    }
}
