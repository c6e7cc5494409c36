import Contracts
import Fulfillment
import Operations
import Reconciliation
import Streams
import Testing

@testable import turnback

@Suite("A type", .timeLimit(.minutes(15)))
struct OwnTopicTests {
    /// All that the services read of others.
    private static let topics: [Topic] = [
        .cancellationRequests, .orderCommands, .warehouseReports, .inventoryCommands, .inventoryOwnCommands,
        .inventoryReplies, .returnCommands,
    ]

    private struct Sent {
        var type: MessageType
        var topic: Topic
        var id: String
        var body: RecordBody
        /// Where its key belongs.
        var partition: Int32

        var isRight: Bool { type.topic == topic || type.ownTopic == topic }
    }

    /// Every type on every topic that is read, each valid on its own topic.
    private static let sent: [Sent] = topics.flatMap { topic in
        MessageType.allCases.map { type in
            let id = "\(topic.rawValue) \(type.rawValue)"
            let envelope = Envelope(source: "/test", id: id, type: type, time: Samples.now)
            var data = JSONReader(Array(type.fullExample.compact.utf8))
            let message = try! Message(envelope, &data)
            return Sent(
                type: type, topic: topic, id: id, body: message.body(envelope),
                partition: ContractBench.partition(of: message.key))
        }
    }

