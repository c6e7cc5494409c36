import Contracts
import Fulfillment
import Operations
import Reconciliation
import Streams
import Testing

@testable import turnback

@Suite("reconcile on what the services wrote", .timeLimit(.minutes(15)))
struct ReconcilePlantTests {
    @Test("the JSON has a line an invariant, and one for the whole")
    func json() {
        var reconciler = Reconciler()
        let request = Message.cancellationRequested(
            CancellationRequested(
                requestId: "r-9", storeOrder: StoreOrderKey(storeId: "shop", storeOrderId: "1009"), reason: "other",
                requestedBy: "buyer", requestedAt: Self.time))
        let envelope = Envelope(source: "shop", id: "9", type: request.type, time: Self.time)
        reconciler.take(
            Record(
                topic: Topic.cancellationRequests.name, partition: 0, offset: 0, timestamp: Self.time.milliseconds,
                body: request.body(envelope)))
        let lines = reconciler.verdict().jsonLines
        #expect(lines.count == Invariant.allCases.count + 1)
        let line = lines.first { $0.contains("requests-answered") }
        #expect(line?.contains(#""holds":false"#) == true)
        #expect(line?.contains(#""topic":"fulfillment.cancellations.requests.v1","partition":0,"offset":0"#) == true)
        #expect(line?.contains(#""found":"no answer""#) == true)
    }

    @Test("what a plant wrote holds; a forged movement and a forged outcome do not")
    func plant() throws {
        let place = try LogPlace(inMemory: ())
        defer { place.close() }
        let shutdown = ShutdownSignal()
        let plant = try Plant(
            on: place.log, Plant.Settings(stateDirectory: place.stateDirectory, pauses: place.pauses),
            topics: try place.topics(), logger: Logger(label: "test", format: .text, level: .error), health: Health(),
            metrics: MetricsRegistry(), shutdown: shutdown)
        _ = try CancellationLoad(requests: 20, rate: 0).run(on: place, shutdown: shutdown)
        #expect(plant.stop())

        let report = try TopicSweep(place.log).run()
        #expect(report.holds, "\(report.text(TextStyle(isEnabled: false)))")
        #expect(report.checked(.requestsAnswered) == 20)
        #expect(report.open.isEmpty)
        try report.requireEnds()
        #expect(report.checked(.stockSums) == 2 + 20 * 2 * 2)

        let last = try Self.last(of: .inventoryMovements, place.log)
        guard case .stockMoved(var moved) = last.message else { return #expect(Bool(false), "no movement") }
        let id = try #require(moved.movement.outboundOrderId)
        // A unit more on the shelf, with a balance that adds up.
        moved.movementId = "forged"
        moved.movement.kind = .restored
        moved.movement.quantity = 1
        (moved.movement.onHandDelta, moved.movement.allocatedDelta) = (1, 0)
        moved.movement.balance.onHand += 1
        moved.movement.cause = .init(.returnOrder, "RO-\(id)")
        try Self.append(.stockMoved(moved), at: last.partition, place.log)
        let second = try TopicSweep(place.log).run()
        #expect(Set(second.broken) == [.nothingTwice, .repliesMoved])
        let finding = try #require(second.first(.nothingTwice))
        #expect(finding.place.topic == .inventoryMovements)
        #expect(finding.place.offset == last.offset + 1)
        #expect(second.messages[finding.place]?.contains("forged") == true)

        let outcome = try Self.last(of: .cancellationOutcomes, place.log)
        try Self.append(outcome.message, at: outcome.partition, place.log)
        let third = try TopicSweep(place.log).run()
        #expect(Set(third.broken) == [.nothingTwice, .repliesMoved, .oneFinalOutcome])
        #expect(third.first(.oneFinalOutcome)?.place.offset == outcome.offset + 1)
    }

    private static let time = Timestamp(milliseconds: 1_795_000_000_000)

    /// The last message of a topic's first partition that has one.
    private static func last(of topic: Topic, _ log: any Log) throws -> (
        message: Message, partition: Int32, offset: Int64
    ) {
        let positions = (0..<TopicPlan.partitions).map { (TopicPartition(topic.name, $0), Position.beginning) }
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: positions))
        defer { reader.close() }
        var records: [Record] = []
        while !reader.isCaughtUp { records += try reader.poll(timeout: .seconds(1)) }
        let partition = try #require(records.first).partition
        let record = try #require(records.last { $0.partition == partition })
        return (try Message.decode(record.body, topic: topic).1, partition, record.offset)
    }

    private static func append(_ message: Message, at partition: Int32, _ log: any Log) throws {
        let appender = try log.appender()
        defer { appender.close() }
        let envelope = Envelope(source: "forger", id: "forged", type: message.type, time: time)
        try appender.append([
            OutgoingRecord(topic: message.type.topic.name, partition: partition, body: message.body(envelope))
        ])
    }
}
