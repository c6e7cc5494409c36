internal import CLMDB
internal import Glibc
internal import Threads

/// One LMDB file, and the only owner of its handle.
///
/// Readers see the state of the last write transaction that was committed; one writer at a time. A killed process leaves
/// the last committed state; whether that also holds for a machine that goes down depends on `durable`.
@safe final class LMDBEnvironment: @unchecked Sendable {
    // Safe to share: an MDB_env may be used by many threads; transactions are bound by MDB_NOTLS to their own value.
    fileprivate let handle: OpaquePointer
    let path: String
    private var isClosed = false

    // Guarded by `gate`.
    private let gate = ConditionLock()
    /// How many transactions are open.
    private var transactions = 0
    /// No transaction may begin.
    private var isGrowing = false
    /// How large the file may be; grows by itself.
    private var mapBytes: Int

    /// How large a new file may become at first.
    static let firstMapBytes = 64 << 20

    /// Opens or makes the file in this directory, which must exist.
    /// - Parameter durable: every commit is on the disk when it returns.
    init(
        directory: String, databases: UInt32, durable: Bool, mapBytes: Int = firstMapBytes
    ) throws(LMDBError) {
        if let problem = LMDBFileCheck.problem(in: directory) {
            throw LMDBError(code: MDB_CORRUPTED, action: "\(directory)/data.mdb: \(problem)")
        }
        self.mapBytes = mapBytes
        var handle: OpaquePointer?
        try check(unsafe mdb_env_create(&handle), "LMDB")
        guard let handle = unsafe handle else { throw LMDBError(code: ENOMEM, action: "LMDB") }
        do {
            let action = "opening \(directory)/data.mdb"
            try check(unsafe mdb_env_set_mapsize(handle, mapBytes), action)
            try check(unsafe mdb_env_set_maxdbs(handle, databases), action)
            try check(unsafe mdb_env_set_maxreaders(handle, 512), action)
            try check(unsafe mdb_env_set_assert(handle, endOfDamagedFile), action)
            let flags = UInt32(MDB_NOTLS) | (durable ? 0 : UInt32(MDB_NOSYNC))
            try check(unsafe mdb_env_open(handle, directory, flags, OwnFile.mode), action)
        } catch {
            unsafe mdb_env_close(handle)
            throw error
        }
        unsafe self.handle = handle
        path = directory
        var info = unsafe MDB_envinfo()
        unsafe mdb_env_info(handle, &info)
        // A file that is larger already is mapped as a whole.
        self.mapBytes = unsafe max(mapBytes, info.me_mapsize)
    }

    /// Opens the file that lies in this directory for reading, also while another process writes to it.
    ///
    /// A process may have a file open once only: LMDB's locks belong to the process.
    init(reading directory: String, databases: UInt32) throws(LMDBError) {
        // What is looked through while another process writes may look damaged, and is not.
        if let problem = LMDBFileCheck.problem(in: directory), !Directory.isLocked(directory) {
            throw LMDBError(code: MDB_CORRUPTED, action: "\(directory)/data.mdb: \(problem)")
        }
        var handle: OpaquePointer?
        try check(unsafe mdb_env_create(&handle), "LMDB")
        guard let handle = unsafe handle else { throw LMDBError(code: ENOMEM, action: "LMDB") }
        do {
            let action = "opening \(directory)/data.mdb"
            try check(unsafe mdb_env_set_maxdbs(handle, databases), action)
            try check(unsafe mdb_env_set_assert(handle, endOfDamagedFile), action)
            try check(unsafe mdb_env_open(handle, directory, UInt32(MDB_NOTLS | MDB_RDONLY), OwnFile.mode), action)
        } catch {
            unsafe mdb_env_close(handle)
            throw error
        }
        unsafe self.handle = handle
        path = directory
        mapBytes = 0
    }

    /// Opens a database of this name that is there.
    func database(existing name: String) throws(LMDBError) -> LMDBDatabase {
        var dbi: MDB_dbi = 0
        let transaction = try begin(readOnly: true)
        do {
            try check(unsafe mdb_dbi_open(transaction.handle, name, 0, &dbi), "opening \(name) in \(path)")
            // The handle stays for others only where this is committed.
            try transaction.commit()
        } catch {
            transaction.abort()
            throw error
        }
        return LMDBDatabase(dbi: dbi)
    }

    /// Opens a database of this name, making it where it is missing.
    func database(_ name: String) throws(LMDBError) -> LMDBDatabase {
        var dbi: MDB_dbi = 0
        try write { transaction throws(LMDBError) in
            try check(
                unsafe mdb_dbi_open(transaction.handle, name, UInt32(MDB_CREATE), &dbi), "opening \(name) in \(path)")
        }
        return LMDBDatabase(dbi: dbi)
    }

