internal import Connect
internal import Contracts
public import Operations
internal import ReadModel
internal import Streams

/// The deliveries in the file.
enum DeliveryRows {
    /// What `state` says.
    enum State: Int {
        case waiting = 0
        case delivered = 1
        case dead = 2
        /// Somebody asked for it once more, beside the running process.
        case again = 3
    }

    /// Takes in what was read, with the place up to which it was read. An event that is there already stays as it is.
    static func add(
        _ events: [(event: OutcomeEvent, made: Int64)], upTo positions: [TopicPartition: Int64]
    ) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            for (event, made) in events {
                try database.statement(
                    """
                    INSERT INTO deliveries(event, store, store_order, body, made, attempts, next, state)
                    VALUES(?1, ?2, ?3, ?4, ?5, 0, ?5, 0) ON CONFLICT(event) DO NOTHING
                    """
                ).run(.text(event.id), .text(event.store), .text(event.storeOrder), .bytes(event.body), .integer(made))
            }
            for (place, next) in positions {
                try database.statement(
                    """
                    INSERT INTO positions VALUES(?1, ?2, ?3) ON CONFLICT(topic, part) DO UPDATE SET next = excluded.next
                    """
                ).run(.text(place.topic), .integer(Int(place.partition)), .integer(next))
            }
        }
    }

    static func positions(_ store: HookStore) throws(SQLiteError) -> [TopicPartition: Int64] {
        let rows = try store.read { (database) throws(SQLiteError) in
            try database.statement("SELECT topic, part, next FROM positions").all { row in
                (TopicPartition(row.text(0), Int32(row.integer(1))), row.integer(2))
            }
        }
        return Dictionary(rows) { $1 }
    }

    /// Those that wait, beyond an id, in their order.
    static func waiting(_ store: HookStore, after id: Int64) throws(SQLiteError) -> [DeliveryQueue.Item] {
        try store.read { (database) throws(SQLiteError) in
            try database.statement(
                "SELECT id, store, store_order, made, next, attempts FROM deliveries WHERE state = 0 AND id > ?1 ORDER BY id"
            ).all(.integer(id)) { row in
                DeliveryQueue.Item(
                    id: row.integer(0), store: row.text(1), storeOrder: row.text(2), made: row.integer(3), next: row.integer(4),
                    attempts: row.int(5))
            }
        }
    }

    /// The event of a delivery: its id and its body.
    static func event(_ store: HookStore, _ id: Int64) throws(SQLiteError) -> (id: String, body: [UInt8])? {
        try store.read { (database) throws(SQLiteError) in
            try database.statement("SELECT event, body FROM deliveries WHERE id = ?1").first(.integer(id)) { row in
                (row.text(0), row.bytes(1))
            }
        }
    }

    /// Those that somebody asked for once more: they wait again, as new ones, behind all others of their order.
    static func takeAgain(_ store: HookStore, now: Int64) throws(SQLiteError) {
        let asked = try store.read { (database) throws(SQLiteError) in
            try database.statement("SELECT id FROM deliveries WHERE state = 3 ORDER BY id").all { $0.integer(0) }
        }
        guard !asked.isEmpty else { return }
        try store.writer.write { (database) throws(SQLiteError) in
            let last = try database.statement("SELECT max(id) FROM deliveries").first { $0.integer(0) } ?? 0
            for (index, id) in asked.enumerated() {
                try database.statement(
                    """
                    UPDATE deliveries SET id = ?2, state = 0, made = ?3, next = ?3, attempts = 0, problem = NULL, ended = NULL
                    WHERE id = ?1
                    """
                ).run(.integer(id), .integer(last + 1 + Int64(index)), .integer(now))
            }
        }
    }

    static func end(_ id: Int64, _ state: State, _ problem: String?, now: Int64) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            try database.statement("UPDATE deliveries SET state = ?2, problem = ?3, ended = ?4 WHERE id = ?1").run(
                .integer(id), .integer(state.rawValue), .text(problem), .integer(now))
        }
    }

    static func postpone(_ item: DeliveryQueue.Item, _ problem: String) -> StoreWriter.Work {
        { (database) throws(SQLiteError) in
            try database.statement("UPDATE deliveries SET attempts = ?2, next = ?3, problem = ?4 WHERE id = ?1").run(
                .integer(item.id), .integer(item.attempts), .integer(item.next), .text(problem))
        }
    }
}

/// A delivery, as a list shows it.
public struct DeliveryRecord: Sendable {
    public var event: String
    public var store: String
    public var storeOrder: String
    public var made: Int64
    public var attempts: Int
    /// `waiting`, `delivered`, `dead`, `again`.
    public var state: String
    public var problem: String?

    /// Which deliveries are meant.
    public struct Filter: Sendable {
        public var store: String?
        public var storeOrder: String?
        public var event: String?
        /// Sent at or after this time, in milliseconds since 1970.
        public var since: Int64?
        /// Those that were given up alone.
        public var deadOnly = false

        public init() {}
    }

    private static let condition = """
        (?1 IS NULL OR store = ?1) AND (?2 IS NULL OR store_order = ?2) AND (?3 IS NULL OR event = ?3)
        AND (?4 IS NULL OR made >= ?4) AND (?5 = 0 OR state = 2)
        """

    /// The newest first, of a state directory.
    public static func list(in directory: String, _ filter: Filter, limit: Int) throws(Failure) -> [DeliveryRecord] {
        do throws(SQLiteError) {
            guard let database = try HookFile.reader(in: directory) else { return [] }
            defer { database.close() }
            return try database.statement(
                composed: """
                    SELECT event, store, store_order, made, attempts, state, problem FROM deliveries
                    WHERE \(condition) ORDER BY id DESC LIMIT ?6
                    """
            ).all(
                .text(filter.store), .text(filter.storeOrder), .text(filter.event), .integer(filter.since),
                .flag(filter.deadOnly), .integer(limit)
            ) { row in
                DeliveryRecord(
                    event: row.text(0), store: row.text(1), storeOrder: row.text(2), made: row.integer(3), attempts: row.int(4),
                    state: ["waiting", "delivered", "dead", "again"][min(max(row.int(5), 0), 3)], problem: row.textIfAny(6))
            }
        } catch { throw Failure(.noInput, error.message) }
    }

    /// Asks for those to be delivered once more that were delivered or given up; the running process takes note within a second.
    /// - Returns: how many.
    public static func again(in directory: String, _ filter: Filter) throws(Failure) -> Int {
        do throws(SQLiteError) {
            guard let reader = try HookFile.reader(in: directory) else { return 0 }
            reader.close()
            let database = try HookFile.writer(in: directory)
            defer { database.close() }
            try database.statement(
                composed: "UPDATE deliveries SET state = 3 WHERE state IN (1, 2) AND \(condition)"
            ).run(
                .text(filter.store), .text(filter.storeOrder), .text(filter.event), .integer(filter.since), .flag(filter.deadOnly))
            return database.changes
        } catch { throw Failure(.noInput, error.message) }
    }
}
