import Contracts
import Foundation
import Fulfillment
import Testing

@testable import Streams
@testable import TestLogs

@Suite("The state of a service that is moved", .timeLimit(.minutes(15)))
struct StateMoveTests {
    private let bench: LoopBench
    private let log = SimulatedLog()
    private let topology = CountingProcessor().topology

    init() throws {
        bench = try LoopBench()
        try log.create(TopicPlan.settings(partitions: 3, replication: 1))
    }

    /// Each entity is called by its message's key.
    private func work<Result>(_ partitions: Int32, _ body: (StateMove, HeldGroup) throws -> Result) throws -> Result {
        let move = StateMove(topology, to: 6, in: "\(bench.directory)-copy-\(UUID().uuidString)") { entity in
            String(decoding: entity, as: UTF8.self).hasPrefix("one/") ? entity : nil
        }
        defer { move.close() }
        let group = try HeldGroup(topology, on: log, as: "grow", partitions: partitions) { false }
        defer { group.close() }
        try move.restore(group, Recorder())
        return try body(move, group)
    }

    private func put(_ key: String, _ value: String?, _ partition: Int32) throws {
        let body = RecordBody(key: Array(key.utf8), value: value.map { Array($0.utf8) })
        try log.appender().append([OutgoingRecord(topic: topology.state.name, partition: partition, body: body)])
    }

    /// Where each key of the state lies, and with which value.
    private func state() throws -> [String: [Int32: String]] {
        var found: [String: [Int32: String]] = [:]
        for partition in 0..<(6 as Int32) {
            let place = TopicPartition(topology.state.name, partition)
            for record in try log.reader(from: [place: .beginning]).poll(timeout: .zero) {
                let value = record.body.value.map { String(decoding: $0, as: UTF8.self) }
                found[String(decoding: record.body.key!, as: UTF8.self), default: [:]][partition] = value
            }
        }
        return found
    }

    private func home(_ key: String, _ count: Int32) -> Int32 { Murmur2.partition(of: key.utf8, count: count) }

    @Test func goesWithItsKeyAndRefusalsGoWhereverItMayGo() throws {
        let keys = (0..<20).map { "one/\($0)" }
        for key in keys {
            try put(key, "v", home(key, 3))
            try put("timer/" + key, "5", home(key, 3))
            try put("expiry/0001700000000/" + key, "", home(key, 3))
        }
        try put("rejected/1f", "code", 1)
        try put("expiry/0001700000000/rejected/1f", "", 1)
        try put("position/fulfillment.inventory.commands.v1", "0 0 3", 1)
        log.raise(to: 6)
        try work(6) { move, group in
            let survey = try move.survey(former: nil, group)
            let moving = keys.filter { home($0, 6) != home($0, 3) }.count
            #expect(survey.records == 60 && survey.toMove == 3 * moving && survey.refusals == 2 && moving > 0)
            #expect(survey.former == 3 && !survey.isDone && !survey.isUnmarked)
            var told: [Int] = []
            try move.move(survey, group, chunk: 2) { told.append($0) }
            #expect(told.last == survey.toMove && told == told.sorted())
            try move.finish(group, log)
        }
        let state = try state()
        for key in keys {
            for prefix in ["", "timer/", "expiry/0001700000000/"] {
                #expect(state[prefix + key].map { Array($0.keys) } == [home(key, 6)])
            }
        }
        #expect(state["rejected/1f"] == [1: "code", 4: "code"])
        #expect(state["expiry/0001700000000/rejected/1f"]?.count == 2)
        for topic in topology.consumed {
            #expect(state["position/\(topic.name)"] == Dictionary(uniqueKeysWithValues: (0..<6).map { ($0, "0 0 6") }))
        }
        #expect(try work(6) { move, group in try move.survey(former: nil, group).isDone })
    }

