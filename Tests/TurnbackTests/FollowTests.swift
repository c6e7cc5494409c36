import Contracts
import Fulfillment
import Operations
import Streams
import Testing

@testable import turnback

/// Messages as lines.
struct FollowedRecordTests {
    private let plain = TextStyle(isEnabled: false)

    @Test(arguments: [
        (Samples.submitted(), "OB-1 submitted to LAX1 for acme: 2 × SKU-1"),
        (Samples.outbound(2, .cancelled), "OB-1 is cancelled, custody warehouse: 2 × SKU-1"),
        (
            Samples.change(2, "r-1", .cancelled, .cancelledBeforeWork),
            "shop-de/1001/c1 for r-1: cancelled, cancelledBeforeWork (final, next action none): 2 requested"
        ),
        (Samples.task(.voidLabel, .failed), "task voidLabel of OB-1 in LAX1 closed: failed"),
        (
            .returnOrderCommand(
                .reverse(
                    ReceiptReversed(
                        returnOrderId: "RET-1", storeOrder: StoreOrderKey(storeId: "shop", storeOrderId: "1"),
                        receiptId: "RR-6"))),
            "RET-1 receipt RR-6 is to be taken back"
        ),
        (
            Samples.moved(.received, onHand: (100, 20)),
            "20 × SKU-1 received by receipt RC-1: on hand 100 (+20), allocated 0, quarantined 0"
        ),
    ])
    func aMessageIsOneSentence(message: Message, sentence: String) {
        #expect(Sentence(message).text == sentence)
        let line = FollowedRecord(Samples.record(message)).line(style: plain)
        #expect(line.hasPrefix("2026-11-24T08:00:00.000Z  "))
        #expect(line.hasSuffix(sentence))
    }

    @Test func manyLinesAreCutShort() {
        let lines = (1...9).map { Line("SKU-\($0)", $0) }
        #expect(Words.lines(lines) == "1 × SKU-1, 2 × SKU-2, 3 × SKU-3, 4 × SKU-4 and 5 more SKUs (35 units)")
    }

    @Test func textOfOthersCannotMoveTheCursor() {
        #expect(PlainText.of("a\u{1b}[31mb\nc\u{202e}d é 库") == "a·[31mb·c·d é 库")
        #expect(PlainText.of("abcdef", limit: 4) == "abc…")
    }

    @Test func jsonHasTheDataOnOneLine() throws {
        let line = text(Samples.line(Samples.submitted())).replacing("\"lines\"", with: "\n\"lines\"")
        let record = Record(
            topic: Topic.orderCommands.name, partition: 1, offset: 7, timestamp: Samples.now.milliseconds,
            body: RecordBody(
                key: Array("shop-de/1001".utf8), headers: [Header("content-type", "application/cloudevents+json")],
                value: Array(line.utf8)))
        let data = text(Samples.data(Samples.submitted())).replacing("\"lines\"", with: " \"lines\"")
        #expect(
            FollowedRecord(record).jsonLine()
                == #"{"topic":"fulfillment.orders.commands.v1","partition":1,"offset":7,"key":"shop-de/1001","type":"fulfillment.outbound-order.submitted.v1","id":"e-1","time":"2026-11-24T08:00:00.000Z","recordedAt":"2026-11-24T08:00:00.000Z","data":"#
                + data + "}")
    }

    @Test func whatIsNoMessageSaysWhy() {
        let record = Record(
            topic: Topic.orderCommands.name, partition: 0, offset: 0, timestamp: 0,
            body: RecordBody(key: nil, value: Array("x".utf8)))
        let followed = FollowedRecord(record)
        #expect(followed.line(style: plain).contains("no key"))
        #expect(followed.line(style: plain).contains("no valid message: notJSON, not JSON at byte 0"))
        #expect(followed.jsonLine().contains(#""type":null,"id":null"#))
        #expect(followed.jsonLine().hasSuffix(#""value":"x"}"#))
    }
}

/// What `--order` and `--case` pick, on a log.
struct FollowerTests {
    private func followUntilEnd(_ filter: FollowFilter, _ written: [OutgoingRecord]) throws -> [FollowedRecord] {
        let log = try Samples.log()
        try log.appender().append(written)
        var follower = Follower(log, partitions: try Samples.partitions(log), filter: filter, fromBeginning: true)
        follower.untilEnd = true
        var found: [FollowedRecord] = []
        try follower.run(until: { false }) { found += $0 }
        return found
    }

    @Test func untilTheEndItEndsByItselfAlsoWhereNothingIsWanted() throws {
        #expect(try followUntilEnd(FollowFilter(), messages).count == 6)
        #expect(try followUntilEnd(FollowFilter(store: "shop-xx"), messages).isEmpty)
        #expect(try followUntilEnd(FollowFilter(), []).isEmpty)
    }

