internal import CSQLite

/// An open database file. Used by one thread at a time.
///
/// Statements are prepared once and kept: a query that is asked again costs no parsing.
@safe package final class SQLiteConnection {
    /// How a file is opened.
    package enum Mode {
        /// Made where it is missing; the only one that writes.
        case writing
        case reading
    }

    // Safe: the only owner; closed once, in `close`, after its statements.
    private var handle: OpaquePointer?
    /// By where their text lies in the program.
    private var statements: [UInt: SQLiteStatement] = [:]
    /// Those whose text was put together.
    private var composed: [String: SQLiteStatement] = [:]
    private static let composedKept = 256
    private let path: String

    /// How long a statement waits for a lock, in milliseconds: a reader waits only while the file is made.
    private static let busyMilliseconds: Int32 = 5_000

    /// Done once, by the first connection.
    private static let isConfigured = turnback_sqlite_configure() == SQLITE_OK

    package init(_ path: String, _ mode: Mode) throws(SQLiteError) {
        self.path = path
        _ = Self.isConfigured
        let flags =
            mode == .writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(
            path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE, nil)
        guard code == SQLITE_OK, unsafe opened != nil else {
            let text = unsafe String(cString: sqlite3_errstr(code))
            unsafe sqlite3_close_v2(opened)
            throw SQLiteError(code: code, message: "\(path) cannot be opened: \(text)")
        }
        unsafe handle = opened
        unsafe sqlite3_extended_result_codes(opened, 1)
        unsafe sqlite3_busy_timeout(opened, Self.busyMilliseconds)
    }

    deinit { close() }

    /// Ends its statements and closes the file. It is not used after that.
    package func close() {
        statements = [:]
        composed = [:]
        unsafe sqlite3_close_v2(handle)
        unsafe handle = nil
    }

    /// Runs statements that give no rows.
    package func execute(_ sql: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql) }
    }

    /// The prepared statement of this text.
    package func statement(_ sql: StaticString) throws(SQLiteError) -> SQLiteStatement {
        let place = UInt(bitPattern: unsafe sql.utf8Start)
        if let known = statements[place] { return known }
        let statement = try prepare(sql.description)
        statements[place] = statement
        return statement
    }

    /// The prepared statement of a text that was put together.
    package func statement(composed sql: String) throws(SQLiteError) -> SQLiteStatement {
        if let known = composed[sql] { return known }
        if composed.count >= Self.composedKept { composed = [:] }
        let statement = try prepare(sql)
        composed[sql] = statement
        return statement
    }

    private func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared = unsafe prepared else { throw error(code, sql) }
        return unsafe SQLiteStatement(prepared, of: self)
    }

    /// The row that the last insert has made.
    package var lastRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// How many rows the last statement has changed.
    package var changes: Int { Int(unsafe sqlite3_changes(handle)) }

    /// Gives back what memory its cache does not need.
    package func releaseMemory() { _ = unsafe sqlite3_db_release_memory(handle) }

    func error(_ code: Int32, _ sql: String) -> SQLiteError {
        let text = unsafe String(cString: sqlite3_errmsg(handle))
        return SQLiteError(code: code, message: "\(path): \(text), in: \(sql.prefix(120))")
    }
}
