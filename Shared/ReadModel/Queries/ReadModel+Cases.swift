internal import Contracts
public import Fulfillment

/// Lists of cases.
extension ReadModel {
    public func cases(_ filter: CaseFilter, _ page: PageRequest) throws(ReadModelError) -> Page<CaseSummary> {
        let cursor = try Cursor(page)
        return try pool.read { database throws(SQLiteError) in
            let list = CaseList(database: database, filter: filter, limit: page.limit + 1)
            let places =
                try filter.order == .due || filter.dueBefore != nil
                ? list.due(after: cursor) : list.newest(before: cursor)
            let rows = try places.map { place throws(SQLiteError) in
                (row: try CaseRow.summary(place.row, database, policies), cursor: place)
            }
            return Page(rows.compactMap { row in row.row.map { (row: $0, cursor: row.cursor) } }, limit: page.limit)
        }
    }

    public func openCases() throws(ReadModelError) -> [CancellationState: Int] {
        try pool.read { database throws(SQLiteError) in try CaseCounts.open(database) }
    }

    public func openCases(hourlySince since: Timestamp) throws(ReadModelError) -> [OpenCasesAt] {
        try pool.read { database throws(SQLiteError) in try CaseCounts.hourly(since, database) }
    }
}

/// How many cases are open, as the hours' changes add up.
enum CaseCounts {
    static func open(_ database: SQLiteConnection) throws(SQLiteError) -> [CancellationState: Int] {
        let rows = try database.statement("SELECT state, sum(delta) FROM case_flow GROUP BY state")
            .all { (CancellationState(rawValue: $0.text(0)), $0.int(1)) }
        return Dictionary(rows.compactMap { row in row.0.map { ($0, row.1) } }.filter { $0.1 > 0 }) { $0 + $1 }
    }

    private static let hour: Int64 = 3_600_000

    static func hourly(_ since: Timestamp, _ database: SQLiteConnection) throws(SQLiteError) -> [OpenCasesAt] {
        let first = since.milliseconds / hour
        var open: [CancellationState: Int] = [:]
        let before = try database.statement("SELECT state, sum(delta) FROM case_flow WHERE hour < ?1 GROUP BY state")
            .all(.integer(first)) { ($0.text(0), $0.int(1)) }
        for (state, count) in before { if let state = CancellationState(rawValue: state) { open[state] = count } }
        let flow = try database.statement("SELECT hour, state, delta FROM case_flow WHERE hour >= ?1 ORDER BY hour")
            .all(.integer(first)) { (hour: $0.integer(0), state: $0.text(1), delta: $0.int(2)) }
        var points: [OpenCasesAt] = []
        for (index, change) in flow.enumerated() {
            if let state = CancellationState(rawValue: change.state) { open[state, default: 0] += change.delta }
            let isLast = index + 1 == flow.count || flow[index + 1].hour != change.hour
            guard isLast else { continue }
            points.append(
                OpenCasesAt(
                    at: Timestamp(milliseconds: (change.hour + 1) * hour), open: open.filter { $0.value > 0 }))
        }
        return points
    }
}

/// The rows of a list of cases, found by indexes alone: for each combination of state and place the newest, put together.
struct CaseList {
    let database: SQLiteConnection
    let filter: CaseFilter
    let limit: Int

    /// Numbers of cases, the last opened first.
    func newest(before cursor: Cursor?) throws(SQLiteError) -> [Cursor] {
        let states = (filter.states ?? CancellationState.allCases).map(\.rawValue)
        let before = cursor?.row ?? .max
        var found: Set<Int64> = []
        for state in states {
            if filter.warehouseId != nil || filter.merchantId != nil {
                for (merchant, warehouse) in try stocks() {
                    found.formUnion(try ofPart(state, merchant, warehouse, before))
                }
            } else if let store = filter.storeId {
                found.formUnion(
                    try database.statement(
                        "SELECT id FROM cases WHERE store = ?1 AND state = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4"
                    ).all(.text(store), .text(state), .integer(before), .integer(limit)) { $0.integer(0) })
            } else {
                found.formUnion(
                    try database.statement(
                        "SELECT id FROM cases WHERE state = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
                    )
                    .all(.text(state), .integer(before), .integer(limit)) { $0.integer(0) })
            }
        }
        return found.sorted(by: >).prefix(limit).map { Cursor(row: $0) }
    }

    /// The stocks that the filter's merchant and warehouse leave, as far as one of them is not given.
    private func stocks() throws(SQLiteError) -> [(merchant: String?, warehouse: String)] {
        if let warehouse = filter.warehouseId { return [(filter.merchantId, warehouse)] }
        guard let merchant = filter.merchantId else { return [] }
        // Steps from one warehouse to the next along the index, with any number of cases.
        var warehouses: [(merchant: String?, warehouse: String)] = []
        var last = ""
        while let next = try database.statement(
            "SELECT warehouse FROM case_parts WHERE merchant = ?1 AND warehouse > ?2 ORDER BY warehouse LIMIT 1"
        ).first(.text(merchant), .text(last), read: { $0.text(0) }) {
            warehouses.append((merchant, next))
            last = next
        }
        return warehouses
    }

