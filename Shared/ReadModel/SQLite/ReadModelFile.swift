internal import Fulfillment
internal import Glibc
internal import Streams

/// The database file: opened, or made where it is missing, of another format, damaged, or to be rebuilt.
struct ReadModelFile: Sendable {
    let path: String
    /// Names this file among all that there were: who follows changes learns that it is another one.
    let epoch: String
    /// Why the file that was there is not used; nil where it is, or where there was none.
    let reasonForRebuild: String?

    private static let name = "view.sqlite"

    /// What a connection may keep of the file in memory, in KiB: the writer's is large because it changes pages everywhere.
    private static let writerCache = 40_960
    private static let readerCache = 4_096

    /// Opens the file in a directory that this process holds.
    /// - Parameter anew: rebuild it, even if it holds something.
    init(in directory: String, anew: Bool) throws(SQLiteError) {
        path = "\(directory)/\(Self.name)"
        let isThere = unsafe access(path, F_OK) == 0
        var reason: String? = anew && isThere ? "asked for" : nil
        if isThere, !anew {
            do throws(SQLiteError) {
                epoch = try Self.usable(path)
                reasonForRebuild = nil
                return
            } catch {
                guard error.isDamage || error.code == Self.otherFormat else { throw error }
                reason = error.message
            }
        }
        Self.remove(path)
        epoch = try Self.make(path)
        reasonForRebuild = reason
    }

    /// A file that is there, to be read alone.
    init(readingIn directory: String) throws(SQLiteError) {
        path = "\(directory)/\(Self.name)"
        guard unsafe access(path, F_OK) == 0 else {
            throw SQLiteError(code: Self.otherFormat, message: "\(Self.name) is missing")
        }
        epoch = try Self.usable(path, .reading)
        reasonForRebuild = nil
    }

    private static let otherFormat: Int32 = -1

    /// The epoch of a file that can be used.
    private static func usable(
        _ path: String, _ mode: SQLiteConnection.Mode = .writing
    ) throws(SQLiteError) -> String {
        let database = try SQLiteConnection(path, mode)
        defer { database.close() }
        let format = try database.statement("PRAGMA user_version").first { $0.int(0) }
        guard format == Schema.format else {
            throw SQLiteError(
                code: otherFormat, message: "it is of format \(format ?? 0), this version's is \(Schema.format)")
        }
        return try database.statement("SELECT value FROM meta WHERE name = 'epoch'").first { $0.text(0) } ?? ""
    }

    private static func make(_ path: String) throws(SQLiteError) -> String {
        // Made first, so that nobody else can read it; SQLite gives its companions the same mode.
        let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if file >= 0 { Glibc.close(file) }
        let database = try SQLiteConnection(path, .writing)
        defer { database.close() }
        let epoch = String(UInt64.random(in: 0 ... .max), radix: 36)
        try database.execute("PRAGMA journal_mode = WAL; PRAGMA page_size = 4096; BEGIN IMMEDIATE")
        try database.execute(Schema.tables)
        try database.statement("INSERT INTO meta VALUES('epoch', ?1)").run(.text(epoch))
        try database.execute("PRAGMA user_version = \(Schema.format); COMMIT")
        return epoch
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unsafe unlink(path + suffix) }
    }

    /// A connection for the feeding thread. Commits reach the disk with the next checkpoint: what is lost with the machine
    /// is read again from the topics, from positions that are lost with it.
    func writer() throws(SQLiteError) -> SQLiteConnection {
        let database = try SQLiteConnection(path, .writing)
        try database.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -\(Self.writerCache);
            PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;
            INSERT INTO words(words, rank) VALUES('automerge', 8);
            """)
        return database
    }

    /// A connection for questions.
    func reader() throws(SQLiteError) -> SQLiteConnection {
        let database = try SQLiteConnection(path, .reading)
        try database.execute(
            "PRAGMA cache_size = -\(Self.readerCache); PRAGMA query_only = 1; PRAGMA temp_store = MEMORY")
        return database
    }
}