    /// Runs `body` in a write transaction, which is committed when it returns and dropped when it throws. Where the file is
    /// full, it grows, and `body` runs again.
    func write<Result>(_ body: (LMDBTransaction) throws(LMDBError) -> Result) throws(LMDBError) -> Result {
        while true {
            let known = gate.locked { mapBytes }
            let transaction = try begin(readOnly: false)
            do {
                let result = try body(transaction)
                try transaction.commit()
                return result
            } catch {
                transaction.abort()
                guard error.code == MDB_MAP_FULL else { throw error }
            }
            try grow(from: known)
        }
    }

    /// Doubles the room, once no transaction is open: the file is mapped again.
    private func grow(from known: Int) throws(LMDBError) {
        try gate.locked { () throws(LMDBError) in
            while isGrowing { gate.wait() }
            // Another thread may have been quicker.
            guard mapBytes == known else { return }
            // What a process still reads that was killed is never written over: its pages are free.
            var dead: Int32 = 0
            if unsafe mdb_reader_check(handle, &dead) == MDB_SUCCESS, dead > 0 { return }
            isGrowing = true
            defer {
                isGrowing = false
                gate.broadcast()
            }
            while transactions > 0 { gate.wait() }
            let code = MappedPages.changing.locked { unsafe mdb_env_set_mapsize(handle, 2 * mapBytes) }
            try check(code, "growing \(path)/data.mdb")
            mapBytes *= 2
        }
    }

    /// Runs `body` in a read transaction.
    func read<Result>(_ body: (LMDBTransaction) throws(LMDBError) -> Result) throws(LMDBError) -> Result {
        let transaction = try begin(readOnly: true)
        defer { transaction.abort() }
        return try body(transaction)
    }

    /// Begins a transaction that its owner ends.
    func begin(readOnly: Bool) throws(LMDBError) -> LMDBTransaction {
        gate.locked {
            while isGrowing { gate.wait() }
            transactions += 1
        }
        var transaction: OpaquePointer?
        let flags = readOnly ? UInt32(MDB_RDONLY) : 0
        var code = unsafe mdb_txn_begin(handle, nil, flags, &transaction)
        if code == MDB_MAP_RESIZED {
            followGrowth()
            code = unsafe mdb_txn_begin(handle, nil, flags, &transaction)
        }
        guard code == MDB_SUCCESS, let transaction = unsafe transaction else {
            ended()
            throw LMDBError(code: code, action: "a transaction in \(path)")
        }
        return unsafe LMDBTransaction(handle: transaction, of: self)
    }

    /// Maps the file again, which another process has made larger, once no other transaction is open here.
    private func followGrowth() {
        gate.locked {
            transactions -= 1
            while isGrowing { gate.wait() }
            isGrowing = true
            while transactions > 0 { gate.wait() }
            _ = MappedPages.changing.locked { unsafe mdb_env_set_mapsize(handle, 0) }
            isGrowing = false
            transactions += 1
            gate.broadcast()
        }
    }

    /// A transaction is over.
    func ended() {
        gate.locked {
            transactions -= 1
            if isGrowing { gate.broadcast() }
        }
    }

    /// Writes everything to the disk.
    func sync() throws(LMDBError) { try check(unsafe mdb_env_sync(handle, 1), "writing \(path) to the disk") }

    /// No transaction may be open any more.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        MappedPages.changing.locked { unsafe mdb_env_close(handle) }
    }

    deinit { close() }
}

/// A named table of an environment.
struct LMDBDatabase: Sendable {
    let dbi: MDB_dbi
}

/// LMDB has met what cannot be in its file, and would end the process by a signal. It ends with the code for a fault of its
/// own (70), and says which file it was. A plain function: a closure given to C must capture nothing.
private func endOfDamagedFile(_ environment: OpaquePointer?, _ text: UnsafePointer<CChar>?) {
    var path: UnsafePointer<CChar>?
    unsafe mdb_env_get_path(environment, &path)
    let directory = unsafe path.map { unsafe String(cString: $0) } ?? "?"
    let reason = unsafe text.map { unsafe String(cString: $0) } ?? ""
    let line = Array("error: \(directory)/data.mdb is damaged (\(reason)): \(LMDBError.damageAdvice)\n".utf8)
    _ = unsafe write(STDERR_FILENO, line, line.count)
    _exit(70)
}
