internal import Contracts
public import Fulfillment

/// Tasks of the floor.
extension ReadModel {
    public func tasks(_ filter: TaskFilter, _ page: PageRequest) throws(ReadModelError) -> Page<TaskRow> {
        let cursor = try Cursor(page)
        return try pool.read { database throws(SQLiteError) in
            let rows = try TaskList.rows(filter, after: cursor, limit: page.limit + 1, database)
            return Page(rows, limit: page.limit)
        }
    }

    public func task(_ id: String) throws(ReadModelError) -> TaskRow? {
        let key = try pool.read { database throws(SQLiteError) in
            try database.statement(
                "SELECT o.store, o.number FROM tasks t JOIN orders o ON o.id = t.order_id WHERE t.task = ?1 ORDER BY t.id LIMIT 1"
            ).first(.text(id)) { StoreOrderKey(storeId: $0.text(0), storeOrderId: $0.text(1)) }
        }
        guard let key else { return nil }
        return try reading(key) { $0.tasks.first { $0.task.taskId == id } }
    }

    public func taskCount(warehouseId: String, now: Timestamp) throws(ReadModelError) -> TaskCount {
        try pool.read { database throws(SQLiteError) in
            let counts = try database.statement(
                "SELECT count(*), COALESCE(sum(due_at < ?2), 0) FROM tasks WHERE warehouse = ?1 AND closed_at IS NULL"
            ).first(.text(warehouseId), .integer(now.milliseconds)) { (open: $0.int(0), late: $0.int(1)) }
            let last = try TaskList.rows(
                TaskFilter(warehouseId: warehouseId, isOpen: false), after: nil, limit: 1, database)
            return TaskCount(open: counts?.open ?? 0, late: counts?.late ?? 0, lastDone: last.first?.row)
        }
    }
}

enum TaskList {
    /// Open ones by due time, closed ones the last closed first. Of all warehouses: those of each, put together.
    static func rows(
        _ filter: TaskFilter, after cursor: Cursor?, limit: Int, _ database: SQLiteConnection
    ) throws(SQLiteError) -> [(row: TaskRow, cursor: Cursor)] {
        var rows: [Stored] = []
        // Spelled out: `??` would widen the error's type.
        let places =
            if let warehouse = filter.warehouseId { [warehouse] } else { try warehouses(isOpen: filter.isOpen, database) }
        for warehouse in places {
            var filter = filter
            filter.warehouseId = warehouse
            rows += try ofWarehouse(filter, after: cursor, limit: limit, database)
        }
        rows.sort { one, other in
            let (a, b) = (one.cursor, other.cursor)
            return filter.isOpen ? (a.time, a.row) < (b.time, b.row) : (a.time, a.row) > (b.time, b.row)
        }
        return try rows.prefix(limit).map { one throws(SQLiteError) in
            var row = one.row
            row.parcelId = try parcelId(of: row.task, one.order, database)
            return (row, one.cursor)
        }
    }

    private typealias Stored = (row: TaskRow, cursor: Cursor, order: Int64)

    /// The warehouses that have tasks, one step along the index each.
    static func warehouses(isOpen: Bool, _ database: SQLiteConnection) throws(SQLiteError) -> [String] {
        let sql = """
            SELECT warehouse FROM tasks WHERE closed_at IS \(isOpen ? "NULL" : "NOT NULL") AND warehouse > ?1
            ORDER BY warehouse LIMIT 1
            """
        var found: [String] = []
        while let next = try database.statement(composed: sql).first(.text(found.last ?? ""), read: { $0.text(0) }) {
            found.append(next)
        }
        return found
    }

    private static func ofWarehouse(
        _ filter: TaskFilter, after cursor: Cursor?, limit: Int, _ database: SQLiteConnection
    ) throws(SQLiteError) -> [Stored] {
        let time = filter.isOpen ? "t.due_at" : "t.closed_at"
        var conditions = ["t.closed_at IS \(filter.isOpen ? "NULL" : "NOT NULL")"]
        if cursor != nil { conditions.append("(\(time), t.id) \(filter.isOpen ? ">" : "<") (?1, ?2)") }
        if filter.warehouseId != nil { conditions.append("t.warehouse = ?3") }
        if filter.merchantId != nil { conditions.append("b.merchant = ?4") }
        if filter.kind != nil { conditions.append("t.kind = ?5") }
        if filter.dueBefore != nil { conditions.append("t.due_at < ?6") }
        let direction = filter.isOpen ? "" : "DESC"
        let sql = """
            SELECT e.data, t.opened_at, t.closed_at, b.merchant, b.status, b.custody, \(time), t.id, t.order_id, t.outbound
            FROM tasks t JOIN events e ON e.id = t.newest
            LEFT JOIN outbound_orders b ON b.outbound = t.outbound AND b.order_id = t.order_id
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(time) \(direction), t.id \(direction) LIMIT ?7
            """
        return try database.statement(composed: sql).all(
            .integer(cursor?.time), .integer(cursor?.row), .text(filter.warehouseId), .text(filter.merchantId),
            .text(filter.kind?.rawValue), .integer(filter.dueBefore?.milliseconds), .integer(limit)
        ) { row -> Stored? in
            let isClosed = !row.isNull(2)
            guard case .task(let task)? = Message.own(row.bytes(0), isClosed ? .taskClosed : .taskOpened)
            else { return nil }
            let one = TaskRow(
                task: task, merchantId: row.textIfAny(3),
                openedAt: Timestamp(milliseconds: row.integerIfAny(1) ?? task.dueAt.milliseconds),
                closedAt: row.integerIfAny(2).map { Timestamp(milliseconds: $0) },
                status: row.textIfAny(4).flatMap { OutboundStatus(rawValue: $0) },
                custody: row.textIfAny(5).flatMap { Custody(rawValue: $0) })
            return (one, Cursor(time: row.integer(6), row: row.integer(7)), row.integer(8))
        }.compactMap(\.self)
    }

    /// The parcel that a task is about, as the reports about its order name it.
    private static func parcelId(
        of task: WarehouseTask, _ order: Int64, _ database: SQLiteConnection
    ) throws(SQLiteError) -> String? {
        let reports = try database.statement("SELECT type, data FROM events WHERE order_id = ?1").all(.integer(order)) {
            row -> WarehouseReport? in
            guard let type = StoredType.type(row.integer(0)), type.topic == .warehouseReports,
                case .warehouseReported(let report)? = Message.own(row.bytes(1), type)
            else { return nil }
            return report
        }
        return ParcelNames.parcelId(of: task, in: reports.compactMap(\.self))
    }
}

/// How reports name parcels.
enum ParcelNames {
    /// The parcel that a task is about: that of its tracking number, or the only one of its outbound order that has a name.
    static func parcelId(of task: WarehouseTask, in reports: [WarehouseReport]) -> String? {
        let names = reports.filter { $0.outboundOrderId == task.outboundOrderId && $0.name.parcelId != nil }.map(\.name)
        if let number = task.trackingNumber, let named = names.last(where: { $0.trackingNumber == number }) {
            return named.parcelId
        }
        let ids = Set(names.compactMap(\.parcelId))
        return ids.count == 1 ? ids.first : nil
    }
}
