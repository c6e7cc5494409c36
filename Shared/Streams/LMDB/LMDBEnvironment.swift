internal import CLMDB
internal import Glibc

/// One LMDB file, and the only owner of its handle.
///
/// Readers see the state of the last write transaction that was committed; one writer at a time. A killed process leaves
/// the last committed state; whether that also holds for a machine that goes down depends on `durable`.
@safe final class LMDBEnvironment: @unchecked Sendable {
    // Safe to share: an MDB_env may be used by many threads; transactions are bound by MDB_NOTLS to their own value.
    fileprivate let handle: OpaquePointer
    let path: String
    private var isClosed = false

    /// Address space that a file may grow into. It costs nothing until it is used.
    private static let mapBytes = 1 << 38

    /// Opens or makes the file in this directory, which must exist.
    /// - Parameter durable: every commit is on the disk when it returns.
    init(directory: String, databases: UInt32, durable: Bool) throws(LMDBError) {
        var handle: OpaquePointer?
        try check(unsafe mdb_env_create(&handle), "LMDB")
        guard let handle = unsafe handle else { throw LMDBError(code: ENOMEM, action: "LMDB") }
        do {
            let action = "opening \(directory)/data.mdb"
            try check(unsafe mdb_env_set_mapsize(handle, Self.mapBytes), action)
            try check(unsafe mdb_env_set_maxdbs(handle, databases), action)
            try check(unsafe mdb_env_set_maxreaders(handle, 512), action)
            let flags = UInt32(MDB_NOTLS) | (durable ? 0 : UInt32(MDB_NOSYNC))
            try check(unsafe mdb_env_open(handle, directory, flags, 0o644), action)
        } catch {
            unsafe mdb_env_close(handle)
            throw error
        }
        unsafe self.handle = handle
        path = directory
    }

    /// Opens a database of this name, making it where it is missing.
    func database(_ name: String) throws(LMDBError) -> LMDBDatabase {
        var dbi: MDB_dbi = 0
        try write { transaction throws(LMDBError) in
            try check(unsafe mdb_dbi_open(transaction.handle, name, UInt32(MDB_CREATE), &dbi), "opening \(name) in \(path)")
        }
        return LMDBDatabase(dbi: dbi)
    }

    /// Runs `body` in a write transaction, which is committed when it returns and dropped when it throws.
    func write<Result>(_ body: (LMDBTransaction) throws(LMDBError) -> Result) throws(LMDBError) -> Result {
        let transaction = try begin(readOnly: false)
        let result: Result
        do { result = try body(transaction) } catch {
            transaction.abort()
            throw error
        }
        try transaction.commit()
        return result
    }

    /// Runs `body` in a read transaction.
    func read<Result>(_ body: (LMDBTransaction) throws(LMDBError) -> Result) throws(LMDBError) -> Result {
        let transaction = try begin(readOnly: true)
        defer { transaction.abort() }
        return try body(transaction)
    }

    /// Begins a transaction that its owner ends.
    func begin(readOnly: Bool) throws(LMDBError) -> LMDBTransaction {
        var transaction: OpaquePointer?
        try check(
            unsafe mdb_txn_begin(handle, nil, readOnly ? UInt32(MDB_RDONLY) : 0, &transaction), "a transaction in \(path)")
        guard let transaction = unsafe transaction else { throw LMDBError(code: ENOMEM, action: path) }
        return unsafe LMDBTransaction(handle: transaction, path: path)
    }

    /// Writes everything to the disk.
    func sync() throws(LMDBError) { try check(unsafe mdb_env_sync(handle, 1), "writing \(path) to the disk") }

    /// No transaction may be open any more.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        unsafe mdb_env_close(handle)
    }

    deinit { close() }
}

/// A named table of an environment.
struct LMDBDatabase: Sendable {
    let dbi: MDB_dbi
}
