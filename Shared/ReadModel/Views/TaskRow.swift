public import Fulfillment

/// A task of the floor.
public struct TaskRow: Sendable, Equatable {
    /// As it was published last; `result` is nil while it is open.
    public var task: WarehouseTask
    public var merchantId: String?
    /// The parcel that it is about, where reports name it.
    public var parcelId: String?
    public var openedAt: Timestamp
    /// When it ended; nil while it is open.
    public var closedAt: Timestamp?
    /// Where its outbound order stands; nil where it was not read.
    public var status: OutboundStatus?
    public var custody: Custody?

    /// Whether it is overdue.
    public func isLate(at now: Timestamp) -> Bool { task.result == nil && task.dueAt < now }

    public init(
        task: WarehouseTask, merchantId: String? = nil, parcelId: String? = nil, openedAt: Timestamp,
        closedAt: Timestamp? = nil, status: OutboundStatus? = nil, custody: Custody? = nil
    ) {
        self.task = task
        self.merchantId = merchantId
        self.parcelId = parcelId
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.status = status
        self.custody = custody
    }
}

/// Which tasks are asked for.
public struct TaskFilter: Sendable, Equatable {
    public var warehouseId: String?
    public var merchantId: String?
    public var kind: WarehouseTask.Kind?
    /// Open ones by due time, the first due first; else closed ones, the last closed first.
    public var isOpen = true
    /// Only those that were due before; nil: all.
    public var dueBefore: Timestamp?

    public init(
        warehouseId: String? = nil, merchantId: String? = nil, kind: WarehouseTask.Kind? = nil, isOpen: Bool = true,
        dueBefore: Timestamp? = nil
    ) {
        self.warehouseId = warehouseId
        self.merchantId = merchantId
        self.kind = kind
        self.isOpen = isOpen
        self.dueBefore = dueBefore
    }
}

/// How many tasks a floor has.
public struct TaskCount: Sendable, Equatable {
    public var open: Int
    public var late: Int
    /// The last one that was done: for "Nothing to stop at LAX1. Last: 14:02, P-31."
    public var lastDone: TaskRow?

    public init(open: Int, late: Int, lastDone: TaskRow? = nil) {
        self.open = open
        self.late = late
        self.lastDone = lastDone
    }
}
