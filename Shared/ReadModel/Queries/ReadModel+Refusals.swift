internal import Contracts
internal import Fulfillment
internal import Streams

/// Rejections and dead letters.
extension ReadModel {
    public func rejections(_ filter: RejectionFilter, _ page: PageRequest) throws(ReadModelError) -> Page<RejectionRow>
    {
        let cursor = try Cursor(page)
        return try pool.read { database throws(SQLiteError) in
            var conditions = ["r.id < ?1"]
            if filter.code != nil { conditions.append("r.code = ?2") }
            if filter.storeOrder != nil {
                conditions.append("r.order_id = (SELECT id FROM orders WHERE store = ?3 AND number = ?4)")
            }
            if filter.since != nil { conditions.append("r.recorded_at >= ?5") }
            let sql = """
                SELECT r.data, r.recorded_at, r.partition, r.offset, r.id, r.order_id, r.alias FROM rejections r
                WHERE \(conditions.joined(separator: " AND ")) ORDER BY r.id DESC LIMIT ?6
                """
            let rows = try database.statement(composed: sql).all(
                .integer(cursor?.row ?? .max), .text(filter.code), .text(filter.storeOrder?.storeId),
                .text(filter.storeOrder?.storeOrderId), .integer(filter.since?.milliseconds), .integer(page.limit + 1)
            ) { row in RejectionRow(row).map { (row: $0, cursor: Cursor(row: row.integer(4))) } }
            return Page(rows.compactMap(\.self), limit: page.limit)
        }
    }

