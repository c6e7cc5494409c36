internal import Glibc

/// Threads of the operating system: for calls that block.
public enum NativeThread {
    fileprivate final class Body {
        let name: String?
        let run: @Sendable () -> Void

        init(_ name: String?, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new thread. It is detached: nobody has to join a thread that hangs.
    /// - Parameters:
    ///   - name: what `top -H` and debuggers show (its first 15 bytes); nil for the process's.
    ///   - stackBytes: room for its stack; nil for what the system gives.
    /// - Returns: 0, or the system's error number where it has no thread left. `body` does not run then.
    public static func start(
        _ name: String? = nil, stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) -> Int32 {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let stackBytes { unsafe pthread_attr_setstacksize(&attributes, stackBytes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let context = unsafe Unmanaged.passRetained(Body(name, body))
        var thread = pthread_t()
        let result = unsafe pthread_create(&thread, &attributes, runBody, context.toOpaque())
        if result != 0 { unsafe context.release() }
        return result
    }

    /// Runs `body` on a new thread, or here where the system has no thread left.
    public static func run(_ body: @escaping @Sendable () -> Void) {
        if start(nil, body) != 0 { body() }
    }
}

/// What the C library calls on the new thread: a plain function, for a closure given to C must capture nothing and belong to no actor.
private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let body = unsafe Unmanaged<NativeThread.Body>.fromOpaque(context!).takeRetainedValue()
    if let name = body.name { nameThisThread(name) }
    body.run()
    return nil
}

/// By way of /proc: pthread_setname_np is a GNU extension that Swift's Glibc does not show.
private func nameThisThread(_ name: String) {
    let descriptor = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    let bytes = Array(name.utf8.prefix(15))
    _ = unsafe write(descriptor, bytes, bytes.count)
    close(descriptor)
}
