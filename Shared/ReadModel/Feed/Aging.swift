internal import Contracts
internal import Fulfillment
internal import Streams

/// Removes what leads to a person from orders that have ended and were not touched for as long as the policy keeps it,
/// a page at a time, and from adjustments as old as that.
struct Aging {
    private var after: Int64 = 0
    private var due = ContinuousClock.now

    /// Orders that one page looks at.
    private static let page = 200
    /// Between two pages of a round, and between two rounds.
    private static let pagePause = Duration.milliseconds(500)
    private static let roundPause = Duration.seconds(600)

    /// Looks at the next page, where that is due.
    /// - Parameter clock: milliseconds since 1970.
    mutating func pass(_ writer: ReadModelWriter, clock: Int64) throws(SQLiteError) {
        guard ContinuousClock.now >= due else { return }
        let shortest = writer.policies.shortestKeepPersonalSeconds * 1_000
        let orders = try writer.database.statement(
            """
            SELECT o.id, (SELECT max(recorded_at) FROM events WHERE order_id = o.id) FROM orders o
            WHERE o.names_people = 1 AND o.id > ?1 ORDER BY o.id LIMIT ?2
            """
        ).all(.integer(after), .integer(Self.page)) { (id: $0.integer(0), newest: $0.integer(1)) }
        var old: [(id: Int64, newest: Int64)] = []
        for order in orders where order.newest + shortest <= clock {
            guard let keep = try writer.keepPersonal(order.id), order.newest + keep <= clock else { continue }
            old.append(order)
        }
        let adjustments = try writer.adjustments(at: clock, limit: Self.page)
        if !old.isEmpty || !adjustments.isEmpty {
            try writer.begin()
            do throws(SQLiteError) {
                for order in old { try writer.erase(order.id, until: order.newest) }
                for one in adjustments { try writer.eraseActor(one) }
                try writer.commit()
            } catch {
                writer.rollback()
                throw error
            }
        }
        let isOver = orders.count < Self.page && adjustments.count < Self.page
        after = orders.count < Self.page ? 0 : orders.last?.id ?? 0
        due = .now + (isOver ? Self.roundPause : Self.pagePause)
        if isOver { try writer.clean() }
    }
}

extension ReadModelWriter {
    /// For how many milliseconds what leads to a person is kept of an order that has ended; nil where something of it
    /// is open.
    fileprivate func keepPersonal(_ order: Int64) throws(SQLiteError) -> Int64? {
        let goods = try database.statement("SELECT merchant, status FROM outbound_orders WHERE order_id = ?1")
            .all(.integer(order)) { (merchant: $0.textIfAny(0), status: $0.textIfAny(1)) }
        let haveEnded = goods.allSatisfy { one in
            guard let status = one.status.flatMap({ OutboundStatus(rawValue: $0) }) else { return true }
            return status.isStopped || status.rank >= OutboundStatus.shipped.rank
        }
        let isOpen = try database.statement(
            """
            SELECT EXISTS(SELECT 1 FROM cases WHERE order_id = ?1 AND ended_at IS NULL AND merged_into IS NULL)
            OR EXISTS(SELECT 1 FROM tasks WHERE order_id = ?1 AND closed_at IS NULL)
            """
        ).first(.integer(order)) { $0.flag(0) }
        guard haveEnded, isOpen == false else { return nil }
        return policies.keepPersonalSeconds(goods.compactMap(\.merchant)) * 1_000
    }

    /// Adjustments that name who made them, older than the most patient merchant keeps that.
    fileprivate func adjustments(at clock: Int64, limit: Int) throws(SQLiteError) -> [Int64] {
        let longest = max(
            policies.keepPersonalSeconds([]), policies.keepPersonalSeconds(Array(policies.merchants.keys)))
        return try database.statement(
            "SELECT id FROM stock_commands WHERE names_people = 1 AND recorded_at <= ?1 ORDER BY recorded_at LIMIT ?2"
        ).all(.integer(clock - longest * 1_000), .integer(limit)) { $0.integer(0) }
    }

    fileprivate func eraseActor(_ id: Int64) throws(SQLiteError) {
        let row = try database.statement("SELECT data, sender FROM stock_commands WHERE id = ?1")
            .first(.integer(id)) { (data: $0.bytes(0), sender: StoredSender.sender($0, 1)) }
        guard let row else { return }
        let kept = Message.own(row.data, .stockAdjust)?.withoutPeople
        try database.statement("UPDATE stock_commands SET data = ?2, sender = ?3, names_people = 0 WHERE id = ?1").run(
            .integer(id), .bytes(kept?.dataBytes ?? row.data),
            StoredSender.value(StoredSender.withoutPerson(row.sender)))
        isUnclean = true
    }
}
