internal import Glibc

/// A value under a lock, and threads that wait until it satisfies a condition (a monitor, as Hoare described it).
/// For threads, not for tasks: waiting blocks.
public final class Monitor<State: Sendable>: Sendable {
    private let storage: Storage

    /// A monitor around the value.
    public init(_ initial: State) { storage = Storage(initial) }

    /// Reads or changes the value, and lets those who wait look again.
    public func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        storage.lock()
        defer { storage.unlockAndNotify() }
        return try unsafe body(&storage.pointer.pointee.state)
    }

    /// Reads the value, and wakes nobody.
    public func read<Result>(_ body: (State) throws -> Result) rethrows -> Result {
        storage.lock()
        defer { storage.unlock() }
        return try unsafe body(storage.pointer.pointee.state)
    }

    /// Waits until the condition holds, and returns the value then; nil where the deadline came first. Without a
    /// deadline it waits as long as it takes.
    @discardableResult
    public func wait(until deadline: ContinuousClock.Instant? = nil, for condition: (State) -> Bool) -> State? {
        storage.lock()
        defer { storage.unlock() }
        while unsafe !condition(storage.pointer.pointee.state) {
            guard storage.sleep(until: deadline) else {
                return unsafe condition(storage.pointer.pointee.state) ? storage.pointer.pointee.state : nil
            }
        }
        return unsafe storage.pointer.pointee.state
    }

    @unsafe private struct Content {
        var mutex = unsafe pthread_mutex_t()
        var changed = pthread_cond_t()
        var state: State
    }

    /// Unchecked: the pointer never changes, and what it points to is read and written only between pthread's lock and
    /// unlock, which POSIX guarantees to exclude each other and to synchronise memory.
    @safe private final class Storage: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<Content>

        init(_ state: State) {
            unsafe pointer = .allocate(capacity: 1)
            unsafe pointer.initialize(to: Content(state: state))
            unsafe pthread_mutex_init(&pointer.pointee.mutex, nil)
            var attributes = pthread_condattr_t()
            unsafe pthread_condattr_init(&attributes)
            unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
            unsafe pthread_cond_init(&pointer.pointee.changed, &attributes)
            unsafe pthread_condattr_destroy(&attributes)
        }

        deinit {
            unsafe pthread_cond_destroy(&pointer.pointee.changed)
            unsafe pthread_mutex_destroy(&pointer.pointee.mutex)
            unsafe pointer.deinitialize(count: 1)
            unsafe pointer.deallocate()
        }

        func lock() { _ = unsafe pthread_mutex_lock(&pointer.pointee.mutex) }
        func unlock() { _ = unsafe pthread_mutex_unlock(&pointer.pointee.mutex) }

        func unlockAndNotify() {
            unsafe pthread_cond_broadcast(&pointer.pointee.changed)
            unlock()
        }

        /// Releases the lock while it sleeps; false once the deadline is over.
        func sleep(until deadline: ContinuousClock.Instant?) -> Bool {
            guard let deadline else {
                unsafe pthread_cond_wait(&pointer.pointee.changed, &pointer.pointee.mutex)
                return true
            }
            var time = MonotonicTime.timespec(at: deadline)
            return unsafe pthread_cond_timedwait(&pointer.pointee.changed, &pointer.pointee.mutex, &time) != ETIMEDOUT
        }
    }
}