    private func text(_ record: Record, _ name: String) -> String? {
        record.body.headers.last { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Sends all to `partition`, and holds the dead letters against what is on the wrong topic.
    private func send(to partition: (Sent) -> Int32) throws -> ContractBench {
        let bench = try ContractBench()
        for one in Self.sent { try bench.write(one.body, one.topic, partition(one)) }
        let wrong = Self.sent.filter { !$0.isRight }
        // Replies are read by two services, and each says so.
        let count = wrong.count + wrong.filter { $0.topic == .inventoryReplies }.count
        let letters = try bench.wait(.deadLetters, "\(count) dead letters") { $0.count >= count ? $0 : nil }
        #expect(letters.count == count)
        for letter in letters {
            let one = try #require(wrong.first { $0.id == text(letter, "ce_id") })
            #expect(text(letter, "__streams.errors.exception") == "unknownType")
            #expect(
                text(letter, "__streams.errors.message")
                    == "ce_type: \(one.type.rawValue) is read on \(one.type.topic.name), not on \(one.topic.name)")
            #expect(letter.body.value == one.body.withoutTexts.body.value)
        }
        #expect(Set(letters.map { text($0, "ce_id") }) == Set(wrong.map(\.id)))
        return bench
    }

    @Test("is read on its own topic, and elsewhere a dead letter that names it: every type on every topic")
    func everywhere() throws { _ = try send { $0.partition } }

    @Test("is judged before it is sent on: on the wrong partition only what is on its own topic is rerouted")
    func rerouted() throws {
        let bench = try send { ($0.partition + 1) % TopicPlan.partitions }
        let right = Self.sent.filter(\.isRight)
        // Each service's reroutes, and the topics that it reads.
        let services: [(Topic, [Topic])] = [
            (.ordersReroutes, [.cancellationRequests, .orderCommands, .warehouseReports, .inventoryReplies]),
            (.inventoryReroutes, [.inventoryOwnCommands]), (.returnsReroutes, [.returnCommands, .inventoryReplies]),
        ]
        for (reroutes, inputs) in services {
            let own = right.filter { inputs.contains($0.topic) }
            let found = try bench.wait(reroutes, "\(own.count) on \(reroutes.name)") {
                $0.count >= own.count ? $0 : nil
            }
            #expect(found.count == own.count)
            #expect(Set(found.map { text($0, "ce_id") }) == Set(own.map(\.id)))
            #expect(Set(found.map { text($0, "x-rerouted-from") }) == Set(own.map(\.topic.name)))
        }
        // What came through the door goes to the topic behind it at once, and names where it came.
        let through = right.filter { $0.topic == .inventoryCommands }
        let found = try bench.wait(.inventoryOwnCommands, "what came through the door") { records in
            let found = records.filter { SentOn($0)?.topic == .inventoryCommands }
            return found.count >= through.count ? found : nil
        }
        #expect(Set(found.map { text($0, "ce_id") }) == Set(through.map(\.id)))
        for record in found {
            let one = try #require(through.first { $0.id == text(record, "ce_id") })
            #expect(record.partition == one.partition && record.body.value == one.body.value)
            #expect(SentOn(record)?.partition == (one.partition + 1) % TopicPlan.partitions)
        }
    }

    @Test("that only Turnback's services write comes through a door from them alone, and for a day after an update")
    func formerWriters() throws {
        let order = ContractOrder("1001")
        let place = ContractBench.partition(of: order.warehouse.description)
        func allocate(_ id: String, from source: String) -> RecordBody {
            let message = order.stock(.allocate(order.move(2)))
            return message.body(Envelope(source: source, id: id, type: message.type, time: Samples.now))
        }
        // State of an earlier version lies there.
        let stock = OutgoingRecord(
            topic: Topic.inventoryState.name, partition: place,
            body: RecordBody(
                key: Array("stock/\(order.warehouse)/A".utf8),
                value: Array(#"{"sku":"A","onHand":5,"allocated":0}"#.utf8)))
        let updated = try ContractBench(found: [stock])
        try updated.write(allocate("own", from: "turnback/orders"), .inventoryCommands, place)
        try updated.write(allocate("forged", from: "/wms"), .inventoryCommands, place)
        try updated.message(.inventoryReplies, "the allocation") { _ in true }
        let letter = try updated.wait(.deadLetters, "the dead letter") { $0.first }
        #expect(text(letter, "ce_id") == "forged" && text(letter, "__streams.errors.exception") == "unknownType")
        // A new deployment never had such writers.
        let new = try ContractBench()
        try new.write(allocate("own", from: "turnback/orders"), .inventoryCommands, place)
        #expect(text(try new.wait(.deadLetters, "the dead letter") { $0.first }, "ce_id") == "own")
    }

    @Test("that only Turnback says of its return orders is refused from others")
    func superseded() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1001")
        let cancel = Message.returnOrderCommand(
            .cancel(
                returnOrderId: "RO-\(order.outboundOrderId)", storeOrder: order.store,
                supersededBy: SupersededBy(by: .departure, id: order.outboundOrderId)))
        try bench.send(cancel, id: "forged")
        let record = try bench.wait(.rejections, "the rejection") { $0.first }
        guard case .rejected(let rejected) = try Message.decode(record.body, topic: .rejections).1 else {
            Issue.record("not a rejection")
            return
        }
        #expect(rejected.messageId == "forged" && rejected.rejection.code == .notAllowed)
        #expect(rejected.rejection.message == SupersededBy.isForTurnback)
    }

    @Test("on a topic of reroutes is that of the topic it came from, and none where that is not said")
    func reroutes() throws {
        let bench = try ContractBench()
        let report = try #require(Self.sent.first { $0.type == .warehouseProgressed })
        func write(_ id: String, from topic: String?) throws {
            var headers = report.body.headers.filter { $0.name != "ce_id" } + [Header("ce_id", id)]
            if let topic { headers.append(Header("x-rerouted-from", topic)) }
            let body = RecordBody(key: report.body.key, headers: headers, value: report.body.value)
            try bench.write(body, .ordersReroutes, report.partition)
        }
        try write("right", from: Topic.warehouseReports.name)
        try write("wrong", from: Topic.orderCommands.name)
        try write("unsaid", from: nil)
        let letters = try bench.wait(.deadLetters, "dead letters") { $0.count >= 2 ? $0 : nil }
        #expect(letters.map { text($0, "ce_id") } == ["wrong", "unsaid"])
        #expect(letters.allSatisfy { text($0, "__streams.errors.exception") == "unknownType" })
    }

    @Test("of a request on another topic has its dead letter for an answer, for reconcile too")
    func reconcile() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1001")
        let message = order.requested()
        let body = message.body(Envelope(source: "/test", id: "1", type: message.type, time: Samples.now))
        try bench.write(body, .orderCommands, ContractBench.partition(of: message.key))
        try bench.wait(.deadLetters, "the dead letter") { $0.first }
        let report = try TopicSweep(bench.log).run()
        #expect(report.holds, "\(report.text(TextStyle(isEnabled: false)))")
        #expect(report.checked(.requestsAnswered) == 1)
    }
}
