internal import Glibc
internal import Synchronization

/// The directory with a service's state stores, compared with other processes: two that write the same files would ruin
/// both. A process that ends, however it ends, lets go of it.
public final class StateDirectory: Sendable {
    private let lock: Mutex<Int32?>

    /// Makes the directory where it is missing, and takes it.
    /// - Throws: `.configuration` when another process has it, or it cannot be written to.
    public init(_ path: String) throws(LogError) {
        try Directory.make(path)
        lock = Mutex(try Directory.lock(path))
    }

    /// Lets others take it.
    public func release() {
        lock.withLock { file in
            if let file { Directory.unlock(file) }
            file = nil
        }
    }

    deinit { release() }
}
