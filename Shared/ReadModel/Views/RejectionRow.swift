public import Contracts
public import Fulfillment

/// A message that the domain refused.
public struct RejectionRow: Sendable, Equatable {
    /// Names it: `<partition>@<offset>` in the topic of rejections.
    public var id: String
    /// What was refused, and why.
    public var rejected: MessageRejected
    /// When it was refused, as the log has it.
    public var recordedAt: Timestamp
    /// Which store order the refused message was about, where it was about one.
    public var storeOrder: StoreOrderKey?
    /// Which stock, where it was about one.
    public var warehouse: WarehouseKey?

    public init(
        id: String, rejected: MessageRejected, recordedAt: Timestamp, storeOrder: StoreOrderKey? = nil,
        warehouse: WarehouseKey? = nil
    ) {
        self.id = id
        self.rejected = rejected
        self.recordedAt = recordedAt
        self.storeOrder = storeOrder
        self.warehouse = warehouse
    }
}

/// Which rejections are asked for, the newest first.
public struct RejectionFilter: Sendable, Equatable {
    public var code: String?
    public var storeOrder: StoreOrderKey?
    /// Only what was refused at or after this moment.
    public var since: Timestamp?

    public init(code: String? = nil, storeOrder: StoreOrderKey? = nil, since: Timestamp? = nil) {
        self.code = code
        self.storeOrder = storeOrder
        self.since = since
    }
}
