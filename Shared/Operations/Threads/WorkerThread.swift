internal import Glibc

/// A thread of the operating system that runs one closure. It is not a task: it may block.
public final class WorkerThread: Sendable {
    /// The name, as `top -H` and debuggers show it (its first 15 bytes).
    public let name: String
    private let done = Monitor(false)

    /// Starts a thread. Throws where the system has no more to give.
    public init(_ name: String, stackBytes: Int = 8 << 20, _ body: @escaping @Sendable () -> Void) throws(Failure) {
        self.name = name
        let start = ThreadStart(name: name, body: body, done: done)
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, stackBytes)
        // Detached: joining is by `done`, so that nobody has to join a thread that hangs.
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let argument = unsafe Unmanaged.passRetained(start)
        var thread = pthread_t()
        let result = unsafe pthread_create(&thread, &attributes, runThread, argument.toOpaque())
        guard result == 0 else {
            unsafe argument.release()
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

/// What a new thread is handed.
private final class ThreadStart: Sendable {
    let name: String
    let body: @Sendable () -> Void
    let done: Monitor<Bool>

    init(name: String, body: @escaping @Sendable () -> Void, done: Monitor<Bool>) {
        self.name = name
        self.body = body
        self.done = done
    }
}

/// A plain function: a closure given to C must capture nothing and belong to no actor.
private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument!).takeRetainedValue()
    nameThisThread(start.name)
    start.body()
    start.done.withLock { $0 = true }
    return nil
}

/// By way of /proc: pthread_setname_np is a GNU extension that Swift's Glibc does not show.
private func nameThisThread(_ name: String) {
    let descriptor = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    DescriptorWriter.write(Array(name.utf8.prefix(15)), to: descriptor)
    close(descriptor)
}
