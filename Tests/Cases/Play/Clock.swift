import Synchronization

/// The time of one story: the clock on the wall goes on when the story says so, the one by which batches are paced
/// whenever the services are asked for more, so that nothing has to be waited for.
final class Clock: Sendable {
    /// Milliseconds since 1970: some days after all that is reported in the stories.
    private let wall = Atomic<Int64>(1_795_867_200_000)
    private let paced = Atomic<Int64>(0)
    private let start = ContinuousClock.now

    var now: Int64 { wall.load(ordering: .relaxed) }
    var instant: ContinuousClock.Instant { start + .milliseconds(paced.load(ordering: .relaxed)) }

    func pass(milliseconds: Int64) { wall.add(milliseconds, ordering: .relaxed) }
    func hasten() { paced.add(2_000, ordering: .relaxed) }
}
