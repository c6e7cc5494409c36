import Glibc
import Operations
import Reconciliation

/// The file of a reconciliation's snapshot. It names orders and outbound orders that are open, and is for its owner
/// alone.
struct SnapshotFile {
    let path: String

    /// What is in it; nil where there is no such file.
    func read() throws(Failure) -> ReconcileSnapshot? {
        guard unsafe access(path, F_OK) == 0 else { return nil }
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw failure("cannot be read: \(Self.reason)") }
        defer { Glibc.close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe Glibc.read(file, &buffer, buffer.count)
            if count < 0 { throw failure("cannot be read: \(Self.reason)") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard let snapshot = ReconcileSnapshot(bytes) else {
            throw failure(
                "is not a snapshot of this version, or is damaged; remove it, and reconcile from the topics' beginnings"
            )
        }
        return snapshot
    }

    /// Replaces the file: it is the old one or the new one, whenever the process ends.
    func write(_ snapshot: ReconcileSnapshot) throws(Failure) {
        let new = path + ".new"
        unsafe unlink(new)
        let file = unsafe open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure("cannot be written: \(Self.reason)") }
        let bytes = snapshot.bytes
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else {
                Glibc.close(file)
                throw failure("cannot be written: \(Self.reason)")
            }
            written += count
        }
        let isStored = fsync(file) == 0
        Glibc.close(file)
        guard isStored, unsafe rename(new, path) == 0 else { throw failure("cannot be written: \(Self.reason)") }
    }

    private func failure(_ what: String) -> Failure { Failure(.configuration, "--snapshot \(path) \(what)") }
    private static var reason: String { unsafe String(cString: strerror(errno)) }
}
