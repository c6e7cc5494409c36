internal import Glibc
internal import Synchronization
internal import Threads

/// The wish that this process ends: SIGTERM (a container's stop), SIGINT (Ctrl-C), or `request()`.
///
/// `install()` belongs at the beginning of main, before any thread is started: it blocks the signals in the calling
/// thread, later threads inherit that, and one thread waits for them. SIGHUP (a terminal that was closed) asks for
/// the end too, unless the program has something to read again (`onHangUp`). SIGPIPE is ignored: a reader that went
/// away is the error of one write, not the end of the process. A second signal ends the process at once with 128 + its
/// number, as a shell reports it.
public final class ShutdownSignal: Sendable {
    private let state = Monitor(State())
    let thread = Atomic<UInt>(0)

    private struct State: Sendable {
        var reason: Reason?
        var actions: [@Sendable () -> Void] = []
        var hangUp: [@Sendable () -> Void] = []
    }

    /// What asked for the end.
    public enum Reason: Sendable, Equatable, CustomStringConvertible {
        /// A signal, by its number.
        case signal(Int32)
        /// The program itself, and why.
        case program(String)

        /// `SIGTERM`, or the program's reason.
        public var description: String {
            switch self {
            case .signal(SIGTERM): "SIGTERM"
            case .signal(SIGINT): "SIGINT"
        case .signal(SIGHUP): "SIGHUP"
            case .signal(let number): "signal \(number)"
            case .program(let reason): reason
            }
        }
    }

    /// One that no signal reaches, only `request()`: for tests and for what runs inside another process.
    public init() {}

    /// One that this process's signals reach.
    public static func install() throws(Failure) -> ShutdownSignal {
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGHUP)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let shutdown = ShutdownSignal()
        _ = try WorkerThread("signals", stackBytes: 256 << 10) { shutdown.receive() }
        return shutdown
    }

    /// Asks for the end. Only the first reason counts.
    public func request(_ reason: String) { take(.program(reason)) }

    /// Why the end was asked for; nil as long as it was not.
    public var reason: Reason? { state.withLock { $0.reason } }

    /// Whether the end was asked for.
    public var isRequested: Bool { reason != nil }

    /// Waits until the end is asked for, and says why; nil where the deadline came first.
    @discardableResult
    public func wait(until deadline: ContinuousClock.Instant? = nil) -> Reason? {
        state.wait(until: deadline) { $0.reason != nil }?.reason
    }

    /// Runs the action once the end is asked for, on the thread that learns of it; at once if it was already.
    public func onRequest(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            if state.reason == nil { state.actions.append(action) }
            return state.reason != nil
        }
        if isLate { action() }
    }

    /// Runs the action on each SIGHUP from now on, after those before it, instead of ending.
    public func onHangUp(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.hangUp.append(action) } }

    private func take(_ reason: Reason) {
        let actions = state.withLock { state in
            guard state.reason == nil else { return [@Sendable () -> Void]() }
            state.reason = reason
            defer { state.actions = [] }
            return state.actions
        }
        for action in actions { action() }
    }

    /// The signal thread: the first signal asks, the second one ends.
    private func receive() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGHUP)
        // Blocked here once more: the thread may have been started from one that did not have them blocked.
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        thread.store(pthread_self(), ordering: .releasing)
        var received = 0
        while true {
            var number: Int32 = 0
            guard unsafe sigwait(&signals, &number) == 0 else { continue }
            let actions = state.withLock { $0.hangUp }
            if number == SIGHUP, !actions.isEmpty {
                let all: @Sendable () -> Void = { for action in actions { action() } }
                if (try? WorkerThread("hang-up", all)) == nil { all() }
                continue
            }
            received += 1
            if received > 1 { _exit(128 + number) }
            // On its own thread, so that actions that hang do not keep the second signal from being seen.
            let reason = Reason.signal(number)
            if (try? WorkerThread("shutdown", { self.take(reason) })) == nil { take(reason) }
        }
    }
}
