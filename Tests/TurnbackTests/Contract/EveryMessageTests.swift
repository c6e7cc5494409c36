import Contracts
import Fulfillment
import Operations
import SchemaChecking
import Streams
import Testing

@testable import Replay
@testable import turnback

/// All that the services and the model around them write fits the schemas that other systems are given.
@Suite("Every message that is written", .timeLimit(.minutes(15)))
struct EveryMessageTests {
    /// Checks all that a log holds; returns how many records there were of each topic.
    private func check(_ log: any Log) throws -> [Topic: Int] {
        let check = ContractCheck()
        var counts: [Topic: Int] = [:]
        var problems: [String] = []
        let topics = Topic.allCases.filter { !$0.isInternal }
        let places = topics.flatMap { topic in (0..<TopicPlan.partitions).map { TopicPartition(topic.name, $0) } }
        try LogScan(log: log).read(places) { record in
            counts[Topic(rawValue: record.topic)!, default: 0] += 1
            if problems.count < 10 { problems += check.problems(record) }
        }
        #expect(problems == [])
        return counts
    }

    @Test("fits its schema: the demo's stories")
    func stories() throws {
        let shutdown = ShutdownSignal()
        let place = try ReplayPlace.embedded(RunNames(run: "test"), shutdown: shutdown)
        defer { place.close() }
        let stories = GuideStories.all(place.world.names)
        let teller = StoryTeller(place.world, TextStyle(isEnabled: false), shutdown) { _ in }
        try teller.receiveStock(stories)
        for story in stories { #expect(try teller.tell(story)) }
        let counts = try check(place.place.log)
        #expect(counts[.cancellationOutcomes, default: 0] > 15)
        #expect(counts[.warehouseTasks, default: 0] > 10)
    }

    @Test("fits its schema: days of a harsh warehouse", arguments: 1...2 as ClosedRange<UInt64>)
    func days(seed: UInt64) throws {
        var model = WarehouseModel()
        model.seed = seed
        (model.missed, model.missing, model.voidFails, model.damaged, model.short) = (50, 20, 50, 60, 60)
        (model.sentBack, model.returnDamaged, model.returnWrong, model.returnShort) = (90, 60, 60, 60)
        let shutdown = ShutdownSignal()
        let place = try ReplayPlace.embedded(RunNames(run: "test"), shutdown: shutdown)
        defer { place.close() }
        var settings = place.settings
        settings.model = model
        _ = try ReplayRun(GeneratedDay(orders: 50, model).orders, place.world, settings, shutdown, label: "test").run()
        let counts = try check(place.place.log)
        #expect(counts.values.reduce(0, +) > 800)
        #expect(Set(counts.keys).isSuperset(of: [.returnEvents, .returnCommands, .inventoryMovements, .orderEvents]))
    }

    @Test("would be complained of, were it otherwise")
    func wrong() throws {
        let check = ContractCheck()
        let record = Samples.record(Samples.outbound(1, .picking))
        #expect(check.problems(record) == [])
        func altered(_ change: (inout [Header], inout String, inout [UInt8]?) -> Void) -> [String] {
            var (headers, value, key) = (record.body.headers, text(record.body.value ?? []), record.body.key)
            change(&headers, &value, &key)
            var other = record
            other.body = RecordBody(key: key, headers: headers, value: Array(value.utf8))
            return check.problems(other)
        }
        #expect(altered { _, value, _ in value.replace(#""revision":1"#, with: #""revision":"1""#) }.count == 1)
        #expect(altered { _, value, _ in value.replace(#""picking""#, with: #""pricking""#) }.count == 1)
        #expect(altered { _, value, _ in value.replace(#""custody":"warehouse","#, with: "") }.count == 1)
        #expect(altered { _, value, _ in value += "," }.count == 1)
        #expect(altered { headers, _, _ in headers.removeAll { $0.name == "ce_id" } }.count == 1)
        #expect(altered { headers, _, _ in headers[4] = Header("ce_time", "today") }.count == 1)
        #expect(altered { _, _, key in key = Array("1001".utf8) }.count == 1)
        #expect(altered { headers, _, _ in headers = [] }.count == 1)
        var elsewhere = record
        elsewhere.topic = Topic.warehouseTasks.name
        #expect(check.problems(elsewhere).count == 1)
    }
}
