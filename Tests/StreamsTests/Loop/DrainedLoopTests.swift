import Contracts
import Foundation
import Fulfillment
import Synchronization
import Testing

@testable import Streams

/// A loop on a simulated log whose markers take offsets, and a clock that the test drives.
private final class DrainedBench: Sendable {
    let bench: LoopBench
    let log: SimulatedLog
    let commits = CommitCount()
    private let elapsed = Atomic<Int64>(0)
    private let start = ContinuousClock.now

    init(traits: SimulatedLog.Traits = SimulatedLog.Traits()) throws {
        bench = try LoopBench()
        log = SimulatedLog(traits: traits)
        try log.create(TopicPlan.settings(partitions: LoopBench.partitions, replication: 1))
    }

    func pass(_ time: Duration) { elapsed.add(Int64(time / .milliseconds(1)), ordering: .relaxed) }

    func course() -> LoopCourse {
        var settings = LoopSettings(
            member: "one", stateDirectory: bench.directory, pauses: .zero ... .milliseconds(5), idle: .zero)
        settings.monotonic = { [self] in start + .milliseconds(elapsed.load(ordering: .relaxed)) }
        return Loop(
            log: CountedLog(log, commits), processor: CountingProcessor(), settings: settings,
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

/// The offsets of each commit.
private final class CommitCount: Sendable {
    let all = Mutex<[[TopicPartition: Int64]]>([])
    /// How many of the next ones are refused for no record's sake.
    let aborts = Atomic(0)
    var count: Int { all.withLock(\.count) }
}

private final class CountedLog: Log {
    private let log: SimulatedLog
    private let commits: CommitCount

    init(_ log: SimulatedLog, _ commits: CommitCount) {
        self.log = log
        self.commits = commits
    }

    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { try log.topics(timeout: timeout) }
    func create(_ topics: [TopicSettings]) throws(LogError) { try log.create(topics) }
    func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        CountedSession(try log.join(group), commits)
    }
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        try log.reader(from: positions)
    }
    func appender() throws(LogError) -> any LogAppender { try log.appender() }
    func close() {}
}

private final class CountedSession: LogSession {
    private let session: any LogSession
    private let commits: CommitCount

    init(_ session: any LogSession, _ commits: CommitCount) {
        self.session = session
        self.commits = commits
    }

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] { try session.poll(timeout: timeout) }
    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        try session.readState(partition: partition, from: offset, restart: restart, each: each)
    }
    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) {
        try session.newestState(partition: partition, within: count)
    }
    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] { try session.begin(partitions, notBefore: known) }
    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        try session.alsoRead(topics, notBefore: known)
    }
    func append(_ record: OutgoingRecord) throws(LogError) { try session.append(record) }
    func commit(_ next: [TopicPartition: Int64]) throws(LogError) {
        if commits.aborts.load(ordering: .relaxed) > 0 {
            commits.aborts.subtract(1, ordering: .relaxed)
            throw LogError(.aborted, "the coordinator moved")
        }
        try session.commit(next)
        commits.all.withLock { $0.append(next) }
    }
    func committedStateEnd(_ partition: Int32) -> Int64? { session.committedStateEnd(partition) }
    func abort() throws(LogError) { try session.abort() }
    func release(_ partitions: [Int32]) throws(LogError) { try session.release(partitions) }
    func close(deadline: Duration) { session.close(deadline: deadline) }
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
        #expect(bench.commits.count == 5)
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
        #expect(bench.commits.count == 1, "messages may still come")
        bench.pass(.milliseconds(501))
        for _ in 0..<20 { _ = course.step() }
        #expect(bench.committed == 4)
        #expect(bench.commits.all.withLock(\.last) == [bench.place: 4], "offsets alone")
        for _ in 0..<50 {
            bench.pass(.seconds(1))
            _ = course.step()
        }
        #expect(bench.commits.count == 2, "nothing came")
        #expect(try bench.end == 4, "the commit has written nothing to the input")
        #expect(course.finish() == nil)
    }

    @Test func whatWasAbortedIsReadAgainThoughItsEndWasKnown() throws {
        let bench = try DrainedBench()
        var course = bench.course()
        for _ in 0..<20 { _ = course.step() }
        bench.commits.aborts.store(1, ordering: .relaxed)
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
