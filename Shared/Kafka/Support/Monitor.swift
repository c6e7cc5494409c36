import Glibc

/// A value behind a lock, with the possibility to wait for a change of it.
///
/// `Mutex` of the standard library has no condition to wait on, which the waits for delivery reports need.
@safe
final class Monitor<Value>: @unchecked Sendable {
    // Unchecked: `value` is only touched with `mutex` held.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var value: Value
    /// How many threads wait for a change; within the lock.
    private var waiting = 0

    init(_ value: Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe changed = .allocate(capacity: 1)
        unsafe changed.initialize(to: pthread_cond_t())
        unsafe pthread_cond_init(changed, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    /// Reads or changes the value, and wakes whoever waits for a change of it.
    func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer {
            if waiting > 0 { unsafe pthread_cond_broadcast(changed) }
            unsafe pthread_mutex_unlock(mutex)
        }
        return try body(&value)
    }

    /// Waits until `body` returns a result, asking it after every change; nil when `deadline` comes first.
    func wait<Result>(until deadline: ContinuousClock.Instant, _ body: (inout Value) -> Result?) -> Result? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            let left = deadline.timeLeft
            guard left > .zero else { return nil }
            var until = timespec()
            unsafe clock_gettime(CLOCK_MONOTONIC, &until)
            let (seconds, attoseconds) = min(left, .seconds(86_400)).components
            until.tv_sec += Int(seconds)
            until.tv_nsec += Int(attoseconds / 1_000_000_000)
            if until.tv_nsec >= 1_000_000_000 {
                until.tv_nsec -= 1_000_000_000
                until.tv_sec += 1
            }
            waiting += 1
            unsafe pthread_cond_timedwait(changed, mutex, &until)
            waiting -= 1
        }
    }
}
