internal import Contracts
internal import Fulfillment

extension MovementRow {
    /// The columns that it is made from.
    static let columns = "m.data, m.recorded_at, m.partition, m.offset, m.id, m.principal"

    /// nil for a type of another version.
    init?(_ row: SQLiteRow) {
        guard case .stockMoved(let moved)? = Message.own(row.bytes(0), .stockMoved) else { return nil }
        self.init(
            moved: moved, recordedAt: Timestamp(milliseconds: row.integer(1)),
            place: LogPosition(
                topic: .inventoryMovements, partition: Int32(truncatingIfNeeded: row.integer(2)), offset: row.integer(3)
            ), principal: row.textIfAny(5))
    }

    /// The movements for an outbound order, the oldest first.
    static func ofOutboundOrder(_ id: String, _ database: SQLiteConnection) throws(SQLiteError) -> [MovementRow] {
        try database.statement(
            composed: "SELECT \(columns) FROM movements m WHERE m.outbound = ?1 ORDER BY m.id LIMIT ?2"
        ).all(.text(id), .integer(ReadLimits.timelineEntries)) { MovementRow($0) }.compactMap(\.self).map {
            row throws(SQLiteError) in try row.withActor(database)
        }
    }

    /// It with who adjusted the stock: the adjustment says that, its movements do not.
    func withActor(_ database: SQLiteConnection) throws(SQLiteError) -> MovementRow {
        guard moved.movement.cause.type == .adjustment, moved.movement.actor == nil else { return self }
        let data = try database.statement(
            "SELECT data FROM stock_commands WHERE document = ?1 AND merchant = ?2 AND warehouse = ?3 AND type = ?4 ORDER BY id LIMIT 1"
        ).first(
            .text(moved.movement.cause.id), .text(moved.warehouse.merchantId), .text(moved.warehouse.warehouseId),
            .integer(StoredType.number(.stockAdjust))
        ) { $0.bytes(0) }
        var row = self
        row.moved.movement.actor = data.flatMap { Message.own($0, .stockAdjust) }?.person
        return row
    }

    /// The movements by which units of a SKU left quarantine, since the first movement of an outbound order; the oldest first.
    static func leavingQuarantine(
        _ sku: String, in key: WarehouseKey, since outbound: String, _ database: SQLiteConnection
    ) throws(SQLiteError) -> [MovementRow] {
        try database.statement(
            composed: """
                SELECT \(columns) FROM movements m
                WHERE m.stock_id = (SELECT id FROM stock WHERE merchant = ?1 AND warehouse = ?2 AND sku = ?3)
                AND m.id > (SELECT min(id) FROM movements WHERE outbound = ?4)
                AND instr(m.data, CAST('"quarantinedDelta":-' AS BLOB)) > 0 ORDER BY m.id LIMIT ?5
                """
        ).all(
            .text(key.merchantId), .text(key.warehouseId), .text(sku), .text(outbound),
            .integer(ReadLimits.timelineEntries)
        ) { MovementRow($0) }.compactMap(\.self)
    }

    /// In the order in which the log received them.
    func isBefore(_ other: MovementRow) -> Bool {
        (recordedAt.milliseconds, place.offset) < (other.recordedAt.milliseconds, other.place.offset)
    }

    /// It as an entry of a timeline.
    var entry: TimelineEntry {
        let message = Message.stockMoved(moved)
        return TimelineEntry(
            message: message, at: moved.movedAt, recordedAt: recordedAt, sender: "turnback/inventory",
            messageId: moved.movementId, place: place, caseId: moved.movement.caseId,
            outboundOrderId: moved.movement.outboundOrderId, person: moved.movement.actor, principal: principal)
    }
}
