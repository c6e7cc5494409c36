internal import Threads

/// A thread of the operating system that runs one closure. It is not a task: it may block.
public final class WorkerThread: Sendable {
    /// The name, as `top -H` and debuggers show it (its first 15 bytes).
    public let name: String
    private let done = Monitor(false)

    /// Starts a thread. Throws where the system has no more to give.
    public init(_ name: String, stackBytes: Int = 8 << 20, _ body: @escaping @Sendable () -> Void) throws(Failure) {
        self.name = name
        let result = NativeThread.start(name, stackBytes: stackBytes) { [done] in
            body()
            done.withLock { $0 = true }
        }
        guard result == 0 else {
            throw Failure(.software, "cannot start the thread \(name): \(SystemError.text(result))")
        }
    }

    /// Whether the closure has returned.
    public var isDone: Bool { done.withLock { $0 } }

    /// Waits until the closure has returned; false where the deadline came first.
    @discardableResult
    public func join(until deadline: ContinuousClock.Instant? = nil) -> Bool {
        done.wait(until: deadline) { $0 } != nil
    }
}
