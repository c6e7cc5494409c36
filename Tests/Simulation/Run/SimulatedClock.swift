import Synchronization

/// The time of one simulation, which goes on when it is asked to.
final class SimulatedClock: Sendable {
    /// Milliseconds since 1970, as the machines say: may jump.
    let wall = Atomic<Int64>(1_790_000_000_000)
    /// Milliseconds that have passed, not what the clocks on the wall say.
    let passed = Atomic<Int64>(0)
    private let start = ContinuousClock.now

    var now: Int64 { wall.load(ordering: .relaxed) }
    var elapsed: Int64 { passed.load(ordering: .relaxed) }
    var instant: ContinuousClock.Instant { start + .milliseconds(elapsed) }

    func pass(milliseconds: Int64) {
        wall.add(milliseconds, ordering: .relaxed)
        passed.add(milliseconds, ordering: .relaxed)
    }

    /// The clocks on the wall are set.
    func jump(milliseconds: Int64) { wall.add(milliseconds, ordering: .relaxed) }
}
