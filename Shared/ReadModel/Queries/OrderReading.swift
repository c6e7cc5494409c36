internal import Contracts
internal import Fulfillment

/// All that the tables hold about one store order, decoded once: what is asked about it follows from this.
struct OrderReading {
    let key: StoreOrderKey
    let policies: Policies
    /// Everything that was said, movements too, the oldest first; each message once.
    let timeline: [TimelineEntry]
    /// The movements of its outbound orders, the oldest first.
    let movements: [MovementRow]
    /// When its tasks were opened and closed: their messages do not say.
    private let tasksAt: [String: TaskTimes]

    /// When a task was opened and closed, in milliseconds since 1970.
    struct TaskTimes {
        var opened: Int64?
        var closed: Int64?
    }

    /// - Parameter said: what was said about it, the oldest first; the same message may be among them twice.
    init(
        _ key: StoreOrderKey, _ policies: Policies, said: [TimelineEntry], movements: [MovementRow],
        tasksAt: [String: TaskTimes] = [:]
    ) {
        self.key = key
        self.policies = policies
        self.tasksAt = tasksAt
        // An id of an outbound order is one of a stock: what another store's order of the same id moved is not this one's.
        let own = Set(said.compactMap(\.message.stock))
        self.movements = movements.filter { own.contains($0.moved.warehouse) }.map { row in
            var row = row
            row.storeOrder = key
            return row
        }
        timeline = TimelineEntry.timeline(said + self.movements.map(\.entry))
    }

    /// nil where nothing was said about it.
    init?(_ key: StoreOrderKey, _ database: SQLiteConnection, _ policies: Policies) throws(SQLiteError) {
        let id = try database.statement("SELECT id FROM orders WHERE store = ?1 AND number = ?2")
            .first(.text(key.storeId), .text(key.storeOrderId)) { $0.integer(0) }
        guard let id else { return nil }
        let events = try database.statement(
            composed: "SELECT \(StoredEvent.columns) FROM events WHERE order_id = ?1 ORDER BY id DESC LIMIT ?2"
        ).all(.integer(id), .integer(ReadLimits.timelineEntries)) { StoredEvent($0) }
        let said = events.reversed().compactMap(\.entry)
        var movements: [MovementRow] = []
        for outbound in Set(said.compactMap(\.outboundOrderId)).sorted() {
            movements += try MovementRow.ofOutboundOrder(outbound, database)
        }
        let tasks = try database.statement("SELECT task, opened_at, closed_at FROM tasks WHERE order_id = ?1")
            .all(.integer(id)) { ($0.text(0), TaskTimes(opened: $0.integerIfAny(1), closed: $0.integerIfAny(2))) }
        self.init(
            key, policies, said: said, movements: movements.sorted { $0.isBefore($1) },
            tasksAt: Dictionary(tasks) { $1 })
    }

    // MARK: What was said, by kind

    var submissions: [OutboundOrderSubmitted] {
        timeline.compactMap { if case .outboundOrderSubmitted(let one) = $0.message { one } else { nil } }
    }

    var changes: [CancellationChanged] {
        timeline.compactMap { if case .cancellationChanged(let one) = $0.message { one } else { nil } }
    }

    var contradictions: [CancellationContradicted] {
        timeline.compactMap { if case .cancellationContradicted(let one) = $0.message { one } else { nil } }
    }

    /// The newest change of each outbound order, in order of their first.
    var outboundOrders: [OutboundOrderChanged] {
        var newest: [OutboundOrderChanged] = []
        for case .outboundOrderChanged(let change) in timeline.map(\.message) {
            if let place = newest.firstIndex(where: { $0.outboundOrderId == change.outboundOrderId }) {
                if change.revision >= newest[place].revision { newest[place] = change }
            } else {
                newest.append(change)
            }
        }
        return newest
    }

