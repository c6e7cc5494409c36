public import Fulfillment

/// Questions about one store order.
extension ReadModel {
    /// Answers from all that is known of one order; nil where nothing is.
    func reading<Result>(
        _ key: StoreOrderKey, _ body: (OrderReading) -> Result?
    ) throws(ReadModelError) -> Result? {
        let reading = try pool.read { database throws(SQLiteError) in
            try OrderReading(key, database, policies)
        }
        return reading.flatMap(body)
    }

    public func order(_ key: StoreOrderKey) throws(ReadModelError) -> OrderView? { try reading(key) { $0.orderView } }

    public func forecast(
        _ key: StoreOrderKey, lines: [Line]?, outboundOrderIds: [String]?
    ) throws(ReadModelError) -> [CancellationForecast]? {
        try reading(key) { $0.outboundOrders.isEmpty ? nil : $0.forecast(lines: lines, ids: outboundOrderIds) }
    }

    public func cancellationCase(_ id: String) throws(ReadModelError) -> CaseView? {
        guard let key = StoreOrderKey(ofCase: id) else { return nil }
        return try reading(key) { $0.caseView(id) }
    }

    public func request(_ requestId: String, storeId: String) throws(ReadModelError) -> RequestView? {
        let reading = try pool.read { database throws(SQLiteError) -> OrderReading? in
            let key = try database.statement(
                """
                SELECT o.store, o.number FROM requests r JOIN orders o ON o.id = r.order_id
                WHERE r.request = ?1 AND r.store = ?2
                """
            ).first(.text(requestId), .text(storeId)) {
                StoreOrderKey(storeId: $0.text(0), storeOrderId: $0.text(1))
            }
            return if let key { try OrderReading(key, database, policies) } else { nil }
        }
        return reading.map { $0.request(requestId) }
    }

    public func returnOrder(_ key: StoreOrderKey, id: String) throws(ReadModelError) -> ReturnOrderView? {
        try reading(key) { $0.returnOrderView(id) }
    }

    public func balance(_ key: StoreOrderKey) throws(ReadModelError) -> BalanceView? {
        try pool.read { database throws(SQLiteError) -> BalanceView? in
            guard let reading = try OrderReading(key, database, policies) else { return nil }
            return try BalanceReading(reading).view { key, sku, since throws(SQLiteError) in
                try MovementRow.leavingQuarantine(sku, in: key, since: since, database)
            } _: { key, sku throws(SQLiteError) in
                try StockReading.sum(of: sku, in: key, database)
            }
        }
    }
}
