import Testing

@testable import Streams

@Suite("Backlog")
struct BacklogTests {
    private let quiet = TopicPartition("quiet", 0)
    private let busy = TopicPartition("busy", 0)

    /// What waits in `busy`, which ends at this offset.
    private func waiting(
        _ backlog: inout Backlog, next: Int64, end: Int64?, clock: Int64, isDrained: Bool = false
    ) -> Waiting? {
        backlog.waiting([busy: next], isDrained: isDrained, clock: clock) { _ in end }[busy]
    }

    @Test func theFirstMessageOfTheBatchInHandIsTheOldest() {
        var backlog = Backlog()
        backlog.read(busy, at: 1_000)
        backlog.read(busy, at: 9_000)
        #expect(waiting(&backlog, next: 4, end: 10, clock: 61_000) == Waiting(messages: 6, age: .seconds(60)))
    }

    @Test func eachPlaceHasAnAgeOfItsOwn() {
        var backlog = Backlog()
        backlog.committed([
            busy: InputPosition(next: 5, time: 1_000), quiet: InputPosition(next: 7, time: 60_900),
        ])
        let all = backlog.waiting([busy: 5, quiet: 7], isDrained: false, clock: 61_000) { $0 == busy ? 9 : 7 }
        #expect(all[busy] == Waiting(messages: 4, age: .seconds(60)), "however young what the other place has is")
        #expect(all[quiet] == Waiting(messages: 0, age: .zero))
    }

    @Test func aMessageAfterALongSilenceIsNotAsOldAsTheOneBefore() {
        var backlog = Backlog()
        backlog.committed([busy: InputPosition(next: 5, time: 1_000)])
        #expect(waiting(&backlog, next: 5, end: 5, clock: 2_000, isDrained: true)?.age == .zero)
        #expect(waiting(&backlog, next: 5, end: 6, clock: 90_000) == Waiting(messages: 1, age: .zero))
        #expect(waiting(&backlog, next: 5, end: 6, clock: 92_000)?.age == .seconds(2), "and gets older")
    }

    @Test func markersBehindTheLastMessageDoNotWait() {
        var backlog = Backlog()
        backlog.committed([busy: InputPosition(next: 5, time: 1_000)])
        backlog.drained([busy: 6])
        #expect(waiting(&backlog, next: 5, end: 6, clock: 90_000) == Waiting(messages: 0, age: .zero))
        #expect(waiting(&backlog, next: 5, end: 8, clock: 90_000)?.messages == 2)
    }

    @Test func whatWasAbortedWaitsSinceItWasWritten() {
        var backlog = Backlog()
        backlog.read(busy, at: 1_000)
        backlog.drained([busy: 6])
        backlog.aborted()
        #expect(waiting(&backlog, next: 5, end: 6, clock: 4_000) == Waiting(messages: 1, age: .seconds(3)))
        backlog.committed([busy: InputPosition(next: 6, time: 1_000)])
        backlog.forget([0])
        #expect(waiting(&backlog, next: 6, end: 7, clock: 9_000)?.age == .zero)
    }
}
