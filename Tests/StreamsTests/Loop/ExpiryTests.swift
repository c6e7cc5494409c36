import Contracts
import Foundation
import Testing

@testable import Streams

@Suite("Expiry", .timeLimit(.minutes(15)))
struct ExpiryTests {
    /// Entities `thing/…` end; those that say so are open.
    private struct Things: Processor {
        var topology: ServiceTopology { CountingProcessor().topology }
        var retention: Retention { Retention(kinds: ["thing/"], firstLook: 1_000, refusals: 500) }
        func process(_ message: Message, _ context: inout ProcessingContext) {}
        func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing {
            String(decoding: entity, as: UTF8.self).hasSuffix("open") ? .open : .ended(keep: 1_000)
        }
    }

    private let store: StateStore
    private let timers: Timers
    private let expiry: Expiry

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "expiry-\(UUID().uuidString)").path
        store = try StateStore(directory: directory)
        timers = try Timers(store)
        expiry = Expiry(store, timers, Things())
    }

    private func put(_ key: String, touchedAt: Int64) {
        store.put(Array(key.utf8), Array("{\"touchedAt\":\(touchedAt)}".utf8))
    }

    private func commit(_ clock: Int64) throws {
        try expiry.stage(clock: clock)
        try store.commit(offset: clock)
        timers.commit()
        expiry.commit()
    }

    private func keys(_ prefix: String) throws -> [String] {
        try store.scan(prefix: Array(prefix.utf8)).map { String(decoding: $0.key, as: UTF8.self) }
    }

    @Test func oneBatchLooksAtSoMuchAndTheNextOnesAtTheRest() throws {
        let count = 2 * Expiry.limit + 10
        for number in 0..<count { put("thing/\(number)", touchedAt: 0) }
        try commit(0)
        #expect(try keys("expiry/").count == count)
        #expect(try !expiry.sweep(clock: 999))
        for left in [count - Expiry.limit, count - 2 * Expiry.limit, 0] {
            #expect(try expiry.sweep(clock: 1_000))
            // What is in the batch in hand is not looked at again.
            #expect(try !expiry.sweep(clock: 1_000))
            #expect(expiry.hasMore(at: 1_000) == (left > 0))
            try commit(1_000)
            #expect(try keys("thing/").count == left)
        }
        #expect(try !expiry.sweep(clock: 1_000))
        #expect(try keys("").isEmpty)
    }

    @Test func aDroppedBatchIsLookedAtAgain() throws {
        put("thing/a", touchedAt: 0)
        try commit(0)
        #expect(try expiry.sweep(clock: 1_000))
        store.drop()
        timers.drop()
        expiry.drop()
        #expect(try keys("thing/") == ["thing/a"])
        #expect(try expiry.sweep(clock: 1_000))
        try commit(1_000)
        #expect(try keys("").isEmpty)
    }

    @Test func whatWasTouchedIsKeptThatMuchLongerAndWhatIsOpenForEver() throws {
        put("thing/a", touchedAt: 0)
        put("thing/open", touchedAt: 0)
        store.put(Array("rejected/1".utf8), Array("code".utf8))
        store.put(Array("other".utf8), Array("no end".utf8))
        try commit(0)
        #expect(try keys("expiry/").count == 3)
        put("thing/a", touchedAt: 700)
        try commit(700)
        #expect(try keys("expiry/").count == 3)
        #expect(try expiry.sweep(clock: 500))
        try commit(500)
        #expect(try keys("rejected/").isEmpty)
        #expect(try expiry.sweep(clock: 1_000))
        try commit(1_000)
        #expect(try keys("thing/") == ["thing/a", "thing/open"])
        #expect(try expiry.sweep(clock: 1_700))
        try commit(1_700)
        #expect(try keys("thing/") == ["thing/open"])
        #expect(try expiry.sweep(clock: 1_000 + Expiry.nextLook))
        try commit(1_000 + Expiry.nextLook)
        #expect(try keys("").count == 3)
        #expect(try keys("expiry/").count == 1)
    }

    @Test func whatIsForgottenAndStoredAgainInOneBatchIsForgottenInItsTime() throws {
        put("thing/a", touchedAt: 0)
        try commit(0)
        #expect(try expiry.sweep(clock: 1_000))
        put("thing/a", touchedAt: 1_000)
        try commit(1_000)
        #expect(try keys("expiry/").count == 1)
        #expect(try expiry.sweep(clock: 2_000))
        try commit(2_000)
        #expect(try keys("").isEmpty)
    }

    @Test func anEntityThatIsGoneTakesItsEntryWithIt() throws {
        put("thing/a", touchedAt: 0)
        try commit(0)
        store.put(Array("thing/a".utf8), nil)
        try commit(1)
        #expect(try expiry.sweep(clock: 1_000))
        try commit(1_000)
        #expect(try keys("").isEmpty)
    }
}
