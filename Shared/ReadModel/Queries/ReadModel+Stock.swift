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
            let held = try StockReading.held(in: key, database)
            let rows = try database.statement(
                composed: """
                    SELECT \(StockReading.columns) FROM stock WHERE merchant = ?1 AND warehouse = ?2 AND sku > ?3
                    ORDER BY sku LIMIT ?4
                    """
            ).all(.text(key.merchantId), .text(key.warehouseId), .text(page.after ?? ""), .integer(page.limit + 1)) {
                row in
                StockReading.row(row, key) { sku in held.filter { $0.sku == sku }.reduce(0) { $0 + $1.holder.quantity }
                }
            }
            let next = rows.count > page.limit ? rows[page.limit - 1].balance.sku : nil
            return Page(rows: Array(rows.prefix(page.limit)), next: next)
        }
    }

    public func stockItem(_ key: WarehouseKey, sku: String) throws(ReadModelError) -> StockItemView? {
        try pool.read { database throws(SQLiteError) in
            let holders = try StockReading.held(in: key, database).filter { $0.sku == sku }.map(\.holder)
            return try database.statement(
                composed:
                    "SELECT \(StockReading.columns) FROM stock WHERE merchant = ?1 AND warehouse = ?2 AND sku = ?3"
            ).first(.text(key.merchantId), .text(key.warehouseId), .text(sku)) { row in
                StockItemView(
                    row: StockReading.row(row, key) { _ in holders.reduce(0) { $0 + $1.quantity } }, holders: holders,
                    movementCount: row.int(6))
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

    static func row(_ row: SQLiteRow, _ key: WarehouseKey, held: (String) -> Int) -> StockRow {
        var balance = Stock(sku: row.text(0))
        (balance.onHand, balance.allocated, balance.quarantined) = (row.int(1), row.int(2), row.int(3))
        return StockRow(
            warehouse: key, balance: balance, held: held(balance.sku), movedAt: Timestamp(milliseconds: row.integer(4)),
            isOversold: row.flag(5))
    }

    /// Who holds what of a stock: the units of open cases, as their open tasks name them. Several tasks of a case for one
    /// outbound order are about the same units.
    static func held(
        in key: WarehouseKey, _ database: SQLiteConnection
    ) throws(SQLiteError) -> [(sku: String, holder: StockItemView.Holder)] {
        let tasks = try database.statement(
            """
            SELECT e.data FROM tasks t JOIN events e ON e.id = t.newest
            WHERE t.warehouse = ?2 AND t.closed_at IS NULL AND t.kind <> 'stopWork'
            AND EXISTS(SELECT 1 FROM outbound_orders b
                WHERE b.outbound = t.outbound AND b.order_id = t.order_id AND b.merchant = ?1)
            ORDER BY t.due_at
            """
        ).all(.text(key.merchantId), .text(key.warehouseId)) { row -> WarehouseTask? in
            if case .task(let task)? = Message.own(row.bytes(0), .taskOpened) { task } else { nil }
        }
        var seen: Set<[String]> = []
        var held: [(sku: String, holder: StockItemView.Holder)] = []
        for task in tasks.compactMap(\.self) {
            for line in task.lines where seen.insert([task.caseId, task.outboundOrderId, line.sku]).inserted {
                held.append(
                    (
                        line.sku,
                        StockItemView.Holder(
                            caseId: task.caseId, outboundOrderId: task.outboundOrderId, quantity: line.quantity)
                    ))
            }
        }
        return held
    }

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
