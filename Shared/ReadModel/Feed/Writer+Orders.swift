internal import Contracts
internal import Fulfillment

/// Outbound orders, requests and reports.
extension ReadModelWriter {
    func take(_ submitted: OutboundOrderSubmitted) throws(SQLiteError) {
        let (order, event) = try event(submitted.storeOrder)
        let id = try outboundOrder(
            submitted.outboundOrderId, order, merchant: submitted.merchantId, warehouse: submitted.warehouseId)
        try database.statement("UPDATE outbound_orders SET submitted = ?2 WHERE id = ?1 AND submitted IS NULL")
            .run(.integer(id), .integer(event))
        try changed(
            .order, submitted.outboundOrderId, order: submitted.storeOrder, warehouse: submitted.warehouse)
    }

    func take(_ changed: OutboundOrderChanged) throws(SQLiteError) {
        let (order, event) = try event(changed.storeOrder)
        let id = try outboundOrder(
            changed.outboundOrderId, order, merchant: changed.merchantId, warehouse: changed.warehouseId)
        try database.statement(
            """
            UPDATE outbound_orders SET revision = ?2, status = ?3, custody = ?4, changed = ?5, merchant = ?6, warehouse = ?7
            WHERE id = ?1 AND revision <= ?2
            """
        ).run(
            .integer(id), .integer(changed.revision), .text(changed.status.rawValue), .text(changed.custody.rawValue),
            .integer(event), .text(changed.merchantId), .text(changed.warehouseId))
        if let number = changed.trackingNumber {
            try term(.trackingNumber, number, order, outbound: changed.outboundOrderId)
        }
        try self.changed(
            .order, changed.outboundOrderId, order: changed.storeOrder,
            warehouse: WarehouseKey(merchantId: changed.merchantId, warehouseId: changed.warehouseId),
            state: changed.status.rawValue, caseId: changed.caseId)
    }

    /// The row of an outbound order, made where there is none yet.
    private func outboundOrder(
        _ outbound: String, _ order: Int64, merchant: String, warehouse: String
    ) throws(SQLiteError) -> Int64 {
        let known = try database.statement("SELECT id FROM outbound_orders WHERE outbound = ?1 AND order_id = ?2")
            .first(.text(outbound), .integer(order)) { $0.integer(0) }
        if let known { return known }
        try database.statement(
            "INSERT INTO outbound_orders(order_id, outbound, merchant, warehouse) VALUES(?1, ?2, ?3, ?4)"
        ).run(.integer(order), .text(outbound), .text(merchant), .text(warehouse))
        let id = database.lastRow
        try term(.outboundOrder, outbound, order, outbound: outbound)
        // A case that was read first did not know its merchant. The sign keeps SQLite from looking through all cases of no
        // known merchant, which are all there are while the topic of outcomes is read first.
        try database.statement(
            """
            UPDATE case_parts SET merchant = ?3 WHERE outbound = ?2 AND +merchant = ''
            AND case_ref IN (SELECT id FROM cases WHERE order_id = ?1)
            """
        ).run(.integer(order), .text(outbound), .text(merchant))
        return id
    }

    func take(_ request: CancellationRequested) throws(SQLiteError) {
        let (order, event) = try event(request.storeOrder)
        try makeRequest(request.requestId, request.storeOrder, order)
        // What was said first under an id counts.
        try database.statement("UPDATE requests SET said = ?3 WHERE request = ?1 AND store = ?2 AND said IS NULL")
            .run(.text(request.requestId), .text(request.storeOrder.storeId), .integer(event))
        try changed(.request, request.requestId, order: request.storeOrder)
    }

    /// The row of a request, made where there is none yet.
    func makeRequest(_ id: String, _ key: StoreOrderKey, _ order: Int64) throws(SQLiteError) {
        try database.statement("INSERT OR IGNORE INTO requests(order_id, store, request) VALUES(?1, ?2, ?3)")
            .run(.integer(order), .text(key.storeId), .text(id))
        if database.changes > 0 { try term(.request, id, order) }
    }

    func take(_ report: WarehouseReport) throws(SQLiteError) {
        let (order, _) = try event(report.storeOrder)
        if let parcel = report.name.parcelId { try term(.parcel, parcel, order, outbound: report.outboundOrderId) }
        if let number = report.name.trackingNumber {
            try term(.trackingNumber, number, order, outbound: report.outboundOrderId)
        }
        try changed(
            .order, report.outboundOrderId, order: report.storeOrder, warehouseId: report.warehouseId)
    }

    func take(_ order: ReturnOrder) throws(SQLiteError) {
        let created = order.created
        let (id, event) = try event(created.storeOrder)
        let known = try database.statement("SELECT 1 FROM returns WHERE order_id = ?1 AND return_id = ?2")
            .first(.integer(id), .text(created.returnOrderId)) { $0.flag(0) }
        if known == nil {
            let row = try freeRow(
                "returns", at: order.changedAt.milliseconds, created.storeOrder.description, created.returnOrderId)
            try database.statement(
                """
                INSERT INTO returns(id, order_id, return_id, merchant, warehouse, state, newest)
                VALUES(?7, ?1, ?2, ?3, ?4, ?5, ?6)
                """
            ).run(
                .integer(id), .text(created.returnOrderId), .text(created.warehouse.merchantId),
                .text(created.warehouse.warehouseId), .text(order.state.rawValue), .integer(event), .integer(row))
            try term(.returnOrder, created.returnOrderId, id, outbound: created.outboundOrderId)
            for number in created.trackingNumbers {
                try term(.trackingNumber, number, id, outbound: created.outboundOrderId)
            }
        } else {
            // All changes of one come in the order of their revisions: they are of one partition.
            try database.statement("UPDATE returns SET state = ?3, newest = ?4 WHERE order_id = ?1 AND return_id = ?2")
                .run(
                    .integer(id), .text(created.returnOrderId), .text(order.state.rawValue), .integer(event))
        }
        try changed(
            .returnOrder, created.returnOrderId, order: created.storeOrder, warehouse: created.warehouse,
            state: order.state.rawValue, caseId: created.caseId)
    }
}

extension OutboundOrderSubmitted {
    fileprivate var warehouse: WarehouseKey { WarehouseKey(merchantId: merchantId, warehouseId: warehouseId) }
}