    /// A rerouted message is processed where it comes.
    @Test func whatWaitsInTheReroutesGoesAlong() throws {
        let keys = (0..<6).map { "m\($0)/w" }
        var sent: [String] = []
        for (number, key) in keys.enumerated() {
            let message = bench.receive("r\(number)", merchant: "m\(number)")
            let body = message.body(Envelope(source: "test", id: "\(number)", type: message.type))
            try log.appender().append([
                OutgoingRecord(
                    topic: topology.reroutes.name, partition: home(key, 3), timestamp: Int64(number),
                    body: body.replacing(
                        key: Array(key.utf8), adding: [Header("x-rerouted-from", Topic.inventoryCommands.name)]))
            ])
            sent.append(key)
        }
        log.raise(to: 6)
        try work(6) { move, group in
            let survey = try move.survey(former: 3, group)
            try move.move(survey, group, chunk: 10) { _ in }
            try move.finish(group, log)
        }
        #expect(keys.contains { home($0, 3) != home($0, 6) })
        var course = bench.loop(on: log, bench.directory, partitions: 6).course()
        for _ in 0..<200 { _ = course.step() }
        #expect(course.finish() == nil)
        for (key, places) in try state() where key.hasPrefix("count/") {
            let number = key.dropFirst("count/r".count)
            #expect(places == [home("m\(number)/w", 6): "1"], "once, and where its key is")
        }
        #expect(try state().keys.filter { $0.hasPrefix("count/") }.count == keys.count)
    }

    @Test func isLeftAloneWhereItIsNotKnownOrNotWhole() throws {
        func refusal(_ partitions: Int32 = 6) -> LogError? {
            #expect(throws: LogError.self) { try work(partitions) { try $0.survey(former: 3, $1) } }
        }
        let moving = (0..<20).map { "one/\($0)" }.first { home($0, 3) != home($0, 6) }!
        try put("two/1", "v", 0)
        #expect(refusal(3)?.message.contains("two/1") == true)
        try put("two/1", nil, 0)
        try put(moving, "v", (home(moving, 3) + 1) % 3)
        #expect(refusal(3)?.message.contains("several counts") == true)
        try put(moving, nil, (home(moving, 3) + 1) % 3)
        try put(moving, "v", home(moving, 3))
        log.raise(to: 6)
        #expect(try work(6) { try $0.survey(former: 3, $1).toMove } == 1)
        try put(moving, "newer", home(moving, 6))
        let split = refusal()
        #expect(split?.outcome == .mismatch && split?.message.contains("has begun that one again") == true)
    }

    @Test func whoeverRunsIsInTheWay() throws {
        let session = try log.join(
            GroupSettings(
                group: topology.name, member: "running", inputs: topology.consumed.map(\.name), outputs: [],
                stateTopic: topology.state.name))
        _ = try session.poll(timeout: .zero)
        let error = #expect(throws: LogError.self) {
            try HeldGroup(topology, on: log, as: "grow", partitions: 3, patience: .milliseconds(50)) { false }
        }
        #expect(error?.message.contains("is running") == true)
        session.close(deadline: .zero)
        let group = try HeldGroup(topology, on: log, as: "grow", partitions: 3) { false }
        try group.stay()
        let late = try log.join(
            GroupSettings(
                group: topology.name, member: "a-late-one", inputs: topology.consumed.map(\.name), outputs: [],
                stateTopic: topology.state.name))
        #expect(throws: LogError.self) { for _ in 0..<10 { try group.stay() } }
        late.close(deadline: .zero)
        group.close()
    }

    /// By the former count services finish what was sent to them before, and touch nothing that came since.
    @Test func whatWaitsIsFinishedByTheFormerCount() throws {
        func send(_ id: String, count: Int32, merchant: String) throws {
            let message = bench.receive("r", merchant: merchant)
            try log.appender().append([
                OutgoingRecord(
                    topic: Topic.inventoryCommands.name, partition: home("\(merchant)/w", count),
                    body: message.body(Envelope(source: "test", id: id, type: message.type)))
            ])
        }
        let moving = (0..<20).map { "m\($0)" }.first { home("\($0)/w", 3) != home("\($0)/w", 6) }!
        try send("1", count: 3, merchant: moving)
        log.raise(to: 6)
        try send("2", count: 6, merchant: moving)
        let former = FormerLog(log, partitions: 3)
        #expect(try former.topics(timeout: .zero).values.allSatisfy { $0.partitions == 3 })
        var course = bench.loop(on: former, bench.directory, partitions: 3).course()
        for _ in 0..<200 { _ = course.step() }
        #expect(course.finish() == nil)
        #expect(try state()["count/r"] == [home("\(moving)/w", 3): "1"])
    }
}
