internal import CSQLite

/// A prepared statement. Belongs to its connection's thread.
@safe package final class SQLiteStatement {
    // Safe: the only owner, finalised in deinit; the connection drops its statements before it closes.
    private let handle: OpaquePointer
    private unowned let connection: SQLiteConnection

    init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
        unsafe self.handle = handle
        self.connection = connection
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// A value that is given to a statement.
    package enum Value {
        case null
        case integer(Int64)
        case text(String)
        case bytes([UInt8])
        /// A part of a buffer, which is copied.
        case slice([UInt8], Range<Int>)

        package static func text(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
        package static func integer(_ number: Int) -> Value { .integer(Int64(number)) }
        package static func integer(_ number: Int64?) -> Value { number.map { .integer($0) } ?? .null }
        package static func flag(_ flag: Bool) -> Value { .integer(flag ? 1 as Int64 : 0) }
    }

    /// Runs it with these values, for what it changes.
    package func run(_ values: Value...) throws(SQLiteError) {
        bind(values)
        defer { reset() }
        while try step() {}
    }

    /// The first row, read by `read`; nil where there is none.
    package func first<Result>(_ values: Value..., read: (SQLiteRow) -> Result) throws(SQLiteError) -> Result? {
        bind(values)
        defer { reset() }
        return try step() ? unsafe read(SQLiteRow(handle)) : nil
    }

    /// All rows, read by `read`.
    package func all<Result>(_ values: Value..., read: (SQLiteRow) -> Result) throws(SQLiteError) -> [Result] {
        try rows(values, read: read)
    }

    /// All rows, read by `read`.
    package func rows<Result>(_ values: [Value], read: (SQLiteRow) -> Result) throws(SQLiteError) -> [Result] {
        bind(values)
        defer { reset() }
        var rows: [Result] = []
        while try step() { unsafe rows.append(read(SQLiteRow(handle))) }
        return rows
    }

    private func bind(_ values: [Value]) {
        for index in values.indices {
            let place = Int32(index + 1)
            switch values[index] {
            case .null: unsafe sqlite3_bind_null(handle, place)
            case .integer(let number): unsafe sqlite3_bind_int64(handle, place, number)
            case .text(let text):
                var text = text
                text.withUTF8 { utf8 in
                    _ = unsafe utf8.withMemoryRebound(to: CChar.self) { chars in
                        unsafe turnback_sqlite_bind_text(handle, place, chars.baseAddress, Int32(chars.count))
                    }
                }
            case .bytes(let bytes): bind(place, bytes, 0..<bytes.count)
            case .slice(let bytes, let range): bind(place, bytes, range)
            }
        }
    }

    private func bind(_ place: Int32, _ bytes: [UInt8], _ range: Range<Int>) {
        _ = unsafe bytes.withUnsafeBytes { buffer in
            let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[range])
            return unsafe turnback_sqlite_bind_blob(handle, place, part.baseAddress, Int32(part.count))
        }
    }

    private func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.error(code, unsafe String(cString: sqlite3_sql(handle)))
        }
    }

    private func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }
}

/// The row that a statement stands on. Valid only while it is read.
@safe package struct SQLiteRow {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { unsafe self.handle = handle }

    /// A number; 0 where the column is null.
    package func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }
    /// The same as an `Int`.
    package func int(_ column: Int32) -> Int { Int(integer(column)) }
    /// Not zero.
    package func flag(_ column: Int32) -> Bool { integer(column) != 0 }
    package func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }
    package func isInteger(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_INTEGER }
    package func integerIfAny(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    /// A text; empty where the column is null.
    package func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    package func textIfAny(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    /// Bytes; empty where the column is null.
    package func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        return unsafe Array(
            UnsafeRawBufferPointer(start: start, count: Int(unsafe sqlite3_column_bytes(handle, column))))
    }
}
