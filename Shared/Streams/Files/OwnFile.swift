internal import Glibc

/// Files and directories that hold data: this user's, and nobody else's to read.
enum OwnFile {
    /// Who may do what with a file, and with a directory.
    static let mode: mode_t = 0o600
    static let directoryMode: mode_t = 0o700

    /// Opens a file that belongs to this user, or makes it. A link is not followed, and what others could read is closed to
    /// them.
    /// - Throws: `.configuration` for another user's file, for a link, and where it cannot be opened.
    static func open(_ path: String, _ flags: Int32) throws(LogError) -> Int32 {
        let file = unsafe Glibc.open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode)
        guard file >= 0 else {
            guard errno != ELOOP else { throw isLink(path) }
            throw failure("opening \(path)")
        }
        do throws(LogError) { try close(toOthers: file, path) } catch {
            Glibc.close(file)
            throw error
        }
        return file
    }

    /// Makes sure of a file, where there is one, before somebody opens it by its name.
    ///
    /// The file itself is not opened: to close it would give up the locks that LMDB may hold on it in this process.
    /// - Throws: as `open` does.
    static func check(_ path: String) throws(LogError) {
        let place = unsafe Glibc.open(path, placeOnly | O_NOFOLLOW | O_CLOEXEC)
        guard place >= 0 else {
            guard errno == ENOENT else { throw failure("opening \(path)") }
            return
        }
        defer { Glibc.close(place) }
        var status = stat()
        guard unsafe fstat(place, &status) == 0 else { throw failure("opening \(path)") }
        guard status.st_mode & S_IFMT != S_IFLNK else { throw isLink(path) }
        try require(status, path)
        if status.st_mode & ~S_IFMT & ~mode != 0 { unsafe chmod("/proc/self/fd/\(place)", mode) }
    }

    /// Linux's O_PATH.
    private static let placeOnly: Int32 = 0o10000000

    /// Makes sure of a directory: whoever owns it can exchange what lies in it.
    /// - Throws: `.configuration` where it is neither this user's nor the system's, or a link that another user has made.
    static func checkDirectory(_ path: String) throws(LogError) {
        // With a slash at its end a link would be followed.
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        var link = stat()
        var status = stat()
        guard unsafe lstat(path, &link) == 0, unsafe stat(path, &status) == 0 else { throw failure("opening \(path)") }
        for owner in [link.st_uid, status.st_uid] where owner != geteuid() && owner != 0 {
            throw isForeign(path, owner)
        }
    }

    private static func close(toOthers file: Int32, _ path: String) throws(LogError) {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure("opening \(path)") }
        try require(status, path)
        if status.st_mode & ~S_IFMT & ~mode != 0 { fchmod(file, mode) }
    }

    private static func require(_ status: stat, _ path: String) throws(LogError) {
        guard status.st_mode & S_IFMT == S_IFREG else { throw LogError(.configuration, "\(path) is not a file") }
        guard status.st_uid == geteuid() else { throw isForeign(path, status.st_uid) }
    }

    private static func isLink(_ path: String) -> LogError {
        LogError(
            .configuration,
            "\(path) is a link, which is not followed: put the file itself there, or name another directory")
    }

    private static func isForeign(_ path: String, _ owner: uid_t) -> LogError {
        LogError(
            .configuration,
            "\(path) belongs to user \(owner), this is user \(geteuid()): run this as that user, give it to this one "
                + "(chown), or name another directory")
    }

    private static func failure(_ action: String) -> LogError {
        let error = LMDBError(code: errno, action: action)
        return LogError(.configuration, "\(error)\(error.advice)")
    }
}
