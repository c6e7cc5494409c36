import Contracts
import Operations
import Streams
import Testing

@testable import turnback

/// Dead letters, and sending them again.
struct DeadLetterTests {
    private func letter(
        offset: Int64 = 3, topic: String = Topic.orderCommands.name, replayOf: String? = nil,
        key: String? = "shop-de/1001"
    ) -> DeadLetterRecord {
        var headers = [Header("ce_id", "e-1"), Header("odd", nil)]
        if let replayOf { headers.append(Header(DeadLetterRecord.replayedHeader, replayOf)) }
        headers += [
            Header("__streams.errors.exception", "notJSON"), Header("__streams.errors.message", "not JSON at byte 0"),
            Header("__streams.errors.topic", topic), Header("__streams.errors.partition", "2"),
            Header("__streams.errors.offset", "41"), Header("x-dead-letter-group", "orders"),
            Header("x-dead-letter-at", "2026-11-24T08:00:00.000Z"),
        ]
        return DeadLetterRecord(
            Record(
                topic: Topic.deadLetters.name, partition: 1, offset: offset, timestamp: 0,
                body: RecordBody(key: key.map { Array($0.utf8) }, headers: headers, value: Array("{".utf8))))
    }

    private let partitions: [Topic: Int32] = [.orderCommands: 3, .orderEvents: 3, .ordersState: 3]

    @Test func theOriginalIsAsItWasWithAHeaderThatNamesTheDeadLetter() throws {
        let original = try #require(letter().original(partitions: partitions))
        #expect(original.topic == "fulfillment.orders.commands.v1")
        #expect(original.partition == Murmur2.partition(of: "shop-de/1001".utf8, count: 3))
        #expect(original.body.key == Array("shop-de/1001".utf8))
        #expect(original.body.value == Array("{".utf8))
        #expect(
            original.body.headers == [
                Header("ce_id", "e-1"), Header("odd", nil), Header("x-dead-letter-replayed", "1@3"),
            ])
    }

    @Test func withoutAKeyItGoesToItsOldPartition() throws {
        #expect(try #require(letter(key: nil).original(partitions: partitions)).partition == 2)
        #expect(try #require(letter(key: nil).original(partitions: [.orderCommands: 2])).partition == 0)
    }

    @Test(arguments: ["fulfillment.orders.state.v1", "fulfillment.orders.events.v1", "other"])
    func nothingIsSentToATopicThatNoServiceReads(topic: String) {
        #expect(letter(topic: topic).original(partitions: partitions) == nil)
        #expect(DeadLetterReplay([letter(topic: topic)], partitions: partitions).homeless.count == 1)
    }

    @Test func whatCameBackIsNotSentTwice() {
        let list = DeadLetterList([letter(), letter(offset: 5, replayOf: "1@3")])
        #expect(list.toReplay(code: nil, topic: nil).map(\.mark.description) == ["1@5"])
        #expect(list.toReplay(code: "tooDeep", topic: nil).isEmpty)
        #expect(list.toReplay(code: "notJSON", topic: Topic.orderCommands.name).count == 1)
        let table = list.table(style: .init(isEnabled: false))
        #expect(table.contains("1@5") && table.contains("orders.commands 2@41"))
    }

    @Test func theyAreSentToTheLog() throws {
        let log = try Samples.log()
        var reports: [String] = []
        let replay = DeadLetterReplay([letter()], partitions: try Samples.partitions(log))
        try replay.send(try log.appender()) { reports += $0.map { $0.report(json: false) } }
        #expect(reports == ["dead letter 1@3 → fulfillment.orders.commands.v1 partition 1, key shop-de/1001"])
        #expect(try Samples.records(log, .orderCommands).count == 1)
    }
}
