internal import CSQLite

/// What SQLite could not do.
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
    /// SQLite's extended result code.
    package let code: Int32
    /// One line: what was tried, and what SQLite says.
    package let message: String

    package init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The file is not what was written, or is not a database.
    package var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xFF) }

    /// The same for whoever asked.
    var forQuery: ReadModelError { ReadModelError(isDamage ? .damaged : .unavailable, message) }
}
