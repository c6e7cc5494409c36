internal import Contracts
internal import Fulfillment

/// Removes what leads to a person from what is kept of an order.
extension ReadModelWriter {
    /// Names, texts and tracking numbers of an order, in all that was said of it until then.
    func erase(_ order: Int64, until: Int64) throws(SQLiteError) {
        // What is freed in the file is written over.
        try database.execute("PRAGMA secure_delete = ON")
        try eraseEvents(order, until)
        try eraseRejections(order)
        try eraseTerms(order)
        // What was said later stays.
        try database.statement(
            """
            UPDATE orders SET names_people = EXISTS(SELECT 1 FROM events WHERE order_id = ?1 AND recorded_at > ?2)
            WHERE id = ?1
            """
        ).run(.integer(order), .integer(until))
        forgetMark(order)
        try database.execute("PRAGMA secure_delete = OFF")
        isUnclean = true
    }

    private func eraseEvents(_ order: Int64, _ until: Int64) throws(SQLiteError) {
        let events = try database.statement(
            composed: "SELECT \(StoredEvent.columns) FROM events WHERE order_id = ?1 AND recorded_at <= ?2 ORDER BY id"
        ).all(.integer(order), .integer(until)) { StoredEvent($0) }
        for event in events {
            guard let message = event.message else { continue }
            let sender = StoredSender.withoutPerson(event.sender)
            guard message.namesPeople || sender != event.sender else { continue }
            let kept = message.withoutPeople
            try database.statement("UPDATE events SET data = ?2, sender = ?3 WHERE id = ?1").run(
                .integer(event.id), .bytes(kept.dataBytes), StoredSender.value(sender))
            guard case .stockCommand(let command) = kept, case .adjust(let adjustment) = command.action else {
                continue
            }
            try database.statement(
                """
                UPDATE stock_commands SET data = ?4, sender = ?5, names_people = 0
                WHERE document = ?1 AND merchant = ?2 AND warehouse = ?3 AND type = ?6
                """
            ).run(
                .text(adjustment.adjustmentId), .text(command.warehouse.merchantId),
                .text(command.warehouse.warehouseId),
                .bytes(kept.dataBytes), StoredSender.value(sender), .integer(StoredType.number(.stockAdjust)))
        }
    }

    /// A rejection names who sent what it is about.
    private func eraseRejections(_ order: Int64) throws(SQLiteError) {
        let rows = try database.statement("SELECT id, data FROM rejections WHERE order_id = ?1")
            .all(.integer(order)) { (id: $0.integer(0), data: $0.bytes(1)) }
        for row in rows {
            guard case .rejected(var rejected)? = Message.own(row.data, .messageRejected),
                StoredSender.namesPerson(rejected.messageSource)
            else { continue }
            rejected.messageSource = StoredSender.withoutPerson(rejected.messageSource)
            try database.statement("UPDATE rejections SET data = ?2 WHERE id = ?1").run(
                .integer(row.id), .bytes(Message.rejected(rejected).dataBytes))
        }
    }

    /// Nobody finds the order by a tracking number any more.
    private func eraseTerms(_ order: Int64) throws(SQLiteError) {
        let terms = try database.statement("SELECT id, text FROM terms WHERE order_id = ?1 AND kind = ?2")
            .all(.integer(order), .integer(SearchHit.Kind.trackingNumber.number)) {
                (id: $0.integer(0), text: $0.text(1))
            }
        for term in terms {
            try database.statement("INSERT INTO words(words, rowid, text) VALUES('delete', ?1, ?2)")
                .run(.integer(term.id), .text(term.text))
            try database.statement("DELETE FROM terms WHERE id = ?1").run(.integer(term.id))
        }
    }

    /// Between two batches, where something was removed: nothing of it is left in the index or beside the file.
    func clean() throws(SQLiteError) {
        guard isUnclean else { return }
        isUnclean = false
        try database.execute("INSERT INTO words(words) VALUES('optimize')")
        // Who reads keeps it from being cut; then the next time does it.
        try? database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

extension Message {
    /// Its data as JSON.
    var dataBytes: [UInt8] {
        var writer = JSONWriter()
        encodeData(&writer)
        return writer.bytes
    }
}
