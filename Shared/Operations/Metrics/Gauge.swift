internal import Synchronization

/// A number that goes up and down. Setting is one atomic store.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    init() {}

    /// Sets it.
    public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    /// Sets it.
    public func set(_ value: Int) { set(Double(value)) }

    /// Adds; a negative amount takes away.
    public func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }

    /// What it was set to.
    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}
