internal import Connect
internal import Contracts
internal import Fulfillment
internal import Operations
internal import ReadModel
internal import Threads

/// What `connect` keeps in its file, as the way in uses it.
final class HookStore: Sendable {
    /// What is known of a cancellation that came before.
    struct Sighting: Sendable, Equatable {
        /// How many times the order was cancelled.
        var count: Int
        /// The shop's time of what was seen last; 0 where it gives none.
        var at: Int64
        /// The order stands again.
        var isReopened = false
    }

    let writer: StoreWriter
    /// Unchecked: used under the monitor's lock.
    private struct Reader: @unchecked Sendable {
        var connection: SQLiteConnection?
    }
    /// Several, so that calls do not wait for each other's questions.
    private let readers: [Monitor<Reader>]
    private static let readerCount = 8

    init(directory: String) throws(Failure) {
        let connection: SQLiteConnection
        do throws(SQLiteError) {
            connection = try HookFile.writer(in: directory)
            var readers: [Monitor<Reader>] = []
            for _ in 0..<Self.readerCount { readers.append(Monitor(Reader(connection: try HookFile.reader(in: directory)))) }
            self.readers = readers
        } catch { throw Failure(.configuration, error.message) }
        writer = try StoreWriter(connection)
    }

    func close() {
        writer.close()
        for reader in readers {
            reader.withLock { reader in
                reader.connection?.close()
                reader.connection = nil
            }
        }
    }

    /// - Parameter which: which connection asks, by any number.
    func read<Result>(
        _ which: Int = 0, _ body: (SQLiteConnection) throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        let result = readers[Int(UInt(bitPattern: which) % UInt(readers.count))].withLock { reader -> Swift.Result<Result, SQLiteError> in
            guard let connection = reader.connection else { return .failure(SQLiteError(code: -1, message: "the file is closed")) }
            do throws(SQLiteError) { return .success(try body(connection)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    // MARK: Cancellations that were seen

    func sighting(_ name: String) throws(SQLiteError) -> Sighting? {
        try read(name.hashValue) { (database) throws(SQLiteError) in
            try database.statement("SELECT count, at, reopened FROM requests WHERE name = ?1").first(.text(name)) {
                Sighting(count: $0.int(0), at: $0.integer(1), isReopened: $0.flag(2))
            }
        }
    }

    static func see(_ name: String, _ sighting: Sighting, now: Int64) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            try database.statement(
                """
                INSERT INTO requests VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(name) DO UPDATE SET
                count = excluded.count, at = excluded.at, reopened = excluded.reopened, seen = excluded.seen
                """
            ).run(.text(name), .integer(sighting.count), .integer(sighting.at), .flag(sighting.isReopened), .integer(now))
        }
    }

    // MARK: What was kept

    /// A call that was answered and is not in the log yet.
    struct Kept: Sendable {
        /// What it is.
        enum Kind: Int, Sendable {
            /// A request, to be sent.
            case request = 0
            /// A question, whose answer names the requests.
            case question = 1
            /// A request whose outbound orders are to be looked up.
            case unnamed = 2
        }

        var id: Int64 = 0
        var connection: String
        var name: String
        var kind: Kind
        var payload: [UInt8]
        var made: Int64
        var attempts = 0
    }

    static func keep(_ kept: Kept, next: Int64) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            try database.statement(
                """
                INSERT INTO kept(connection, name, kind, payload, made, attempts, next) VALUES(?1, ?2, ?3, ?4, ?5, 0, ?6)
                ON CONFLICT DO NOTHING
                """
            ).run(
                .text(kept.connection), .text(kept.name), .integer(kept.kind.rawValue), .bytes(kept.payload),
                .integer(kept.made), .integer(next))
        }
    }

    /// What is due, the oldest first.
    func due(_ kinds: ClosedRange<Kept.Kind>, now: Int64, limit: Int) throws(SQLiteError) -> [Kept] {
        try read { (database) throws(SQLiteError) in
            try database.statement(
                """
                SELECT id, connection, name, kind, payload, made, attempts FROM kept
                WHERE kind BETWEEN ?1 AND ?2 AND next <= ?3 ORDER BY id LIMIT ?4
                """
            ).all(
                .integer(kinds.lowerBound.rawValue), .integer(kinds.upperBound.rawValue), .integer(now), .integer(limit)
            ) { row in
                Kept(
                    id: row.integer(0), connection: row.text(1), name: row.text(2), kind: Kept.Kind(rawValue: row.int(3))!,
                    payload: row.bytes(4), made: row.integer(5), attempts: row.int(6))
            }
        }
    }

    func keptCount() throws(SQLiteError) -> Int {
        try read { (database) throws(SQLiteError) in
            try database.statement("SELECT count(*) FROM kept").first { $0.int(0) } ?? 0
        }
    }

    static func forget(_ ids: [Int64]) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            for id in ids { try database.statement("DELETE FROM kept WHERE id = ?1").run(.integer(id)) }
        }
    }

    static func postpone(_ id: Int64, until next: Int64, _ problem: String) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            try database.statement("UPDATE kept SET attempts = attempts + 1, next = ?2, problem = ?3 WHERE id = ?1").run(
                .integer(id), .integer(next), .text(problem))
        }
    }

    // MARK: What could not be read

    static func keepUnreadable(_ call: UnreadableCall) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            try database.statement(
                "INSERT INTO unreadable(connection, at, reason, headers, body, bytes) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
            ).run(
                .text(call.connection), .integer(call.at), .text(call.reason), .text(call.headers), .bytes(call.body),
                .integer(call.bytes))
            try database.statement(
                """
                DELETE FROM unreadable WHERE connection = ?1 AND id <= (
                    SELECT id FROM unreadable WHERE connection = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
                """
            ).run(.text(call.connection), .integer(HookLimits.unreadableKept))
        }
    }

    /// Removes what has been kept long enough.
    func prune(now: Int64) {
        writer.writeLater { (database) throws(SQLiteError) in
            try database.statement("DELETE FROM unreadable WHERE at < ?1").run(.integer(now - HookLimits.unreadableKeptFor))
            try database.statement("DELETE FROM requests WHERE seen < ?1").run(.integer(now - HookLimits.requestsRememberedFor))
            try database.statement("DELETE FROM deliveries WHERE state = 1 AND ended < ?1").run(
                .integer(now - HookLimits.deliveredKeptFor))
            try database.statement("DELETE FROM deliveries WHERE state = 2 AND ended < ?1").run(
                .integer(now - HookLimits.deadKeptFor))
        }
    }
}

extension HookStore.Kept.Kind: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
