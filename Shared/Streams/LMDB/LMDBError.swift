internal import CLMDB
internal import Glibc

/// What LMDB could not do, with its code and the file it happened on.
struct LMDBError: Error, CustomStringConvertible {
    let code: Int32
    let action: String

    init(code: Int32, action: String) {
        self.code = code
        self.action = action
    }

    /// What stands in a file is not what was written.
    init(damaged place: String, in directory: String) {
        self.init(code: MDB_CORRUPTED, action: "\(directory)/data.mdb: \(place) is not what was written")
    }

    var description: String {
        if code == MDB_CORRUPTED { return action }
        let text = unsafe String(cString: mdb_strerror(code))
        return "\(action): \(text)"
    }

    /// What to do about a damaged file, in words that follow a colon.
    static let damageAdvice =
        "put back a copy of the data directory from before, and have the disk looked at; state and view are rebuilt"

    /// What to do about it, where that is known.
    var advice: String {
        switch code {
        // LMDB says EIO where only a part could be written, which is what the last bytes of a disk look like.
        case ENOSPC, EDQUOT, EFBIG, EIO:
            "; the disk is full or fails: make room and start again; what is missing in it is in the log"
        case EACCES, EPERM, EROFS, ENOTDIR: "; give it to the user that runs this, or name another directory"
        default: ""
        }
    }

    /// The file cannot be used as it is: damaged, of another version, or no LMDB file at all.
    var isDamage: Bool {
        [MDB_CORRUPTED, MDB_VERSION_MISMATCH, MDB_INVALID, MDB_PAGE_NOTFOUND, MDB_PANIC].contains(code)
    }
}

/// Throws unless LMDB answered that all is well.
func check(_ code: Int32, _ action: @autoclosure () -> String) throws(LMDBError) {
    if code != MDB_SUCCESS { throw LMDBError(code: code, action: action()) }
}
