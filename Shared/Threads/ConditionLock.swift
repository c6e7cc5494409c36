internal import Glibc

/// A lock, and threads that wait within it until another says that something changed: a POSIX mutex with its condition.
///
/// For what cannot be one value under a ``Monitor``. Not for tasks: all calls block.
@safe public final class ConditionLock: @unchecked Sendable {
    // Safe to share: POSIX mutexes and conditions are made for it, and their memory does not move.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    public init() {
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` alone.
    @inlinable public func locked<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body()
    }

    @usableFromInline func lock() { unsafe pthread_mutex_lock(mutex) }
    @usableFromInline func unlock() { unsafe pthread_mutex_unlock(mutex) }

    /// Within `locked`: lets others in until `broadcast` or the deadline. False when the deadline came.
    public func wait(until deadline: ContinuousClock.Instant) -> Bool {
        guard deadline > .now else { return false }
        var time = MonotonicTime.timespec(at: deadline)
        return unsafe pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
    }

    /// Within `locked`: lets others in until `broadcast`.
    public func wait() { unsafe pthread_cond_wait(condition, mutex) }

    /// Wakes all who wait.
    public func broadcast() { unsafe pthread_cond_broadcast(condition) }
}