    @Test func aStoreHasItsOrdersAndTheMovementsForThem() throws {
        let all = try followUntilEnd(FollowFilter(store: "shop-de"), messages)
        #expect(Set(all.map { Topic.short($0.record.topic) }).isSubset(of: [
            "orders.commands", "orders.events", "cancellations.outcomes", "inventory.movements",
        ]))
        #expect(all.filter { $0.key == "shop-de/1001" }.count == 4)
        #expect(try followUntilEnd(FollowFilter(store: "shop-d"), messages).isEmpty, "the whole name of a store")
    }

    @Test func aTopicAndATimeNarrowItDown() throws {
        var filter = FollowFilter()
        filter.topics = [.cancellationOutcomes]
        let outcomes = try followUntilEnd(filter, messages).map(\.record.topic)
        #expect(outcomes == [Topic.cancellationOutcomes.name, Topic.cancellationOutcomes.name])
        filter = FollowFilter()
        filter.since = Timestamp(milliseconds: .max)
        #expect(try followUntilEnd(filter, messages).isEmpty)
        filter.since = Timestamp(milliseconds: 0)
        #expect(try followUntilEnd(filter, messages).count == 6)
    }

    @Test(arguments: [
        ("90s", 910_000), ("2h", nil), ("10m", 400_000), ("1970-01-01T00:00:05Z", 5_000), ("", nil), ("h", nil),
        ("2w", nil), ("-2m", nil), ("yesterday", nil),
    ] as [(String, Int64?)])
    func aMomentIsATimeOrHowLongAgoItWas(text: String, milliseconds: Int64?) {
        #expect(TimeRule.time(text, now: 1_000_000)?.milliseconds == milliseconds)
    }

    @Test func aTopicIsNamedInFullOrInShort() {
        for topic in Topic.allCases {
            #expect(TopicRule.topic(topic.name) == topic)
            #expect(TopicRule.topic(Topic.short(topic.name)) == topic)
        }
        #expect(TopicRule.topic("orders") == nil)
    }

    private func follow(_ filter: FollowFilter, _ written: [OutgoingRecord]) throws -> [FollowedRecord] {
        let log = try Samples.log()
        try log.appender().append(written)
        var follower = Follower(log, partitions: try Samples.partitions(log), filter: filter, fromBeginning: true)
        var found: [FollowedRecord] = []
        let end = ContinuousClock.now + .seconds(10)
        var isOver = false
        try follower.run(until: { isOver || ContinuousClock.now > end }) { records in
            found += records
            isOver = true
        }
        return found
    }

    private var messages: [OutgoingRecord] {
        [
            Samples.outgoing(Samples.moved(.allocated, allocated: (2, 2), outboundOrderId: "OB-1")),
            Samples.outgoing(Samples.moved(.allocated, allocated: (4, 2), outboundOrderId: "OB-2")),
            Samples.outgoing(Samples.submitted()),
            Samples.outgoing(Samples.outbound(1, .releasing, caseId: "shop-de/1001/c1")),
            Samples.outgoing(Samples.change(1, "r-1", .releasing, .awaitingRelease)),
            Samples.outgoing(Samples.change(1, "r-2", .refused, .inTransit, caseNumber: 2)),
        ]
    }

    /// Kafka gives the past partition by partition: here each in one piece, and the ones that are behind after the others.
    @Test func whatIsReadPartitionByPartitionIsMergedByTime() {
        func record(_ partition: Int32, _ offset: Int64, at time: Int64) -> Record {
            Record(
                topic: Topic.orderEvents.name, partition: partition, offset: offset, timestamp: time,
                body: RecordBody(key: nil, value: nil))
        }
        var merged = MergedRecords()
        func read(_ records: [Record]) {
            for one in records {
                merged.see(one)
                merged.records.append(FollowedRecord(one))
            }
        }
        let (first, second) = (TopicPartition(Topic.orderEvents.name, 0), TopicPartition(Topic.orderEvents.name, 1))
        func times(_ behind: Set<TopicPartition>, _ limit: Int = 100) -> [Int64] {
            merged.take(behind: behind, keepingAtMost: limit).map(\.record.timestamp)
        }
        read([record(0, 0, at: 10), record(0, 1, at: 30), record(0, 2, at: 50)])
        #expect(times([second]) == [], "something older may still come")
        read([record(1, 0, at: 20), record(1, 1, at: 40)])
        #expect(times([second]) == [10, 20, 30], "up to where the one that is behind has been read")
        read([record(1, 2, at: 60)])
        #expect(times([first, second], 2) == [40])
        #expect(times([]) == [50, 60], "all, once nothing is behind")
        read((0..<10).map { record(0, 3 + $0, at: 100 + $0) })
        #expect(times([second], 5).count == 5, "no more than that wait")
        #expect(times([]).count == 5)
    }

    @Test func withoutAFilterEverythingComes() throws {
        #expect(try follow(FollowFilter(), messages).count == 6)
    }

    @Test func anOrderHasTheMovementsOfItsOutboundOrders() throws {
        let found = try follow(FollowFilter(order: Samples.order), messages)
        #expect(
            found.map { Topic.short($0.record.topic) }.sorted() == [
                "cancellations.outcomes", "cancellations.outcomes", "inventory.movements", "orders.commands",
                "orders.events",
            ])
    }

    @Test func aCaseHasWhatNamesItAndTheMovementsOfItsOutboundOrders() throws {
        let found = try follow(FollowFilter(caseId: "shop-de/1001/c1"), messages)
        #expect(
            found.map { Topic.short($0.record.topic) }.sorted() == [
                "cancellations.outcomes", "inventory.movements", "orders.events",
            ])
    }

    @Test func anotherOrderHasNothing() throws {
        let other = StoreOrderKey(storeId: "shop-de", storeOrderId: "1")
        let own = Message.cancellationRequested(
            CancellationRequested(
                requestId: "r", storeOrder: other, reason: "other", requestedBy: "buyer", requestedAt: Samples.now))
        #expect(try follow(FollowFilter(order: other), messages + [Samples.outgoing(own)]).count == 1)
    }
}
