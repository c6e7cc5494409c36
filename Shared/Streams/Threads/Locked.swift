/// A value under a lock. The standard library's `Mutex` is another choice on Linux, but the thread sanitizer does not know
/// of its lock and takes every use for a race.
final class Locked<Value>: @unchecked Sendable {
    // Safe to share: the monitor lets one thread at a time to the value.
    private let monitor = Monitor()
    private var value: Value

    init(_ value: Value) { self.value = value }

    func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try monitor.locked { () throws(Failure) -> Result in try body(&value) }
    }
}
