internal import Contracts
internal import Fulfillment
internal import Streams

/// Stock, refusals and dead letters.
extension ReadModelWriter {
    func take(_ moved: StockMoved) throws(SQLiteError) {
        let movement = moved.movement
        let balance = movement.balance
        // Where the topics have grown, a key goes on in a higher partition: what a lower one says of it is older.
        let row = try database.statement(
            """
            INSERT INTO stock(merchant, warehouse, sku, on_hand, allocated, quarantined, moved_at, oversold, movements,
            sum_on_hand, sum_allocated, sum_quarantined, partition)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10, ?11, ?12)
            ON CONFLICT(merchant, warehouse, sku) DO UPDATE SET
            (on_hand, allocated, quarantined, moved_at, oversold, partition) =
            (SELECT excluded.on_hand, excluded.allocated, excluded.quarantined, excluded.moved_at, excluded.oversold,
            excluded.partition WHERE excluded.partition >= stock.partition UNION ALL
            SELECT on_hand, allocated, quarantined, moved_at, oversold, partition
            WHERE excluded.partition < stock.partition),
            movements = movements + 1, sum_on_hand = sum_on_hand + excluded.sum_on_hand,
            sum_allocated = sum_allocated + excluded.sum_allocated,
            sum_quarantined = sum_quarantined + excluded.sum_quarantined
            RETURNING id, movements
            """
        ).first(
            .text(moved.warehouse.merchantId), .text(moved.warehouse.warehouseId), .text(movement.sku),
            .integer(balance.onHand), .integer(balance.allocated), .integer(balance.quarantined),
            .integer(moved.movedAt.milliseconds), .flag(balance.available < 0), .integer(movement.onHandDelta),
            .integer(movement.allocatedDelta), .integer(movement.quarantinedDelta), .integer(Int64(record.partition))
        ) { (id: $0.integer(0), count: $0.int(1)) }
        guard let row else { return }
        if row.count == 1 { try term(.sku, movement.sku, 0, stock: row.id) }
        try database.statement(
            """
            INSERT INTO movements(stock_id, outbound, recorded_at, partition, offset, data, principal)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        ).run(
            .integer(row.id), .text(movement.outboundOrderId), .integer(record.timestamp),
            .integer(Int64(record.partition)), .integer(record.offset), data, .text(envelope.principal))
        try changed(
            .stock, movement.sku, warehouse: moved.warehouse, state: movement.kind.rawValue, caseId: movement.caseId)
    }

    /// What people and other systems send to inventory: receipts and adjustments.
    func take(_ command: StockCommand) throws(SQLiteError) {
        let document: String
        switch command.action {
        case .receive(let receiptId, _): document = receiptId
        case .adjust(let adjustment):
            document = adjustment.adjustmentId
            // One that brings a case's units back belongs to the story of its order.
            if let key = adjustment.caseId.flatMap(StoreOrderKey.init(ofCase:)) { try event(key) }
        case .release(let move):
            try event(move.replyTo)
            return
        case .allocate, .issue, .restore, .hold, .unhold, .shorten, .reverse: return
        }
        try database.statement(
            """
            INSERT INTO stock_commands(merchant, warehouse, document, type, recorded_at, at, partition, offset, sender,
            message_id, data, alias, principal, names_people)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """
        ).run(
            .text(command.warehouse.merchantId), .text(command.warehouse.warehouseId), .text(document),
            .integer(StoredType.number(envelope.type)), .integer(record.timestamp),
            .integer(envelope.time?.milliseconds),
            .integer(Int64(record.partition)), .integer(record.offset), StoredSender.value(envelope.source),
            .text(envelope.id), data, .text(alias), .text(principal), .flag(namesPeople))
    }

    func take(_ rejected: MessageRejected) throws(SQLiteError) {
        let isStoreOrder = MessageType(rawValue: rejected.messageType)?.topic.keyKind == .storeOrder
        let key = isStoreOrder ? StoreOrderKey(record: rejected.key) : nil
        var order: Int64?
        // Who tried what he may not do does not stand in the story of another's order.
        if let key, rejected.rejection.code != .notAllowed { order = try event(key).order }
        try database.statement(
            """
            INSERT OR IGNORE INTO rejections(partition, offset, recorded_at, code, order_id, record_key, data, alias)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        ).run(
            .integer(Int64(record.partition)), .integer(record.offset), .integer(record.timestamp),
            .text(rejected.rejection.code.rawValue), .integer(order), .text(rejected.key), data, .text(alias ?? ""))
        try changed(
            .rejection, "\(record.partition)@\(record.offset)", order: key,
            warehouse: isStoreOrder ? nil : WarehouseKey(record: rejected.key), state: rejected.rejection.code.rawValue)
    }

