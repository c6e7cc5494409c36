internal import Synchronization

/// Lets so many through at the same time.
public final class Gate: Sendable {
    private let limit: Int
    private let inside = Mutex(0)

    /// A gate for so many.
    public init(_ limit: Int) { self.limit = limit }

    /// False where it is full; else `leave` is to be called.
    func enter() -> Bool {
        inside.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { inside.withLock { $0 -= 1 } }
}

/// A place within a gate, given up when nobody has it any more.
public final class GatePlace: Sendable {
    private let gate: Gate

    /// nil where the gate is full.
    public init?(_ gate: Gate) {
        guard gate.enter() else { return nil }
        self.gate = gate
    }

    deinit { gate.leave() }
}
