internal import Glibc

/// Directories of logs and state stores.
enum Directory {
    /// The files that lie in such a directory.
    private static let files = ["data.mdb", "lock.mdb", lockName, UncleanMark.fileName]
    private static let lockName = DirectoryHold.fileName

    /// Makes a directory and those above it, which no other user can enter, and makes sure of one that is there.
    static func make(_ path: String) throws(LogError) {
        var so = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            so += part + "/"
            if unsafe mkdir(so, OwnFile.directoryMode) != 0, errno != EEXIST {
                throw failure("making the directory \(path)", path)
            }
        }
        try OwnFile.checkDirectory(path)
        for name in files { try OwnFile.check("\(path)/\(name)") }
    }

    /// A new directory that lives in memory where the system has such a place.
    static func temporary() throws(LogError) -> String {
        let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) }
        for parent in ["/dev/shm", named ?? "/tmp", "/tmp"] {
            var template = Array("\(parent)/turnback-XXXXXX".utf8CString)
            let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
                unsafe mkdtemp(buffer.baseAddress!).map { unsafe String(cString: $0) }
            }
            if let made { return made }
        }
        throw failure("making a temporary directory", "/tmp")
    }

    /// Holds a directory against other processes, until the descriptor is closed.
    static func lock(_ path: String) throws(LogError) -> Int32 {
        let file = try OwnFile.open("\(path)/\(lockName)", O_RDWR | O_CREAT)
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(file)
            throw LogError(.configuration, "\(path) is in use by another process; stop it, or name another directory")
        }
        return file
    }

    /// Makes sure of a directory that is only read, and of its files.
    static func checkForReading(_ path: String) throws(LogError) {
        try OwnFile.checkDirectory(path)
        for name in files { try OwnFile.check("\(path)/\(name)") }
    }

    /// Whether a process holds the directory now.
    static func isLocked(_ path: String) -> Bool {
        let file = unsafe open("\(path)/\(lockName)", O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { unlock(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0
    }

    /// Lets go of a directory that `lock` has returned this for. Closing alone would not do: a process that is being started
    /// at the same time has the descriptor too, until its program begins.
    static func unlock(_ file: Int32) {
        flock(file, LOCK_UN)
        Glibc.close(file)
    }

    /// Removes the files of a directory and the directory.
    static func remove(_ path: String) {
        guard let directory = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { unsafe unlink(path + "/" + name) }
        }
        unsafe closedir(directory)
        unsafe rmdir(path)
    }

    private static func failure(_ action: String, _ path: String) -> LogError {
        let error = LMDBError(code: errno, action: action)
        return LogError(.configuration, "\(error)\(error.advice)")
    }
}
