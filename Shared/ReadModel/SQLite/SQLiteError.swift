internal import CSQLite

/// What SQLite could not do.
struct SQLiteError: Error, Equatable, CustomStringConvertible {
    /// SQLite's extended result code.
    let code: Int32
    /// One line: what was tried, and what SQLite says.
    let message: String

    var description: String { message }

    /// The file is not what was written, or is no database.
    var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xFF) }

    /// The same for who asked.
    var forQuery: ReadModelError { ReadModelError(isDamage ? .damaged : .unavailable, message) }
}
