import Testing

@testable import Streams

@Suite("Topics that are known")
struct KnownTopicsTests {
    private let known = KnownTopics()
    private let start = ContinuousClock.now

    private func outcome(_ topics: [String], after seconds: Int) -> LogError? {
        do throws(LogError) {
            try known.require(topics, now: start + .seconds(seconds))
            return nil
        } catch { return error }
    }

    @Test("one that was never there is missing") func never() {
        known.take(["a"], now: start)
        #expect(outcome(["a"], after: 0) == nil)
        let error = outcome(["a", "b"], after: 0)
        #expect(error?.outcome == .configuration)
        #expect(error?.message == "these topics do not exist: b")
    }

    @Test("one that was there may be away for a while, and is missing when it stays away") func away() {
        known.take(["a", "b"], now: start)
        known.take([], now: start + .seconds(1_000))
        known.take(["b"], now: start + .seconds(1_010))
        #expect(outcome(["a", "b"], after: 1_060)?.outcome == .retriable)
        #expect(outcome(["a", "b"], after: 1_061)?.outcome == .configuration)
        #expect(outcome(["b"], after: 1_061) == nil)
    }

    @Test("one that has come back was never away") func back() {
        known.take(["a"], now: start)
        known.take([], now: start + .seconds(10))
        known.take(["a"], now: start + .seconds(20))
        known.take([], now: start + .seconds(100))
        #expect(outcome(["a"], after: 150)?.outcome == .retriable)
    }
}
