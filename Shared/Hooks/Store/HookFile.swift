internal import Glibc
internal import ReadModel

/// The file in which `connect` keeps what is nowhere else: calls that the log has not got yet, what was seen, what could not be
/// read, and what is to be delivered. SQLite, by the read model's own connections.
enum HookFile {
    static let name = "hooks.sqlite"
    private static let format = 1

    /// Opens the file in a directory that this process holds, and makes it where it is missing.
    static func writer(in directory: String) throws(SQLiteError) -> SQLiteConnection {
        let path = "\(directory)/\(name)"
        // Made first, so that nobody else can read it; SQLite gives its companions the same mode.
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if file >= 0 { Glibc.close(file) }
        let database = try SQLiteConnection(path, .writing)
        // FULL: a commit is on the disk when it returns. What is answered with 200 by then may be nowhere else.
        try database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216")
        let found = try database.statement("PRAGMA user_version").first { $0.int(0) } ?? 0
        guard found == 0 || found == format else {
            throw SQLiteError(code: -1, message: "\(path) is of format \(found), this version's is \(format): name another --state")
        }
        try database.execute("BEGIN IMMEDIATE; \(tables); PRAGMA user_version = \(format); COMMIT")
        return database
    }

    /// Opens it to read, beside a process that writes. Nil where there is none.
    static func reader(in directory: String) throws(SQLiteError) -> SQLiteConnection? {
        let path = "\(directory)/\(name)"
        guard unsafe access(path, F_OK) == 0 else { return nil }
        return try SQLiteConnection(path, .reading)
    }

    private static let tables = """
        CREATE TABLE IF NOT EXISTS requests(
            name TEXT PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL, reopened INTEGER NOT NULL,
            seen INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS requests_seen ON requests(seen);
        CREATE TABLE IF NOT EXISTS kept(
            id INTEGER PRIMARY KEY, connection TEXT NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL, payload BLOB NOT NULL,
            made INTEGER NOT NULL, attempts INTEGER NOT NULL, next INTEGER NOT NULL, problem TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS kept_name ON kept(connection, name, kind);
        CREATE INDEX IF NOT EXISTS kept_next ON kept(kind, next);
        CREATE TABLE IF NOT EXISTS unreadable(
            id INTEGER PRIMARY KEY, connection TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, headers TEXT NOT NULL,
            body BLOB NOT NULL, bytes INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS unreadable_of ON unreadable(connection, id);
        CREATE TABLE IF NOT EXISTS deliveries(
            id INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, store TEXT NOT NULL, store_order TEXT NOT NULL, body BLOB NOT NULL,
            made INTEGER NOT NULL, attempts INTEGER NOT NULL, next INTEGER NOT NULL, state INTEGER NOT NULL, problem TEXT,
            ended INTEGER);
        CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries(state, store, id);
        CREATE INDEX IF NOT EXISTS deliveries_ended ON deliveries(state, ended);
        CREATE TABLE IF NOT EXISTS positions(
            topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY(topic, part)) WITHOUT ROWID
        """
}
