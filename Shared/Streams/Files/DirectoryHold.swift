internal import Glibc

/// A lock on a directory: taken by one process at a time, and let go of when that process ends, however it ends.
public final class DirectoryHold: Sendable {
    /// The file that is locked, in the directory.
    public static let fileName = "in-use"

    private let file: Int32

    /// Takes the directory; nil where another process has it, or it was removed in the meantime.
    public init?(_ directory: OpenDirectory) {
        let file = unsafe openat(
            directory.descriptor, Self.fileName, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
            OwnFile.mode)
        guard file >= 0 else { return nil }
        self.file = file
        var status = stat()
        // A file without a name is one that its last holder has removed, with the directory.
        guard flock(file, LOCK_EX | LOCK_NB) == 0, unsafe fstat(file, &status) == 0, status.st_nlink > 0,
            status.st_uid == geteuid()
        else {
            return nil
        }
    }

    deinit { Directory.unlock(file) }
}
