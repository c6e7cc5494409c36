import Contracts
import Foundation
import Fulfillment
import Synchronization
import Testing

@testable import Streams
@testable import TestLogs

/// The partition count is written down with the state, and a loop that finds another one ends before it reads a message.
@Suite("A state of another partition count", .timeLimit(.minutes(15)))
struct PartitionGuardTests {
    private let bench: LoopBench
    private let log = SimulatedLog()
    private static let count = LoopBench.partitions

    init() throws {
        bench = try LoopBench()
        try log.create(TopicPlan.settings(partitions: Self.count, replication: 1))
    }

    private func send(_ id: String, merchant: String = "m", count: Int32 = Self.count, to partition: Int32? = nil)
        throws
    {
        let message = bench.receive("r", merchant: merchant)
        let home = Murmur2.partition(of: message.key.utf8, count: count)
        try log.appender().append([
            OutgoingRecord(
                topic: Topic.inventoryCommands.name, partition: partition ?? home,
                body: message.body(Envelope(source: "test", id: id, type: message.type)))
        ])
    }

    /// Steps a loop on all partitions until so many replies are there, or it cannot go on; then it leaves.
    private func run(_ count: Int32 = Self.count, until replies: Int, directory: String? = nil) throws -> LogError? {
        var course = bench.loop(on: log, directory ?? bench.directory, partitions: count).course()
        for _ in 0..<1_000 {
            if case .ended(let error) = course.step() { return error }
            if try self.replies().count >= replies { return course.finish() }
        }
        Issue.record("there are \(try self.replies().count) replies, not \(replies)")
        return course.finish()
    }

    private func replies() throws -> [Record] {
        let partitions = try log.topics(timeout: .zero)[Topic.inventoryReplies.name]!.partitions
        let places = (0..<partitions).map { (TopicPartition(Topic.inventoryReplies.name, $0), Position.beginning) }
        return try log.reader(from: Dictionary(uniqueKeysWithValues: places)).poll(timeout: .zero)
    }

    private func written(_ partition: Int32) throws -> [InputPosition] {
        let place = TopicPartition(Topic.inventoryState.name, partition)
        return try log.reader(from: [place: .beginning]).poll(timeout: .zero).compactMap { record in
            guard record.body.key?.starts(with: InputPosition.prefix) == true else { return nil }
            return InputPosition(text: record.body.value!)
        }
    }

    @Test func everyBatchWritesTheCountDown() throws {
        try send("1")
        #expect(try run(until: 1) == nil)
        let home = Murmur2.partition(of: "m/w".utf8, count: Self.count)
        #expect(try written(home).map(\.partitions) == [Self.count])
        #expect(InputPosition(text: Array("5 6".utf8)) == InputPosition(next: 5, time: 6))
        #expect(InputPosition(text: Array("5 6 7".utf8)) == InputPosition(next: 5, time: 6, partitions: 7))
        #expect(InputPosition(text: Array("5 6 7 8".utf8)) == nil)
    }

    @Test func topicsThatWereRaisedAreNotRead() throws {
        try send("1")
        #expect(try run(until: 1) == nil)
        log.raise(to: 6)
        // To a new partition as well, which has no state.
        for number in 0..<20 { try send("later-\(number)", merchant: "m\(number)", count: 6) }
        let error = try #require(try run(6, until: 2))
        #expect(error.outcome == .mismatch)
        #expect(error.message.contains("turnback topics grow --partitions 6"))
        #expect(try replies().count == 1)
    }

    @Test func aLoopThatRunsOnWithTheFormerCountReadsNothingOfTheNewPartitions() throws {
        try send("1")
        #expect(try run(until: 1) == nil)
        log.raise(to: 6)
        try send("2", to: 5)
        let error = try #require(try run(until: 2))
        #expect(error.outcome == .mismatch)
        #expect(error.message.contains("turnback topics check"))
        #expect(try replies().count == 1)
    }

    /// Each loop looks at the others' partitions that have no state of their own.
    @Test func aNewPartitionAsksTheOthers() throws {
        try send("1")
        #expect(try run(until: 1) == nil)
        log.raise(to: 6)
        let session = try log.join(
            GroupSettings(
                group: "another", member: "x", inputs: [], outputs: [], stateTopic: Topic.inventoryState.name))
        let home = Murmur2.partition(of: "m/w".utf8, count: Self.count)
        for partition in (0..<6 as Range<Int32>) where partition != home {
            let store = try StateStore(directory: "\(bench.directory)-new/\(partition)")
            defer { store.close() }
            func check(_ count: Int32) throws(LogError) {
                var one = PartitionGuard(CountingProcessor().topology, partitions: [.inventoryState: count])
                try one.check(store, partition, session)
            }
            let error = #expect(throws: LogError.self) { try check(6) }
            #expect(error?.outcome == .mismatch)
            if partition < Self.count { try check(Self.count) }
        }
    }

    @Test func theStateOfAnEarlierVersionIsAccepted() throws {
        let place = TopicPartition(Topic.inventoryCommands.name, 0)
        try log.appender().append([
            InputPosition(next: 0, time: 0).record(of: place, stateTopic: Topic.inventoryState.name)
        ])
        try send("1")
        #expect(try run(until: 1) == nil)
    }

    /// The newest record that says how far something was read lies far from the end.
    @Test func itIsFoundHoweverMuchWasWrittenSince() throws {
        try send("1", to: nil)
        #expect(try run(until: 1) == nil)
        let home = Murmur2.partition(of: "m/w".utf8, count: Self.count)
        let many = (0..<5_000).map { number in
            OutgoingRecord(
                topic: Topic.inventoryState.name, partition: home,
                body: RecordBody(key: Array("x/\(number)".utf8), value: [1]))
        }
        try log.appender().append(many)
        var windows: [Int64] = []
        let place = TopicPartition(Topic.inventoryState.name, home)
        let found = try StateTail.partitionCount { window throws(LogError) in
            windows.append(window)
            let all = try log.reader(from: [place: .beginning]).poll(timeout: .zero)
            return (all.suffix(Int(window)), Int(window) >= all.count)
        }
        #expect(found == Self.count)
        #expect(windows == [256, 4_096, 65_536])
    }

    /// After the topics have grown a sender goes on for a while by what it knew of them.
    @Test func whatComesToAFormerPartitionIsSentOn() throws {
        log.raise(to: 6)
        let moving = (0..<20).map { "m\($0)" }.first {
            let key = "\($0)/w".utf8
            return Murmur2.partition(of: key, count: 3) != Murmur2.partition(of: key, count: 6)
        }!
        try send("1", merchant: moving, count: 3)
        try send("2", merchant: moving, count: 6)
        #expect(try run(6, until: 2) == nil)
        let quantities = try bench.quantities(replies())
        #expect(quantities == ["r=1", "r=2"], "counted as one, in the state of one partition")
    }
}