    // MARK: Dead letters

    func takeDeadLetter() throws(SQLiteError) {
        // Those of earlier versions have copied them.
        let body = record.body.withoutTexts.body
        if let dismissal = DeadLetterDismissal(body) { return try takeDismissal(dismissal) }
        var texts: [String: String] = [:]
        for header in body.headers where DeadLetterHeader.isAdded(header.name) {
            texts[header.name] = String(decoding: header.value ?? [], as: UTF8.self)
        }
        let content = DeadLetterHeader.content(body)
        try database.statement(
            """
            INSERT OR IGNORE INTO dead_letters(partition, offset, recorded_at, code, message, topic, origin_partition,
            origin_offset, service, record_key, size, content, key_length, headers_length, has_value, body, replayed)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
            EXISTS(SELECT 1 FROM replays WHERE partition = ?1 AND offset = ?2 AND topic = ?6 AND content = ?12))
            """
        ).run(
            .integer(Int64(record.partition)), .integer(record.offset), .integer(record.timestamp),
            .text(texts[DeadLetterHeader.code] ?? ""), .text(texts[DeadLetterHeader.message] ?? ""),
            .text(texts[DeadLetterHeader.topic]),
            .integer(texts[DeadLetterHeader.partition].flatMap { Int64($0) }),
            .integer(texts[DeadLetterHeader.offset].flatMap { Int64($0) }), .text(texts[DeadLetterHeader.group]),
            body.key.map { .bytes($0) } ?? .null, .integer(body.valueRange?.count ?? 0), .integer(content),
            .integer(Int64(body.keyLength)), .integer(Int64(body.headersLength)), .flag(body.hasValue),
            .bytes(body.bytes))
        try changed(.deadLetter, "\(record.partition)@\(record.offset)", state: texts[DeadLetterHeader.code])
    }

    /// The first one of a dead letter counts.
    private func takeDismissal(_ dismissal: DeadLetterDismissal) throws(SQLiteError) {
        let letter = dismissal.letter
        try database.statement(
            """
            UPDATE dead_letters SET replayed = ?3, closed_at = ?4, closed_by = ?5, closed_why = ?6
            WHERE partition = ?1 AND offset = ?2 AND replayed = 0
            """
        ).run(
            .integer(Int64(letter.partition)), .integer(letter.offset), .integer(dismissal.isSent ? 1 : 2),
            .integer(record.timestamp), .text(dismissal.by), .text(dismissal.why))
        guard database.changes > 0 else { return }
        try changed(.deadLetter, letter.description, state: dismissal.isSent ? "sentAgain" : "dismissed")
    }

    /// A record may be a dead letter that was sent again: its header names it. It counts where it has the same content and
    /// goes to the topic that the dead letter came from, for anybody can write a header.
    func noteReplay() throws(SQLiteError) {
        guard let mark = DeadLetterHeader.replayed(record.body) else { return }
        let content = DeadLetterHeader.content(record.body)
        try database.statement("INSERT OR IGNORE INTO replays VALUES(?1, ?2, ?3, ?4)").run(
            .integer(Int64(mark.partition)), .integer(mark.offset), .text(record.topic), .integer(content))
        try database.statement(
            "UPDATE dead_letters SET replayed = 1 WHERE partition = ?1 AND offset = ?2 AND topic = ?3 AND content = ?4"
        ).run(.integer(Int64(mark.partition)), .integer(mark.offset), .text(record.topic), .integer(content))
        if database.changes > 0 { try changed(.deadLetter, mark.description, state: "replayed") }
    }
}

extension StoreOrderKey {
    /// The store order of `<storeId>/<storeOrderId>`; nil where it is not such a key.
    init?(record key: String) {
        let parts = key.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(storeId: parts[0], storeOrderId: parts[1])
    }

    /// The store order of `<storeId>/<storeOrderId>/c<n>`; nil where it is not a case's id.
    init?(ofCase id: String) {
        let parts = id.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(storeId: parts[0], storeOrderId: parts[1])
    }
}

extension WarehouseKey {
    /// The stock of `<merchantId>/<warehouseId>`; nil where it is not such a key.
    init?(record key: String) {
        guard let parts = StoreOrderKey(record: key) else { return nil }
        self.init(merchantId: parts.storeId, warehouseId: parts.storeOrderId)
    }
}
