import Contracts
import Foundation
import Fulfillment
import Synchronization
import Testing
import Threads

@testable import Streams
@testable import TestLogs

/// A loop on a simulated log whose markers take offsets, and a clock that the test drives.
private final class DrainedBench: Sendable {
    let bench: LoopBench
    let log: SimulatedLog
    /// The same log as the loop sees it: it counts commits, and aborts them where a test says so.
    let gate: RefusingLog
    private let elapsed = Atomic<Int64>(0)
    private let start = ContinuousClock.now

    init(traits: SimulatedLog.Traits = SimulatedLog.Traits()) throws {
        bench = try LoopBench()
        log = SimulatedLog(traits: traits)
        gate = RefusingLog(log) { _ in false }
        try log.create(TopicPlan.settings(partitions: LoopBench.partitions, replication: 1))
    }

    func pass(_ time: Duration) { elapsed.add(Int64(time / .milliseconds(1)), ordering: .relaxed) }

    func course() -> LoopCourse {
        var settings = LoopSettings(
            member: "one", stateDirectory: bench.directory, pauses: .zero ... .milliseconds(5), idle: .zero)
        settings.monotonic = { [self] in start + .milliseconds(elapsed.load(ordering: .relaxed)) }
        return Loop(
            log: gate, processor: CountingProcessor(), settings: settings,
            partitions: Dictionary(uniqueKeysWithValues: Topic.allCases.map { ($0, LoopBench.partitions) }),
            observer: Recorder()
        ).course()
    }

    /// Sends a receipt as a service does: in a transaction.
    func send(_ id: String, commits: Bool = true) throws {
        var group = GroupSettings(
            group: "sender", member: "one", inputs: [Topic.returnEvents.name], outputs: [],
            stateTopic: Topic.returnsState.name)
        group.comesBack = false
        let session = try log.join(group)
        defer { session.close(deadline: Duration.zero) }
        let body = bench.receive("r").body(Envelope(source: "test", id: id, type: .stockReceive))
        try session.append(OutgoingRecord(topic: place.topic, partition: place.partition, body: body))
        commits ? try session.commit([:]) : try session.abort()
    }

    let place = TopicPartition(
        Topic.inventoryCommands.name, Murmur2.partition(of: "m/w".utf8, count: LoopBench.partitions))

    var committed: Int64? { log.state.withLock { $0.groups["counting"]?.offsets[place] } }
    var end: Int64 { get throws { try log.state.withLock { try $0.partition(place).end } } }
}

@Suite("A loop whose inputs are drained", .timeLimit(.minutes(15)))
struct DrainedLoopTests {
    @Test func theEndIsCommittedWithTheLastMessageWhereItIsKnownByThen() throws {
        let bench = try DrainedBench()
        var course = bench.course()
        for number in 1...5 {
            try bench.send("\(number)")
            for _ in 0..<20 { _ = course.step() }
            bench.pass(.milliseconds(700))
        }
        #expect(try bench.end == 10, "a message and a marker each")
        #expect(bench.committed == 10)
        #expect(bench.gate.commits.withLock(\.count) == 5)
        #expect(course.finish() == nil)
    }

    @Test func whereNoMessageFollowsTheEndIsCommittedAloneOnceAndNotAgain() throws {
        let bench = try DrainedBench()
        var course = bench.course()
        try bench.send("1")
        for _ in 0..<20 { _ = course.step() }
        // What was aborted takes offsets too.
        try bench.send("2", commits: false)
        for _ in 0..<20 { _ = course.step() }
        #expect(try bench.end == 4)
        #expect(bench.committed == 2)
        bench.pass(.milliseconds(999))
        for _ in 0..<20 { _ = course.step() }
        #expect(bench.gate.commits.withLock(\.count) == 1, "messages may still come")
        bench.pass(.milliseconds(501))
        for _ in 0..<20 { _ = course.step() }
        #expect(bench.committed == 4)
        #expect(bench.gate.commits.withLock(\.last) == [bench.place: 4], "offsets alone")
        for _ in 0..<50 {
            bench.pass(.seconds(1))
            _ = course.step()
        }
        #expect(bench.gate.commits.withLock(\.count) == 2, "nothing came")
        #expect(try bench.end == 4, "the commit has written nothing to the input")
        #expect(course.finish() == nil)
    }

    @Test func whatWasAbortedIsReadAgainThoughItsEndWasKnown() throws {
        let bench = try DrainedBench()
        var course = bench.course()
        for _ in 0..<20 { _ = course.step() }
        bench.gate.aborts.store(1, ordering: .relaxed)
        try bench.send("1")
        for _ in 0..<40 { _ = course.step() }
        bench.pass(.seconds(2))
        for _ in 0..<20 { _ = course.step() }
        #expect(bench.committed == 2)
        let replies = try bench.bench.records(.inventoryReplies, on: bench.log)
        #expect(try bench.bench.quantities(replies) == ["r=1"])
        #expect(course.finish() == nil)
    }

    @Test func theNextOwnerGoesOnBehindTheMarkerAlsoWhereTheGroupHasForgotten() throws {
        let bench = try DrainedBench()
        var course = bench.course()
        try bench.send("1")
        for _ in 0..<20 { _ = course.step() }
        bench.pass(.seconds(2))
        for _ in 0..<20 { _ = course.step() }
        #expect(bench.committed == 2)
        #expect(course.finish() == nil)
        bench.log.loseOffsets(of: "counting")
        var next = bench.course()
        try bench.send("2")
        for _ in 0..<40 { _ = next.step() }
        let replies = try bench.bench.records(.inventoryReplies, on: bench.log)
        #expect(try bench.bench.quantities(replies) == ["r=1", "r=2"])
        #expect(bench.committed == 4)
        #expect(next.finish() == nil)
    }
}