    public func rejection(_ id: String) throws(ReadModelError) -> (row: RejectionRow, refused: TimelineEntry?)? {
        let parts = id.split(separator: "@", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let place = DeadLetterMark(parts.prefix(2).joined(separator: "@")) else { return nil }
        let alias = parts.count == 3 ? String(parts[2]) : ""
        let row = try pool.read { database throws(SQLiteError) in
            try database.statement(
                """
                SELECT data, recorded_at, partition, offset, id, order_id, alias FROM rejections
                WHERE partition = ?1 AND offset = ?2 AND alias = ?3
                """
            ).first(.integer(Int64(place.partition)), .integer(place.offset), .text(alias)) { RejectionRow($0) } ?? nil
        }
        guard let row else { return nil }
        if let key = row.storeOrder {
            return (row, try reading(key) { $0.timeline.last { row.rejected.refuses($0) } })
        }
        return (row, try stockCommand(row.rejected))
    }

    /// The command of inventory that was refused, where it stands in its own topic.
    private func stockCommand(_ rejected: MessageRejected) throws(ReadModelError) -> TimelineEntry? {
        guard let name = TopicName(rejected.topic), name.topic == .inventoryCommands else { return nil }
        return try pool.read { database throws(SQLiteError) in
            try database.statement(
                """
                SELECT id, type, recorded_at, at, partition, offset, sender, message_id, NULL, data, alias, principal
                FROM stock_commands WHERE partition = ?1 AND offset = ?2 AND alias IS ?3
                """
            ).first(.integer(Int64(rejected.partition)), .integer(rejected.offset), .text(name.alias)) {
                StoredEvent($0).entry
            } ?? nil
        }
    }

    public func deadLetters(_ filter: DeadLetterFilter, _ page: PageRequest) throws(ReadModelError) -> Page<
        DeadLetterRow
    > {
        let cursor = try Cursor(page)
        return try pool.read { database throws(SQLiteError) in
            var conditions = ["id < ?1"]
            if filter.code != nil { conditions.append("code = ?2") }
            if filter.topic != nil { conditions.append("topic = ?3") }
            if filter.since != nil { conditions.append("recorded_at >= ?4") }
            if filter.key != nil { conditions.append("record_key = CAST(?6 AS BLOB)") }
            if let isWaiting = filter.isWaiting { conditions.append("replayed \(isWaiting ? "=" : "<>") 0") }
            let sql = """
                SELECT \(DeadLetterRow.columns) FROM dead_letters WHERE \(conditions.joined(separator: " AND "))
                ORDER BY id DESC LIMIT ?5
                """
            let rows = try database.statement(composed: sql).all(
                .integer(cursor?.row ?? .max), .text(filter.code), .text(filter.topic?.rawValue),
                .integer(filter.since?.milliseconds), .integer(page.limit + 1), .text(filter.key)
            ) { (row: DeadLetterRow($0), cursor: Cursor(row: $0.integer(0))) }
            return Page(rows, limit: page.limit)
        }
    }

    public func deadLetter(_ id: String) throws(ReadModelError) -> DeadLetterView? {
        guard let place = DeadLetterMark(id) else { return nil }
        return try pool.read { database throws(SQLiteError) in
            let view = try database.statement(
                composed: """
                    SELECT \(DeadLetterRow.columns), key_length, headers_length, has_value, body FROM dead_letters
                    WHERE partition = ?1 AND offset = ?2
                    """
            ).first(.integer(Int64(place.partition)), .integer(place.offset)) { row in
                let body = RecordBody(
                    bytes: row.bytes(19), keyLength: Int32(row.integer(16)), headersLength: Int32(row.integer(17)),
                    hasValue: row.flag(18))
                return DeadLetterView(
                    row: DeadLetterRow(row), original: DeadLetterHeader.original(body),
                    lacksTexts: body.headers.contains { $0.name == DeadLetterHeader.without }, alike: 0)
            }
            guard var view else { return nil }
            let alike = try database.statement("SELECT count(*) FROM dead_letters WHERE code = ?1 AND topic IS ?2")
                .first(.text(view.row.code), .text(view.row.origin?.name)) { $0.int(0) }
            view.alike = max(0, (alike ?? 1) - 1)
            return view
        }
    }
}

extension RejectionRow {
    /// From the columns data, recorded_at, partition, offset, id, order_id, alias; nil for one of another version.
    init?(_ row: SQLiteRow) {
        guard case .rejected(let rejected)? = Message.own(row.bytes(0), .messageRejected) else { return nil }
        let isOfOrder = !row.isNull(5)
        self.init(
            id: "\(row.integer(2))@\(row.integer(3))" + (row.text(6).isEmpty ? "" : "@\(row.text(6))"), rejected: rejected,
            recordedAt: Timestamp(milliseconds: row.integer(1)),
            storeOrder: isOfOrder ? StoreOrderKey(record: rejected.key) : nil,
            warehouse: isOfOrder ? nil : WarehouseKey(record: rejected.key))
    }
}

extension DeadLetterRow {
    static let columns = """
        id, partition, offset, recorded_at, code, message, topic, origin_partition, origin_offset, service, record_key, size,
        replayed, closed_at, closed_by, closed_why
        """

    init(_ row: SQLiteRow) {
        var origin: LogPosition?
        if let name = row.textIfAny(6).flatMap({ TopicName($0) }), !row.isNull(7), !row.isNull(8) {
            origin = LogPosition(
                topic: name.topic, alias: name.alias, partition: Int32(truncatingIfNeeded: row.integer(7)), offset: row.integer(8))
        }
        let message = row.text(5)
        self.init(
            id: "\(row.integer(1))@\(row.integer(2))", code: row.text(4), message: message,
            path: Self.path(in: message), origin: origin, service: row.textIfAny(9),
            recordedAt: Timestamp(milliseconds: row.integer(3)),
            key: row.isNull(10) ? nil : String(decoding: row.bytes(10), as: UTF8.self), size: row.int(11),
            isReplayed: row.int(12) == 1, isDismissed: row.int(12) == 2,
            closing: row.isNull(13)
                ? nil : Closing(by: row.text(14), why: row.text(15), at: Timestamp(milliseconds: row.integer(13))))
    }

    /// The path that a message begins with: `lines[2].quantity: is missing`.
    private static func path(in message: String) -> String? {
        guard let colon = message.firstIndex(of: ":") else { return nil }
        let path = message[..<colon]
        let isPath = !path.isEmpty && path.allSatisfy { $0.isLetter || $0.isNumber || "_-.[]".contains($0) }
        return isPath ? String(path) : nil
    }
}
