internal import Contracts
public import Fulfillment

/// Stock and its movements.
extension ReadModel {
    public func stockPlaces() throws(ReadModelError) -> [StockPlaceRow] {
        try pool.read { database throws(SQLiteError) in
            try database.statement("SELECT merchant, warehouse, count(*) FROM stock GROUP BY merchant, warehouse").all {
                StockPlaceRow(
                    warehouse: WarehouseKey(merchantId: $0.text(0), warehouseId: $0.text(1)), skus: $0.int(2))
            }
        }
    }

    public func stock(_ key: WarehouseKey, _ page: PageRequest) throws(ReadModelError) -> Page<StockRow> {
        // SKUs are their own cursors: a list by SKU goes on behind the last one.
        try pool.read { database throws(SQLiteError) in
            var rows = try database.statement(
                composed: """
                    SELECT \(StockReading.columns) FROM stock WHERE merchant = ?1 AND warehouse = ?2 AND sku > ?3
                    ORDER BY sku LIMIT ?4
                    """
            ).all(.text(key.merchantId), .text(key.warehouseId), .text(page.after ?? ""), .integer(page.limit + 1)) {
                StockReading.row($0, key)
            }
            if let first = rows.first?.balance.sku, let last = rows.last?.balance.sku {
                let held = try StockReading.heldUnits(in: key, from: first, to: last, database)
                for index in rows.indices { rows[index].held = held[rows[index].balance.sku] ?? 0 }
            }
            let next = rows.count > page.limit ? rows[page.limit - 1].balance.sku : nil
            return Page(rows: Array(rows.prefix(page.limit)), next: next)
        }
    }

    public func stockItem(_ key: WarehouseKey, sku: String) throws(ReadModelError) -> StockItemView? {
        try pool.read { database throws(SQLiteError) in
            let holders = try StockReading.holders(of: sku, in: key, database)
            return try database.statement(
                composed:
                    "SELECT \(StockReading.columns) FROM stock WHERE merchant = ?1 AND warehouse = ?2 AND sku = ?3"
            ).first(.text(key.merchantId), .text(key.warehouseId), .text(sku)) { row in
                var known = StockReading.row(row, key)
                known.held = holders.reduce(0) { $0 + $1.quantity }
                return StockItemView(row: known, holders: holders, movementCount: row.int(6))
            }
        }
    }

    public func movements(
        _ key: WarehouseKey, sku: String, _ page: PageRequest
    ) throws(ReadModelError) -> Page<MovementRow> {
        let cursor = try Cursor(page)
        return try pool.read { database throws(SQLiteError) in
            let rows = try database.statement(
                composed: """
                    SELECT \(MovementRow.columns), (
                        SELECT o.store || '/' || o.number FROM outbound_orders b JOIN orders o ON o.id = b.order_id
                        WHERE b.outbound = m.outbound AND b.merchant = ?1 AND b.warehouse = ?2 LIMIT 1)
                    FROM movements m
                    WHERE m.stock_id = (SELECT id FROM stock WHERE merchant = ?1 AND warehouse = ?2 AND sku = ?3)
                    AND m.id < ?4 ORDER BY m.id DESC LIMIT ?5
                    """
            ).all(
                .text(key.merchantId), .text(key.warehouseId), .text(sku), .integer(cursor?.row ?? .max),
                .integer(page.limit + 1)
            ) { row -> (row: MovementRow, cursor: Cursor)? in
                guard var movement = MovementRow(row) else { return nil }
                movement.storeOrder = row.textIfAny(6).flatMap { StoreOrderKey(record: $0) }
                return (movement, Cursor(row: row.integer(4)))
            }
            let known = try rows.compactMap(\.self).map { one throws(SQLiteError) in
                (row: try one.row.withActor(database), cursor: one.cursor)
            }
            return Page(known, limit: page.limit)
        }
    }
}

enum StockReading {
    static let columns = "sku, on_hand, allocated, quarantined, moved_at, oversold, movements"

    /// A balance; what of it is held is not in the same row.
    static func row(_ row: SQLiteRow, _ key: WarehouseKey) -> StockRow {
        var balance = Stock(sku: row.text(0))
        (balance.onHand, balance.allocated, balance.quarantined) = (row.int(1), row.int(2), row.int(3))
        return StockRow(
            warehouse: key, balance: balance, held: 0, movedAt: Timestamp(milliseconds: row.integer(4)),
            isOversold: row.flag(5))
    }

    /// How many units of each SKU are held, of those from one to another one: as ``holders(of:in:_:)`` has them, summed up.
    static func heldUnits(
        in key: WarehouseKey, from first: String, to last: String, _ database: SQLiteConnection
    ) throws(SQLiteError) -> [String: Int] {
        // min: SQLite takes the quantity from the row that is due first.
        let sums = try database.statement(
            composed: """
                SELECT sku, sum(quantity) FROM (
                    SELECT h.sku AS sku, h.quantity AS quantity, min(t.due_at) FROM \(heldLines)
                    GROUP BY h.sku, t.case_id, t.outbound)
                GROUP BY sku
                """
        ).all(.text(key.merchantId), .text(key.warehouseId), .text(first), .text(last)) {
            (sku: $0.text(0), units: $0.int(1))
        }
        return Dictionary(sums.map { ($0.sku, $0.units) }) { $1 }
    }

    /// Who holds units of a SKU: the open cases, as their open tasks name them, the first due first. Several tasks of a case
    /// for one outbound order are about the same units.
    static func holders(
        of sku: String, in key: WarehouseKey, _ database: SQLiteConnection
    ) throws(SQLiteError) -> [StockItemView.Holder] {
        try database.statement(
            composed: """
                SELECT t.case_id, t.outbound, h.quantity, min(t.due_at) AS due FROM \(heldLines)
                GROUP BY t.case_id, t.outbound ORDER BY due
                """
        ).all(.text(key.merchantId), .text(key.warehouseId), .text(sku), .text(sku)) { row in
            StockItemView.Holder(caseId: row.text(0), outboundOrderId: row.text(1), quantity: row.int(2))
        }
    }

    /// The lines of open tasks in a warehouse, for a merchant, of SKUs from one to another one.
    private static let heldLines = """
        held_lines h JOIN tasks t ON t.id = h.task_ref
        WHERE h.warehouse = ?2 AND h.sku BETWEEN ?3 AND ?4
        AND EXISTS(SELECT 1 FROM outbound_orders b
            WHERE b.outbound = t.outbound AND b.order_id = t.order_id AND b.merchant = ?1)
        """

    /// A SKU's balance, and whether its movements add up to it.
    static func sum(
        of sku: String, in key: WarehouseKey, _ database: SQLiteConnection
    ) throws(SQLiteError) -> BalanceView.SKUSum? {
        try database.statement(
            """
            SELECT on_hand, allocated, quarantined, sum_on_hand, sum_allocated, sum_quarantined FROM stock
            WHERE merchant = ?1 AND warehouse = ?2 AND sku = ?3
            """
        ).first(.text(key.merchantId), .text(key.warehouseId), .text(sku)) { row in
            var balance = Stock(sku: sku)
            (balance.onHand, balance.allocated, balance.quarantined) = (row.int(0), row.int(1), row.int(2))
            return BalanceView.SKUSum(
                warehouse: key, balance: balance,
                addsUp: row.int(3) == balance.onHand && row.int(4) == balance.allocated
                    && row.int(5) == balance.quarantined)
        }
    }
}
