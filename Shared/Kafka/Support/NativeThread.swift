import Glibc

/// A thread of the operating system, for calls of librdkafka that block.
enum NativeThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new, detached thread. Where the system has no thread left, runs it here.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let context = unsafe Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let failed = unsafe pthread_create(&thread, nil, nativeThreadMain, context.toOpaque())
        guard failed == 0 else {
            unsafe context.release()
            return body()
        }
        pthread_detach(thread)
    }

    fileprivate static func enter(_ context: UnsafeMutableRawPointer) {
        unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    }
}

/// What the C library calls on the new thread.
private func nativeThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context { unsafe NativeThread.enter(context) }
    return nil
}
