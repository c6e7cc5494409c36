import Contracts
import Foundation
import Fulfillment
import Synchronization
import Testing

@testable import Streams

/// Thousands of timers that are due at once in one partition, a step of the loop at a time.
@Suite("Many timers", .timeLimit(.minutes(15)))
struct ManyTimersTests {
    private static let timers = 5_000

    /// What a loop has done.
    private final class Account: LoopObserver {
        let commits = Mutex<[Int]>([])

        func observe(_ event: LoopEvent) {
            if case .committed(let inputs, _, _) = event { commits.withLock { $0.append(inputs) } }
        }
    }

    private let bench: LoopBench
    private let log: RefusingLog
    private let account = Account()

    init() throws {
        bench = try LoopBench()
        log = RefusingLog(bench.log) { _ in false }
    }

    private func course() -> LoopCourse {
        let bench = bench
        var settings = LoopSettings(
            member: "one", stateDirectory: bench.directory, pauses: .zero ... .zero, idle: .milliseconds(5),
            clock: { bench.clock.load(ordering: .relaxed) })
        // A slow machine fills its batches as well.
        settings.limits.age = .seconds(600)
        return Loop(
            log: log, processor: CountingProcessor(), settings: settings,
            partitions: Dictionary(uniqueKeysWithValues: Topic.allCases.map { ($0, LoopBench.partitions) }),
            observer: account
        ).course()
    }

    /// Steps until all timers are set, then lets them all be due. Returns how many commits that has taken.
    private func setTimers(_ course: inout LoopCourse) throws -> Int {
        try bench.send(
            (0..<Self.timers).map { number in
                let move = StockMove(
                    outboundOrderId: "o-\(number)", lines: [Line("A", 1)], replyTo: CountingProcessor.storeOrder)
                return .stockCommand(
                    StockCommand(warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"), action: .allocate(move)))
            })
        try step(&course, "all timers are set") { account.commits.withLock { $0.reduce(0, +) } == Self.timers }
        bench.clock.add(CountingProcessor.timerDelay, ordering: .relaxed)
        return account.commits.withLock { $0.count }
    }

    private func step(_ course: inout LoopCourse, _ what: String, until isSo: () throws -> Bool) throws {
        for _ in 0..<2_000 {
            _ = course.step()
            if try isSo() { return }
        }
        Issue.record("\(what): not within 2,000 steps")
    }

    private func fired() throws -> Int { try bench.records(.inventoryReplies).count }

    @Test func allThatAreDueFireInAsFewBatchesAsMessagesDoAndNoPollWaitsInBetween() throws {
        var course = course()
        let before = try setTimers(&course)
        log.timeouts.withLock { $0 = [] }
        try step(&course, "all timers are fired") { try fired() == Self.timers }
        let batches = account.commits.withLock { Array($0[before...]) }
        let limit = CommitPace.Limits().inputs
        #expect(batches == [limit, limit, Self.timers - 2 * limit])
        let timeouts = log.timeouts.withLock { $0 }
        #expect(timeouts.allSatisfy { $0 == .zero }, "\(timeouts)")
        #expect(course.finish() == nil)
    }

    @Test func whatIsFiredInABatchThatIsDroppedIsDueAgainAfterAPollThatWaits() throws {
        var course = course()
        _ = try setTimers(&course)
        log.aborts.store(2, ordering: .relaxed)
        log.timeouts.withLock { $0 = [] }
        try step(&course, "all timers are fired") { try fired() == Self.timers }
        let waits = log.timeouts.withLock { timeouts in timeouts.count { $0 > .zero } }
        #expect(waits == 2, "one after each abort")
        #expect(course.finish() == nil)
    }
}

@Suite("Timers of a partition")
struct TimersTests {
    private let store: StateStore
    private let timers: Timers

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "timers-\(UUID().uuidString)").path
        store = try StateStore(directory: directory)
        timers = try Timers(store)
    }

    /// Takes away the timers that are due, as firing them does; in their order.
    private func fire(at now: Int64, limit: Int = .max) -> [String] {
        var fired: [String] = []
        while fired.count < limit, let (entity, _) = timers.next(at: now) {
            timers.set(entity, at: nil)
            fired.append(String(decoding: entity, as: UTF8.self))
        }
        return fired
    }

    private func commit() throws {
        try store.commit(offset: 1)
        timers.commit()
    }

    @Test func oneBatchFiresAllThatAreDueInTheOrderOfTheirTimes() throws {
        for (name, at) in [("c", 30), ("a", 10), ("b", 20), ("later", 31)] { timers.set(Array(name.utf8), at: Int64(at)) }
        try commit()
        #expect(fire(at: 30) == ["a", "b", "c"])
        try commit()
        #expect(fire(at: 30).isEmpty)
        #expect(fire(at: 31) == ["later"])
    }

    @Test func whatADroppedBatchHasFiredIsDueAgain() throws {
        for name in ["a", "b", "c"] { timers.set(Array(name.utf8), at: 10) }
        try commit()
        #expect(fire(at: 10, limit: 2) == ["a", "b"])
        store.drop()
        timers.drop()
        #expect(fire(at: 10) == ["a", "b", "c"])
    }

    @Test func whatABatchSetsIsDueAfterItsCommitOnceAlsoWhereItIsTheSameTime() throws {
        timers.set([1], at: 10)
        try commit()
        timers.set([1], at: 10)
        timers.set([2], at: 10)
        #expect(timers.next(at: 10) == nil)
        try commit()
        #expect(fire(at: 10).count == 2)
        try commit()
        #expect(timers.next(at: 10) == nil)
    }
}
