import Contracts
import Testing

@testable import Streams
@testable import TestLogs

/// What a simulated log has in common with Kafka and not with every log, and what can be asked of it.
@Suite("SimulatedLog, as Kafka does it")
struct SimulatedLogBehaviourTests {
    private static let settings = GroupSettings(
        group: "g", member: "one", inputs: ["in"], outputs: ["out"], stateTopic: "state")

    private func make(_ traits: SimulatedLog.Traits = SimulatedLog.Traits(), partitions: Int32 = 1) throws
        -> SimulatedLog
    {
        let log = SimulatedLog(traits: traits, clock: { 1_000 })
        try log.create([
            TopicSettings(name: "in", partitions: partitions, replication: 1),
            TopicSettings(name: "out", partitions: partitions, replication: 1),
            TopicSettings(name: "state", partitions: partitions, replication: 1, compacted: true),
        ])
        return log
    }

    private func join(_ log: SimulatedLog, _ member: String = "one") throws -> LogMember {
        var settings = Self.settings
        settings.member = member
        let joined = LogMember(try log.join(settings))
        try joined.step()
        return joined
    }

    private func texts(_ log: SimulatedLog, _ topic: String) throws -> [String] {
        try log.reader(from: [TopicPartition(topic, 0): .beginning]).poll(timeout: .zero).texts
    }

    private func write(_ log: SimulatedLog, _ text: String, to topic: String) throws {
        try log.appender().append([OutgoingRecord(topic: topic, partition: 0, body: RecordBody(text))])
    }

    @Test func nobodyReadsBehindAnOpenTransaction() throws {
        let log = try make()
        let member = try join(log)
        try member.append("first", to: "out")
        try write(log, "behind", to: "out")
        #expect(try texts(log, "out").isEmpty)
        try member.session.abort()
        #expect(try texts(log, "out") == ["behind"])
    }

    @Test func aMarkerThatIsLateKeepsWhatIsCommittedOutOfSight() throws {
        var traits = SimulatedLog.Traits()
        traits.delaysMarkers = true
        let log = try make(traits)
        let member = try join(log)
        try member.append("late", to: "out")
        try member.session.commit([:])
        #expect(try texts(log, "out").isEmpty)
        log.settle()
        #expect(try texts(log, "out") == ["late"])
    }

    @Test func whoReadsTheStateWaitsForTheMarkersAndOutlivesWhatAFormerOwnerHasLeftOpen() throws {
        var traits = SimulatedLog.Traits()
        traits.delaysMarkers = true
        let log = try make(traits, partitions: 2)
        let old = try join(log)
        try old.append("committed", to: "state", key: "a")
        try old.session.commit([:])
        try old.append("open", to: "state", key: "a")
        log.expire(session: try #require(log.sessions(of: "g").first).id)
        let new = try join(log, "two")
        var read: [String] = []
        _ = try new.session.readState(partition: 0, from: nil, restart: {}, each: { read += $0.texts })
        #expect(read == ["committed"])
        // The log has given its transaction up: its commit looks the same as one that was lost.
        let error = #expect(throws: LogError.self) { try old.session.commit([:]) }
        #expect(error?.outcome == .unknown)
    }

    @Test func aSessionThatTheGroupGaveUpLosesWhatItHoldsAndJoinsAgain() throws {
        let log = try make()
        try write(log, "a", to: "in")
        let slow = try join(log)
        try slow.step()
        #expect(slow.records.texts == ["a"])
        log.expire(session: try #require(log.sessions(of: "g").first).id)
        let other = try join(log, "two")
        #expect(other.held == [0])
        try slow.append("too late", to: "out")
        let error = #expect(throws: LogError.self) { try slow.session.commit(slow.records.next) }
        #expect(error?.outcome == .aborted)
        try slow.step()
        #expect(slow.history.last == "revoked [0] lost")
        #expect(slow.held.isEmpty)
        #expect(log.sessions(of: "g").map(\.member) == ["one", "two"])
        #expect(try texts(log, "out").isEmpty)
    }

    @Test func aSessionThatIsLetGoStaysUntilTheGroupGivesItUp() throws {
        let log = try make()
        var dead: LogMember? = try join(log)
        try dead?.append("open", to: "out")
        let id = try #require(log.sessions(of: "g").first).id
        dead = nil
        let next = try join(log, "two")
        #expect(next.held.isEmpty)
        log.expire(session: id)
        try next.step()
        #expect(next.held == [0])
        try write(log, "behind", to: "out")
        #expect(try texts(log, "out").isEmpty)
        log.timeOut(session: id)
        #expect(try texts(log, "out") == ["behind"])
    }

    @Test func compactionKeepsTheNewestOfEachKeyAndDropsOldTombstones() throws {
        let log = try make()
        let member = try join(log)
        for (key, value) in [("a", "1"), ("b", "1"), ("a", "2")] { try member.append(value, to: "state", key: key) }
        try member.session.append(
            OutgoingRecord(topic: "state", partition: 0, body: RecordBody(key: Array("b".utf8), value: nil)))
        try member.session.commit([:])
        log.compact("state", tombstonesBefore: 1_000)
        #expect(try texts(log, "state") == ["2", "(none)"])
        log.compact("state", tombstonesBefore: 1_001)
        #expect(try texts(log, "state") == ["2"])
    }

    @Test func aStateOffsetThatIsDeletedStartsOver() throws {
        let log = try make()
        let member = try join(log)
        for number in 0..<4 { try member.append("\(number)", to: "state", key: "\(number)") }
        try member.session.commit([:])
        log.delete(TopicPartition("state", 0), before: 2)
        var read: [String] = []
        var restarts = 0
        _ = try member.session.readState(
            partition: 0, from: 1, restart: { restarts += 1 }, each: { read += $0.texts })
        #expect(restarts == 1)
        #expect(read == ["2", "3"])
    }
}