    /// Its tasks as they were published last, in the order in which they were opened.
    var tasks: [TaskRow] {
        var rows: [TaskRow] = []
        let orders = outboundOrders
        for case .task(let task) in timeline.map(\.message) {
            if let place = rows.firstIndex(where: { $0.task.taskId == task.taskId }) {
                if rows[place].task.result == nil || task.result != nil { rows[place].task = task }
                continue
            }
            let outbound = orders.first { $0.outboundOrderId == task.outboundOrderId }
            let at = tasksAt[task.taskId]
            rows.append(
                TaskRow(
                    task: task, merchantId: outbound?.merchantId, parcelId: parcelId(of: task),
                    openedAt: Timestamp(milliseconds: at?.opened ?? task.dueAt.milliseconds),
                    closedAt: at?.closed.map { Timestamp(milliseconds: $0) }, status: outbound?.status,
                    custody: outbound?.custody))
        }
        return rows
    }

    private func parcelId(of task: WarehouseTask) -> String? {
        ParcelNames.parcelId(of: task, in: reports(of: task.outboundOrderId).map(\.report))
    }

    /// Its return orders as they were published last, in order of their first.
    var returnOrders: [ReturnOrder] {
        var newest: [ReturnOrder] = []
        for case .returnOrderChanged(let order) in timeline.map(\.message) {
            if let place = newest.firstIndex(where: { $0.created.returnOrderId == order.created.returnOrderId }) {
                newest[place] = order
            } else {
                newest.append(order)
            }
        }
        return newest
    }

    /// What was refused of it.
    var rejections: [RejectionRow] {
        timeline.compactMap { entry in
            guard case .rejected(let rejected) = entry.message else { return nil }
            return RejectionRow(
                id: "\(entry.place.partition)@\(entry.place.offset)", rejected: rejected,
                recordedAt: entry.recordedAt, storeOrder: key)
        }
    }

    /// Whether an outbound order was refused, because its id belongs to another store order: it is not one of this order's.
    func isOfAnother(_ outbound: String) -> Bool {
        let submitted = timeline.filter {
            if case .outboundOrderSubmitted(let one) = $0.message { one.outboundOrderId == outbound } else { false }
        }
        guard let first = submitted.first else { return false }
        return rejections.contains { $0.rejected.rejection.code == .outboundOrderExists && $0.rejected.refuses(first) }
    }

    /// The reports about an outbound order, in the order in which the log received them.
    func reports(of outbound: String) -> [(report: WarehouseReport, entry: TimelineEntry)] {
        timeline.compactMap { entry in
            guard case .warehouseReported(let report) = entry.message, report.outboundOrderId == outbound else {
                return nil
            }
            return (report, entry)
        }
    }
}

extension Message {
    /// The stock that an outbound order takes from.
    fileprivate var stock: WarehouseKey? {
        switch self {
        case .outboundOrderSubmitted(let one):
            WarehouseKey(merchantId: one.merchantId, warehouseId: one.warehouseId)
        case .outboundOrderChanged(let one): WarehouseKey(merchantId: one.merchantId, warehouseId: one.warehouseId)
        case .returnOrderChanged(let order): order.created.warehouse
        default: nil
        }
    }
}

extension TimelineEntry {
    /// The order of timelines: by when the log received it, and causes before what follows from them.
    func isBefore(_ other: TimelineEntry) -> Bool {
        let (a, b) = (message.rank, other.message.rank)
        return (recordedAt.milliseconds, Int64(a), place.offset) < (
            other.recordedAt.milliseconds, Int64(b), other.place.offset
        )
    }
}

extension ReturnOrderSummary {
    init(_ order: ReturnOrder) {
        self.init(
            returnOrderId: order.created.returnOrderId, storeOrder: order.created.storeOrder,
            outboundOrderId: order.created.outboundOrderId, warehouse: order.created.warehouse,
            caseId: order.created.caseId, origin: order.created.origin, state: order.state,
            expected: order.entries.reduce(0) { $0 + $1.expected },
            received: order.entries.reduce(0) { $0 + $1.received },
            booked: order.entries.reduce(0) { $0 + $1.booked }, changedAt: order.changedAt)
    }
}
