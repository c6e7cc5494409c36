/// A value under a lock, and threads that wait until it satisfies a condition (a monitor, as Hoare described it).
///
/// For threads, not for tasks: waiting blocks. Where nobody waits, and no test runs under the thread sanitizer, the standard library's
/// `Mutex` is enough: the sanitizer does not see that one's lock where threads contend for it.
public final class Monitor<Value>: @unchecked Sendable {
    // Unchecked: `value` and `waiting` are touched with `lock` held.
    @usableFromInline let lock = ConditionLock()
    @usableFromInline var value: Value
    /// How many threads wait for a change.
    @usableFromInline var waiting = 0

    /// A monitor around the value.
    public init(_ value: sending Value) { self.value = value }

    /// Reads or changes the value, and lets those who wait look again.
    @inlinable public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer {
            if waiting > 0 { lock.broadcast() }
            lock.unlock()
        }
        return try body(&value)
    }

    /// Reads the value, and wakes nobody.
    @inlinable public func read<Result, Failure: Error>(
        _ body: (Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(value)
    }

    /// Waits until the condition holds, and returns the value then; nil where the deadline came first. Without a
    /// deadline it waits as long as it takes.
    @discardableResult
    public func wait(until deadline: ContinuousClock.Instant? = nil, for condition: (Value) -> Bool) -> Value? {
        result(until: deadline) { condition($0) ? $0 : nil }
    }

    /// Waits until `body` returns a result, asking it after every change; nil where the deadline came first.
    public func result<Result>(
        until deadline: ContinuousClock.Instant?, _ body: (inout Value) -> Result?
    ) -> Result? {
        lock.locked {
            while true {
                if let result = body(&value) { return result }
                waiting += 1
                defer { waiting -= 1 }
                guard let deadline else {
                    lock.wait()
                    continue
                }
                // What changed at the last moment still counts.
                guard lock.wait(until: deadline) else { return body(&value) }
            }
        }
    }
}
