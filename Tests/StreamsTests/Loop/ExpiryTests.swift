import Contracts
import Foundation
import Testing

@testable import Streams

/// How long it is remembered what has ended, in these tests.
private let keep = 10 * Expiry.longestRound

@Suite("Expiry", .timeLimit(.minutes(15)))
struct ExpiryTests {
    /// Entities `thing/…` end; those that say so are open.
    private struct Things: Processor {
        var topology: ServiceTopology { CountingProcessor().topology }
        var thinning: Int64?
        var retention: Retention { Retention(kinds: ["thing/"], shortest: keep, thinning: thinning, refusals: 500) }
        func process(_ message: Message, _ context: inout ProcessingContext) {}
        func thinned(_ entity: [UInt8], touched: Int64, in state: StateStore, at clock: Int64) -> [UInt8]? {
            String(decoding: entity, as: UTF8.self).hasSuffix("open") ? nil : Array("{\"t\":\(touched),\"thin\":1}".utf8)
        }
        func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing {
            String(decoding: entity, as: UTF8.self).hasSuffix("open") ? .open : .ended(keep: keep)
        }
    }

    private let store: StateStore
    private let timers: Timers
    private let start: Int64 = 1_000_000_000
    private let day = Expiry.longestRound

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "expiry-\(UUID().uuidString)").path
        store = try StateStore(directory: directory)
        timers = try Timers(store)
    }

    /// As a process has it that begins now.
    private func expiry(at clock: Int64, thinning: Int64? = nil) throws -> Expiry {
        try Expiry(store, timers, Things(thinning: thinning), clock: clock)
    }

    private func put(_ key: String, touchedAt: Int64, _ field: String = "t") {
        store.put(Array(key.utf8), Array("{\"\(field)\":\(touchedAt)}".utf8))
    }

    private func commit(_ expiry: Expiry? = nil) throws {
        try store.commit(offset: 1)
        timers.commit()
        expiry?.commit()
    }

    /// Sweeps until nothing is due. Returns how many batches that took.
    @discardableResult
    private func sweep(_ expiry: Expiry, _ clock: Int64) throws -> Int {
        var batches = 0
        while try expiry.sweep(clock: clock) {
            try commit(expiry)
            batches += 1
        }
        return batches
    }

    private func keys(_ prefix: String = "") throws -> [String] {
        try store.scan(prefix: Array(prefix.utf8)).map { String(decoding: $0.key, as: UTF8.self) }
            .filter { $0 != "sweep" }
    }

    @Test func aRoundTakesADayAndABatchAPage() throws {
        let count = 2 * Expiry.limit + 10
        for number in 0..<count { put("thing/\(number)", touchedAt: start - keep) }
        try commit()
        let expiry = try expiry(at: start)
        for (page, left) in [count - Expiry.limit, count - 2 * Expiry.limit, 0].enumerated() {
            let due = start + Int64(page) * (day / 3)
            #expect(try !expiry.sweep(clock: due - 1))
            #expect(try expiry.sweep(clock: due))
            // What is in the batch in hand is not looked at again.
            #expect(try !expiry.sweep(clock: due))
            try commit(expiry)
            #expect(try keys("thing/").count == left)
        }
        #expect(try !expiry.sweep(clock: start + day - 1))
    }

    @Test func whatWasMissedIsMadeUpForAtOnceByOneRound() throws {
        for number in 0..<5 * Expiry.limit { put("thing/\(number)", touchedAt: start) }
        try commit()
        let expiry = try expiry(at: start)
        #expect(try sweep(expiry, start) == 1)
        #expect(try keys().count == 5 * Expiry.limit)
        let batches = try sweep(expiry, start + 100 * day)
        // The sweep's own record has a place on the first page by now.
        #expect(try keys().count <= 1)
        #expect(batches <= 6)
        #expect(!expiry.hasMore(at: start + 100 * day))
        try sweep(expiry, start + 101 * day)
        #expect(try keys().isEmpty)
    }

    @Test func itGoesOnWhereAnotherProcessStood() throws {
        for number in 0..<2 * Expiry.limit { put("thing/\(number)", touchedAt: start - keep) }
        try commit()
        let first = try expiry(at: start)
        #expect(try sweep(first, start) == 1)
        let left = try keys()
        #expect(left.count == Expiry.limit)
        let second = try expiry(at: start + 1)
        #expect(try !second.sweep(clock: start + 1))
        #expect(try sweep(second, start + day) >= 1)
        #expect(try keys().isEmpty)
    }

    @Test func aDroppedBatchIsLookedAtAgain() throws {
        put("thing/a", touchedAt: start - keep)
        try commit()
        let expiry = try expiry(at: start)
        #expect(try expiry.sweep(clock: start))
        store.drop()
        timers.drop()
        expiry.drop()
        #expect(try keys() == ["thing/a"])
        #expect(try expiry.sweep(clock: start))
        try commit(expiry)
        #expect(try keys().isEmpty)
    }

    @Test func whatWasTouchedIsKeptThatMuchLongerAndWhatIsOpenForEver() throws {
        put("thing/a", touchedAt: start - keep + 1)
        put("thing/former", touchedAt: start - keep, "touchedAt")
        put("thing/open", touchedAt: 0)
        store.put(Array("other".utf8), Array("no end".utf8))
        try commit()
        let expiry = try expiry(at: start)
        try sweep(expiry, start)
        #expect(try keys() == ["other", "thing/a", "thing/open"])
        put("thing/a", touchedAt: start + day - keep + 1)
        try commit()
        try sweep(expiry, start + day)
        #expect(try keys() == ["other", "thing/a", "thing/open"])
        try sweep(expiry, start + 2 * day)
        #expect(try keys() == ["other", "thing/open"])
    }

    @Test func whatTheBatchInHandHasTouchedIsKept() throws {
        put("thing/a", touchedAt: start - keep)
        try commit()
        let expiry = try expiry(at: start)
        put("thing/a", touchedAt: start)
        #expect(try expiry.sweep(clock: start))
        try commit(expiry)
        #expect(try keys() == ["thing/a"])
    }

    @Test func whatIsOldIsThinnedAndForgottenAtItsOwnTimeAllTheSame() throws {
        put("thing/a", touchedAt: start - day)
        put("thing/young", touchedAt: start - day + 1)
        put("thing/open", touchedAt: 0)
        try commit()
        let expiry = try expiry(at: start, thinning: day)
        try sweep(expiry, start)
        func value(_ key: String) throws -> String? {
            try store.get(Array(key.utf8)).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try value("thing/a") == "{\"t\":\(start - day),\"thin\":1}")
        #expect(try value("thing/young") == "{\"t\":\(start - day + 1)}")
        #expect(try value("thing/open") == "{\"t\":0}")
        try sweep(expiry, start + keep - day - 1)
        #expect(try keys() == ["thing/a", "thing/open", "thing/young"])
        try sweep(expiry, start + keep)
        #expect(try keys() == ["thing/open"])
    }

    @Test func aRefusalIsForgottenInItsTimeAndOneWithoutATimeFromNowOn() throws {
        store.put(Array("rejected/1".utf8), Refusals.Stored(code: "code", at: start - 500).text)
        store.put(Array("rejected/2".utf8), Refusals.Stored(code: "code", at: start - 499).text)
        store.put(Array("rejected/3".utf8), Array("code".utf8))
        try commit()
        let expiry = try expiry(at: start)
        try sweep(expiry, start)
        #expect(try keys() == ["rejected/2", "rejected/3"])
        #expect(try store.get(Array("rejected/3".utf8)) == Array("code \(start)".utf8))
        try sweep(expiry, start + day)
        #expect(try keys().isEmpty)
    }

    @Test func theEntriesOfEarlierVersionsGo() throws {
        put("thing/open", touchedAt: 0)
        store.put(Array("expiry/0001700000000/thing/open".utf8), [])
        try commit()
        try sweep(try expiry(at: start), start)
        #expect(try keys() == ["thing/open"])
    }
}
