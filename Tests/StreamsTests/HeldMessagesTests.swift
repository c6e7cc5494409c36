import Testing

@testable import Streams

@Suite("Messages behind an open transaction")
struct HeldMessagesTests {
    private let place = TopicPartition("in", 0)
    private let start = ContinuousClock.now
    private func after(_ times: Double) -> ContinuousClock.Instant { start + HeldMessages.patience * times }

    @Test("nobody is asked while the partition moves, or is read to its end")
    func moving() {
        var held = HeldMessages()
        for step in 0..<10 {
            let now = after(Double(step) / 2)
            _ = held.look(at: place, position: Int64(step), end: 100, now: now) { Issue.record("asked"); return nil }
            let other = TopicPartition("in", 1)
            _ = held.look(at: other, position: 7, end: 7, now: now) { Issue.record("asked"); return nil }
        }
    }

    @Test("what stands still is asked about, and reported while the transaction is open")
    func held() {
        var held = HeldMessages()
        #expect(held.look(at: place, position: 4, end: 10, now: start) { 5 }.held == 0)
        let (messages, age) = held.look(at: place, position: 4, end: 10, now: after(1)) { 5 }
        #expect((messages, age) == (5, HeldMessages.patience))
        // Between two questions the last answer counts.
        #expect(held.look(at: place, position: 4, end: 12, now: after(1.5)) { nil }.held == 5)
        #expect(held.look(at: place, position: 4, end: 12, now: after(2)) { 5 }.held == 7)
        // It has ended, and what it held is read.
        #expect(held.look(at: place, position: 12, end: 13, now: after(2.1)) { nil }.held == 0)
    }

    @Test("a marker at the end is asked about once")
    func marker() {
        var held = HeldMessages()
        var asked = 0
        for step in 0..<10 {
            let now = after(Double(step))
            let found = held.look(at: place, position: 4, end: 5, now: now) {
                asked += 1
                return 5
            }
            #expect(found.held == 0)
        }
        #expect(asked == 1)
    }
}
