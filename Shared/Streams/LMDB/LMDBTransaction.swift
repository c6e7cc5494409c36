internal import CLMDB

/// A transaction of an environment. Used by one thread; ended once, by `commit` or `abort`.
@safe final class LMDBTransaction {
    fileprivate(set) var handle: OpaquePointer
    private let environment: LMDBEnvironment
    private var isOpen = true

    private var path: String { environment.path }

    init(handle: OpaquePointer, of environment: LMDBEnvironment) {
        unsafe self.handle = handle
        self.environment = environment
    }

    /// The error for a place in the file whose content is not what was written.
    func damage(_ place: String) -> LMDBError { LMDBError(damaged: place, in: path) }

    func commit() throws(LMDBError) {
        isOpen = false
        defer { environment.ended() }
        try check(unsafe mdb_txn_commit(handle), "committing to \(path)")
    }

    func abort() {
        guard isOpen else { return }
        isOpen = false
        unsafe mdb_txn_abort(handle)
        environment.ended()
    }

    /// Calls `body` with the value of a key, in place: valid only within.
    func withValue<Result>(
        _ database: LMDBDatabase, _ key: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(LMDBError) -> Result? {
        try unsafe withValue(database, key.span.bytes, body)
    }

    func withValue<Result>(
        _ database: LMDBDatabase, _ key: RawSpan, _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(LMDBError) -> Result? {
        var found = unsafe MDB_val()
        let code = unsafe withKey(key) { key in unsafe mdb_get(handle, database.dbi, key, &found) }
        if code == MDB_NOTFOUND { return nil }
        try check(code, "reading \(path)")
        return unsafe body(UnsafeRawBufferPointer(start: found.mv_data, count: found.mv_size))
    }

    /// A copy of the value of a key.
    func get(_ database: LMDBDatabase, _ key: [UInt8]) throws(LMDBError) -> [UInt8]? {
        try unsafe withValue(database, key) { unsafe [UInt8]($0) }
    }

    func put(_ database: LMDBDatabase, _ key: [UInt8], _ value: [UInt8], append: Bool = false) throws(LMDBError) {
        let code = unsafe withKey(key) { key in
            unsafe value.withUnsafeBytes { bytes in
                var value = unsafe MDB_val(
                    mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
                return unsafe mdb_put(handle, database.dbi, key, &value, append ? UInt32(MDB_APPEND) : 0)
            }
        }
        try check(code, "writing to \(path)")
    }

    /// Makes room for a value of this length and lets `fill` write it in place.
    func put(
        _ database: LMDBDatabase, _ key: RawSpan, reserving count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(LMDBError) {
        var value = unsafe MDB_val(mv_size: count, mv_data: nil)
        let code = unsafe withKey(key) { key in unsafe mdb_put(handle, database.dbi, key, &value, UInt32(MDB_RESERVE)) }
        try check(code, "writing to \(path)")
        unsafe fill(UnsafeMutableRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }

    /// Writes a value with its checksum behind it.
    func putSealed(_ database: LMDBDatabase, _ key: [UInt8], _ value: [UInt8]) throws(LMDBError) {
        try unsafe putSealed(database, key.span.bytes, value.span.bytes)
    }

    func putSealed(_ database: LMDBDatabase, _ key: RawSpan, _ value: RawSpan) throws(LMDBError) {
        try unsafe put(database, key, reserving: value.byteCount + Checksum.length) { place in
            unsafe Checksum.seal(key, value, in: place)
        }
    }

    /// Removes a key; false where there is none.
    @discardableResult
    func delete(_ database: LMDBDatabase, _ key: [UInt8]) throws(LMDBError) -> Bool {
        try unsafe delete(database, key.span.bytes)
    }

    @discardableResult
    func delete(_ database: LMDBDatabase, _ key: RawSpan) throws(LMDBError) -> Bool {
        let code = unsafe withKey(key) { key in unsafe mdb_del(handle, database.dbi, key, nil) }
        if code == MDB_NOTFOUND { return false }
        try check(code, "writing to \(path)")
        return true
    }

    /// How many keys there are.
    func count(_ database: LMDBDatabase) throws(LMDBError) -> Int {
        var found = MDB_stat()
        try check(unsafe mdb_stat(handle, database.dbi, &found), "reading \(path)")
        return found.ms_entries
    }

    /// Removes every key.
    func empty(_ database: LMDBDatabase) throws(LMDBError) {
        try check(unsafe mdb_drop(handle, database.dbi, 0), "emptying \(path)")
    }

    /// Calls `visit` with keys and values in order from `start` on, until it says false.
    func scan(
        _ database: LMDBDatabase, from start: [UInt8],
        _ visit: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LMDBError) {
        var cursor: OpaquePointer?
        try check(unsafe mdb_cursor_open(handle, database.dbi, &cursor), "reading \(path)")
        defer { unsafe mdb_cursor_close(cursor) }
        var found = unsafe MDB_val()
        var value = unsafe MDB_val()
        var code = unsafe start.withUnsafeBytes { bytes in
            unsafe found = MDB_val(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe mdb_cursor_get(cursor, &found, &value, bytes.isEmpty ? MDB_FIRST : MDB_SET_RANGE)
        }
        while code == MDB_SUCCESS {
            let goesOn = unsafe visit(
                UnsafeRawBufferPointer(start: found.mv_data, count: found.mv_size),
                UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
            guard goesOn else { return }
            code = unsafe mdb_cursor_get(cursor, &found, &value, MDB_NEXT)
        }
        if code != MDB_NOTFOUND { try check(code, "reading \(path)") }
    }

    private func withKey<Result>(_ key: [UInt8], _ body: (UnsafeMutablePointer<MDB_val>) -> Result) -> Result {
        unsafe withKey(key.span.bytes, body)
    }

    private func withKey<Result>(_ key: RawSpan, _ body: (UnsafeMutablePointer<MDB_val>) -> Result) -> Result {
        unsafe key.withUnsafeBytes { bytes in
            var value = unsafe MDB_val(
                mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            return unsafe body(&value)
        }
    }
}
