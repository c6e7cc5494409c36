public import Fulfillment

/// How new what is read is.
public struct ReadStatus: Sendable, Equatable {
    /// Distinguishes this read model's counting of changes from any other's: it is rebuilt with the file.
    public var epoch: String
    /// Counts the changes that were committed.
    public var change: Int64
    /// Everything that was in the log when the reading began has been read.
    public var isCaughtUp: Bool
    /// How much of what was in the log when the reading began has been read, 0…1.
    public var progress: Double
    /// When the last message that was read was received by the log; nil where none was.
    public var newest: Timestamp?
    /// When the topics were looked at last.
    public var checkedAt: Timestamp?

    public init(
        epoch: String, change: Int64, isCaughtUp: Bool, progress: Double, newest: Timestamp? = nil,
        checkedAt: Timestamp? = nil
    ) {
        self.epoch = epoch
        self.change = change
        self.isCaughtUp = isCaughtUp
        self.progress = progress
        self.newest = newest
        self.checkedAt = checkedAt
    }
}

/// Something that changed, for those who follow.
public struct ReadChange: Sendable, Equatable {
    /// What kind of thing it is.
    public enum Kind: String, Sendable, CaseIterable {
        case order, request
        case cancellationCase = "case"
        case task, stock, returnOrder, rejection, deadLetter
    }

    /// Counts the changes of one epoch.
    public var number: Int64
    public var kind: Kind
    public var recordedAt: Timestamp
    public var storeOrder: StoreOrderKey?
    public var warehouse: WarehouseKey?
    /// The id of what changed: a case's, a task's, an outbound order's, a SKU, a return order's, a request's.
    public var id: String
    /// The state or status that it has now, where it has one.
    public var state: String?
    public var caseId: String?

    public init(
        number: Int64, kind: Kind, recordedAt: Timestamp, storeOrder: StoreOrderKey? = nil,
        warehouse: WarehouseKey? = nil, id: String, state: String? = nil, caseId: String? = nil
    ) {
        self.number = number
        self.kind = kind
        self.recordedAt = recordedAt
        self.storeOrder = storeOrder
        self.warehouse = warehouse
        self.id = id
        self.state = state
        self.caseId = caseId
    }
}
