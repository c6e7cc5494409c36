internal import Contracts
internal import Fulfillment

/// Lists of return orders.
extension ReadModel {
    public func returnOrders(
        _ filter: ReturnOrderFilter, _ page: PageRequest
    ) throws(ReadModelError) -> Page<ReturnOrderSummary> {
        let cursor = try Cursor(page)
        return try pool.read { database throws(SQLiteError) in
            let list = ReturnOrderList(database: database, filter: filter, limit: page.limit + 1)
            let rows = try list.newest(before: cursor?.row ?? .max).map { id throws(SQLiteError) in
                (row: try list.summary(id), cursor: Cursor(row: id))
            }
            return Page(rows.compactMap { row in row.row.map { (row: $0, cursor: row.cursor) } }, limit: page.limit)
        }
    }
}

/// The rows of a list of return orders, found by an index alone: of each warehouse and state the newest, put together.
private struct ReturnOrderList {
    let database: SQLiteConnection
    let filter: ReturnOrderFilter
    let limit: Int

    private var states: [ReturnOrder.State] {
        if let state = filter.state { return [state] }
        guard let isOpen = filter.isOpen else { return ReturnOrder.State.allCases }
        return ReturnOrder.State.allCases.filter { ($0 == .awaitingArrival || $0 == .partlyReceived) == isOpen }
    }

    private func warehouses() throws(SQLiteError) -> [String] {
        if let warehouse = filter.warehouseId { return [warehouse] }
        var found: [String] = []
        while let next = try database.statement(
            "SELECT warehouse FROM returns WHERE warehouse > ?1 ORDER BY warehouse LIMIT 1"
        ).first(.text(found.last ?? ""), read: { $0.text(0) }) {
            found.append(next)
        }
        return found
    }

    func newest(before row: Int64) throws(SQLiteError) -> [Int64] {
        let ofMerchant = filter.merchantId == nil ? "" : "AND merchant = ?5"
        let sql = """
            SELECT id FROM returns WHERE warehouse = ?1 AND state = ?2 AND id < ?3 \(ofMerchant) ORDER BY id DESC LIMIT ?4
            """
        var found: [Int64] = []
        for warehouse in try warehouses() {
            for state in states {
                found += try database.statement(composed: sql).all(
                    .text(warehouse), .text(state.rawValue), .integer(row), .integer(limit), .text(filter.merchantId)
                ) { $0.integer(0) }
            }
        }
        return Array(found.sorted(by: >).prefix(limit))
    }

    /// nil for one of another version.
    func summary(_ id: Int64) throws(SQLiteError) -> ReturnOrderSummary? {
        try database.statement("SELECT e.data FROM returns r JOIN events e ON e.id = r.newest WHERE r.id = ?1")
            .first(.integer(id)) { row -> ReturnOrderSummary? in
                guard case .returnOrderChanged(let order)? = Message.own(row.bytes(0), .returnOrderChanged)
                else { return nil }
                return ReturnOrderSummary(order)
            } ?? nil
    }
}