    private func ofPart(
        _ state: String, _ merchant: String?, _ warehouse: String, _ before: Int64
    ) throws(SQLiteError) -> [Int64] {
        let isOfStore = filter.storeId == nil ? "" : "AND (SELECT store FROM cases WHERE id = case_ref) = ?5"
        let index = merchant == nil ? "case_parts_warehouse" : "case_parts_merchant"
        let place = merchant == nil ? "warehouse = ?2" : "merchant = ?6 AND warehouse = ?2"
        let sql = """
            SELECT case_ref FROM case_parts INDEXED BY \(index) WHERE \(place) AND state = ?1 AND case_ref < ?3 \(isOfStore)
            ORDER BY case_ref DESC LIMIT ?4
            """
        return try database.statement(composed: sql).all(
            .text(state), .text(warehouse), .integer(before), .integer(limit), .text(filter.storeId), .text(merchant)
        ) { $0.integer(0) }
    }

    /// Numbers of open cases that wait for something, the first due first.
    func due(after cursor: Cursor?) throws(SQLiteError) -> [Cursor] {
        // No state is asked for: SQLite finds no way along an index for what can never be.
        if filter.states?.isEmpty == true { return [] }
        var conditions = ["due_at IS NOT NULL", "(due_at, id) > (?1, ?2)"]
        if filter.dueBefore != nil { conditions.append("due_at < ?3") }
        if let states = filter.states {
            // Words of the contract alone: nothing of it comes from outside.
            conditions.append("state IN (\(states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))")
        }
        if filter.storeId != nil { conditions.append("store = ?5") }
        if filter.warehouseId != nil || filter.merchantId != nil {
            let warehouse = filter.warehouseId == nil ? "" : "AND warehouse = ?6"
            let merchant = filter.merchantId == nil ? "" : "AND merchant = ?7"
            conditions.append("EXISTS(SELECT 1 FROM case_parts WHERE case_ref = id \(warehouse) \(merchant))")
        }
        let sql = """
            SELECT due_at, id FROM cases INDEXED BY cases_due WHERE \(conditions.joined(separator: " AND "))
            ORDER BY due_at, id LIMIT ?4
            """
        return try database.statement(composed: sql).all(
            .integer(cursor?.time ?? .min), .integer(cursor?.row ?? .min),
            .integer(filter.dueBefore?.milliseconds), .integer(limit), .text(filter.storeId),
            .text(filter.warehouseId), .text(filter.merchantId)
        ) { Cursor(time: $0.integer(0), row: $0.integer(1)) }
    }
}

/// A case from its row: what a list shows.
enum CaseRow {
    /// nil where its newest change is of another version.
    static func summary(
        _ id: Int64, _ database: SQLiteConnection, _ policies: Policies
    ) throws(SQLiteError) -> CaseSummary? {
        struct Stored {
            var order: Int64
            var caseId: String
            var openedAt: Timestamp
            var endedAt: Timestamp?
            var grace: Timestamp?
            var isContradicted: Bool
            var mergedInto: String?
            var data: [UInt8]
        }
        let stored = try database.statement(
            """
            SELECT c.order_id, c.case_id, c.opened_at, c.ended_at, c.grace_at, c.contradicted, c.merged_into, e.data
            FROM cases c JOIN events e ON e.id = c.newest WHERE c.id = ?1
            """
        ).first(.integer(id)) { row in
            Stored(
                order: row.integer(0), caseId: row.text(1), openedAt: Timestamp(milliseconds: row.integer(2)),
                endedAt: row.integerIfAny(3).map { Timestamp(milliseconds: $0) },
                grace: row.integerIfAny(4).map { Timestamp(milliseconds: $0) }, isContradicted: row.flag(5),
                mergedInto: row.textIfAny(6), data: row.bytes(7))
        }
        guard let stored,
            case .cancellationChanged(let newest)? = Message.own(stored.data, .cancellationChanged)
        else { return nil }
        let merchants = try database.statement(
            "SELECT DISTINCT merchant FROM case_parts WHERE case_ref = ?1 AND merchant <> ''"
        )
        .all(.integer(id)) { $0.text(0) }
        var due: CaseDue?
        if stored.endedAt == nil {
            let tasks = try database.statement(
                """
                SELECT e.data FROM tasks t JOIN events e ON e.id = t.newest
                WHERE t.order_id = ?1 AND t.case_id = ?2 AND t.closed_at IS NULL
                """
            ).all(.integer(stored.order), .text(stored.caseId)) { row -> WarehouseTask? in
                if case .task(let task)? = Message.own(row.bytes(0), .taskOpened) { task } else { nil }
            }
            due = CaseDue(
                newest, openTasks: tasks.compactMap(\.self), grace: stored.grace, policies[merchants.first ?? ""])
        }
        return CaseSummary(
            newest, merchantIds: merchants, openedAt: stored.openedAt, endedAt: stored.endedAt, due: due,
            isContradicted: stored.isContradicted, mergedInto: stored.mergedInto)
    }
}
