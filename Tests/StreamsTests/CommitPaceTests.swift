import Testing

@testable import Streams

@Suite("Commit pace")
struct CommitPaceTests {
    private let start = ContinuousClock.now

    private func pace() -> CommitPace { CommitPace(pauses: .milliseconds(5) ... .milliseconds(40), idle: .milliseconds(100)) }

    @Test func withNothingToCommitItWaitsForInput() {
        #expect(pace().next(at: start, isDrained: true) == .poll(.milliseconds(100)))
    }

    @Test func withNothingToCommitItDoesNotWaitWhereTimersAreDue() {
        #expect(pace().next(at: start, isDrained: true, isDue: true) == .poll(.zero))
    }

    @Test func theFirstMessageAfterAQuietTimeIsCommittedOnceTheInputIsDrained() {
        var pace = pace()
        pace.took(1, 100, hasEffect: true, at: start)
        #expect(pace.next(at: start, isDrained: false) == .poll(.zero))
        #expect(pace.next(at: start, isDrained: true) == .commit)
    }

    @Test func afterACommitItPausesAtLeastTheShortestPause() {
        var pace = pace()
        pace.took(1, 100, hasEffect: true, at: start)
        pace.committed(at: start, after: .milliseconds(1))
        pace.took(1, 100, hasEffect: true, at: start)
        #expect(pace.next(at: start + .milliseconds(2), isDrained: true) == .poll(.milliseconds(3)))
        #expect(pace.next(at: start + .milliseconds(5), isDrained: true) == .commit)
    }

    @Test func slowCommitsMakeThePauseLongerAndQuickOnesShorterWithinTheBounds() {
        var pace = pace()
        for _ in 0..<50 { pace.committed(at: start, after: .seconds(1)) }
        #expect(pace.pause == .milliseconds(40))
        for _ in 0..<50 { pace.committed(at: start, after: .zero) }
        #expect(pace.pause == .milliseconds(5))
    }

    @Test func aFullBatchIsCommittedAtOnce() {
        var pace = pace()
        pace.committed(at: start, after: .milliseconds(1))
        for _ in 0..<pace.limits.inputs { pace.took(1, 100, hasEffect: true, at: start) }
        #expect(pace.isFull(at: start))
        #expect(pace.next(at: start, isDrained: false) == .commit)
        pace.committed(at: start, after: .milliseconds(1))
        pace.took(1, pace.limits.bytes, hasEffect: true, at: start)
        #expect(pace.next(at: start, isDrained: false) == .commit)
    }

    @Test func aBatchThatTakesLongToFillIsCommittedBeforeTheLogGivesItUp() {
        var pace = pace()
        pace.took(1, 100, hasEffect: true, at: start)
        #expect(!pace.isFull(at: start + pace.limits.age - .milliseconds(1)))
        #expect(pace.isFull(at: start + pace.limits.age))
    }

    @Test func aBatchWithoutEffectWaitsForOneThatHasOneAndASecondAtMost() {
        var pace = pace()
        pace.took(0, 100, hasEffect: false, at: start)
        #expect(pace.next(at: start, isDrained: true) == .poll(.milliseconds(100)))
        #expect(pace.next(at: start + CommitPace.longestWait, isDrained: true) == .commit)
        pace.took(1, 100, hasEffect: true, at: start)
        #expect(pace.next(at: start, isDrained: true) == .commit)
    }
}
