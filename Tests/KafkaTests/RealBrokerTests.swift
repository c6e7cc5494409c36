import Foundation
import Kafka
import TestSupport
import Testing

/// What only a real broker does: transactions, fencing, exact bytes.
@Suite("Clients against a real broker", .enabled(if: RealBroker.isAvailable), .timeLimit(.minutes(15)))
struct RealBrokerTests {
    private func base(_ more: [(name: String, value: String)] = []) throws -> KafkaConfiguration {
        KafkaConfiguration(
            [("bootstrap.servers", try RealBroker.bootstrap()), ("linger.ms", "1"), ("retry.backoff.ms", "10")] + more)
    }

    private func topic(_ name: String, partitions: Int32 = 1) throws -> String {
        let topic = RealBroker.unique(name)
        let admin = try Admin(base())
        // The broker would remove messages as old as some here are, whenever it looks.
        let kept = ["retention.ms": "-1"]
        try admin.create(
            [NewTopic(name: topic, partitions: partitions, replication: 1, settings: kept)], timeout: .seconds(30))
        admin.close(deadline: .seconds(5))
        return topic
    }

    private func transactional(_ id: String, _ topics: [String]) throws -> TransactionalProducer {
        let producer = try TransactionalProducer(base([("transactional.id", id)]))
        try producer.prepare(topics: topics, timeout: .seconds(30))
        try producer.initTransactions(timeout: .seconds(60))
        return producer
    }

    private func reader(_ topic: String, partitions: Int32 = 1) throws -> Consumer {
        let consumer = try Consumer(
            base([
                ("group.id", RealBroker.unique("reader")), ("enable.partition.eof", "true"),
                ("fetch.wait.max.ms", "20"),
                ("isolation.level", "read_committed"), ("enable.auto.commit", "false"),
            ]))
        try consumer.assign(
            (0..<partitions).map { PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.beginning) })
        return consumer
    }

    @Test("topics are raised, those that have as many by then stay, and none gets fewer")
    func raise() async throws {
        try await blocking {
            let (one, two) = (try topic("raised", partitions: 2), try topic("raised", partitions: 4))
            let admin = try Admin(base())
            defer { admin.close(deadline: .seconds(5)) }
            func counts() throws -> [Int32?] {
                let known = try admin.topics(timeout: .seconds(10))
                return [one, two].map { known[$0]?.partitions }
            }
            try admin.raise([one, two], to: 4, timeout: .seconds(30))
            #expect(try counts() == [4, 4])
            let producer = try transactional(RealBroker.unique("t"), [one])
            try producer.begin()
            try producer.send(Message("to a new one", partition: 3), to: one)
            try producer.commit(timeout: .seconds(30))
            #expect(producer.close(deadline: .seconds(10)))
            try admin.raise([one], to: 3, timeout: .seconds(30))
            #expect(try counts() == [4, 4])
            let error = #expect(throws: KafkaError.self) {
                try admin.raise([RealBroker.unique("not-there")], to: 3, timeout: .seconds(5))
            }
            #expect(error?.description.contains("not-there") == true)
        }
    }

    @Test("the members of a group are known until they have left")
    func members() async throws {
        try await blocking {
            let topic = try topic("members")
            let group = RealBroker.unique("group")
            let admin = try Admin(base())
            defer { admin.close(deadline: .seconds(5)) }
            #expect(try admin.members(of: group, timeout: .seconds(10)) == [])
            let consumer = try Consumer(
                base([("group.id", group), ("client.id", "me"), ("partition.assignment.strategy", "range")]))
            try consumer.subscribe([topic])
            _ = try eventually("it is a member", state: { "" }) {
                _ = consumer.poll(timeout: .milliseconds(100)) { _ in }
                return try admin.members(of: group, timeout: .seconds(10)) == ["me"] ? true : nil
            }
            #expect(consumer.close(deadline: .seconds(10)))
            _ = try eventually("it has left", state: { "" }) {
                try admin.members(of: group, timeout: .seconds(10)).isEmpty ? true : nil
            }
        }
    }

    @Test("a transaction is visible as a whole or not at all, and an aborted one never")
    func wholeOrNothing() async throws {
        try await blocking {
            let out = try topic("whole", partitions: 2)
            let producer = try transactional(RealBroker.unique("t"), [out])
            try producer.begin()
            for number in 0..<10 { try producer.send(Message("a\(number)", partition: Int32(number % 2)), to: out) }
            var consumer = try reader(out, partitions: 2)
            #expect(try consumer.readToEnd(partitions: 2) == [])
            consumer.close(deadline: .seconds(10))
            try producer.abort(timeout: .seconds(30))
            #expect(producer.endRequests == 1)
            try producer.begin()
            for number in 0..<10 { try producer.send(Message("b\(number)", partition: Int32(number % 2)), to: out) }
            try producer.commit(timeout: .seconds(30))
            #expect(producer.endRequests == 1)
            consumer = try reader(out, partitions: 2)
            var texts: Set<String> = []
            _ = try eventually("the committed messages", state: { "\(texts)" }) {
                _ = consumer.poll(timeout: .milliseconds(200)) { texts.insert(Message($0).text) }
                return texts.count == 10 ? true : nil
            }
            let expected = Set((0..<10).map { "b\($0)" })
            #expect(texts == expected)
            #expect(consumer.close(deadline: .seconds(10)))
            #expect(producer.close(deadline: .seconds(10)))
        }
    }

    @Test("behind a transaction that is open, a partition ends sooner for whoever reads than it does")
    func endsOfAnOpenTransaction() async throws {
        try await blocking {
            let out = try topic("open")
            let producer = try transactional(RealBroker.unique("t"), [out])
            let consumer = try reader(out)
            try producer.begin()
            for number in 0..<3 { try producer.send(Message("\(number)"), to: out) }
            let fetched = try eventually("the end is fetched") {
                _ = consumer.poll(timeout: .milliseconds(100)) { _ in }
                return consumer.fetchedEnd(topic: out, partition: 0).flatMap { $0 == 3 ? $0 : nil }
            }
            let readable = try consumer.watermarks(topic: out, partition: 0, timeout: .seconds(30)).end
            #expect((fetched, readable) == (3, 0))
            try producer.abort(timeout: .seconds(30))
            _ = try eventually("all can be read") {
                try consumer.watermarks(topic: out, partition: 0, timeout: .seconds(30)).end == 4 ? true : nil
            }
            #expect(consumer.close(deadline: .seconds(10)))
            #expect(producer.close(deadline: .seconds(10)))
        }
    }

    @Test("a queue that is full is waited out: nothing is dropped, and the order stays")
    func fullQueue() async throws {
        try await blocking {
            let out = try topic("full")
            let producer = try Producer(base([("queue.buffering.max.messages", "5"), ("enable.idempotence", "true")]))
            for number in 0..<2_000 { try producer.send(Message("\(number)"), to: out) }
            try producer.flush(timeout: .seconds(60))
            let consumer = try reader(out)
            let texts = try consumer.readToEnd().map(\.text)
            #expect(texts == (0..<2_000).map(String.init))
            #expect(consumer.close(deadline: .seconds(10)))
            #expect(producer.close(deadline: .seconds(10)))
        }
    }

    @Test("offsets are committed with the outputs, and dropped with them")
    func offsetsWithOutputs() async throws {
        try await blocking {
            let input = try topic("in")
            let out = try topic("out")
            let group = RealBroker.unique("g")
            let plain = try Producer(base())
            for number in 0..<5 { try plain.send(Message("\(number)"), to: input) }
            try plain.flush(timeout: .seconds(30))
            let consumer = try Consumer(
                base([
                    ("group.id", group), ("isolation.level", "read_committed"), ("enable.auto.commit", "false"),
                    ("auto.offset.reset", "earliest"), ("partition.assignment.strategy", "range"),
                ]))
            try consumer.subscribe([input])
            let places: [PartitionOffset] = try eventually("an assignment") {
                guard case .assigned(let places) = consumer.poll(timeout: .milliseconds(200), { _ in }) else {
                    return nil
                }
                return places
            }
            try consumer.assign(places)
            let place = PartitionOffset(topic: input, partition: 0)
            #expect(try consumer.committed([place], timeout: .seconds(30)).map(\.offset) == [PartitionOffset.none])
            let producer = try transactional(group, [out])
            for (offset, commits) in [(3, true), (5, false)] as [(Int64, Bool)] {
                try producer.begin()
                try producer.send(Message("out"), to: out)
                try producer.sendOffsets(
                    [PartitionOffset(topic: input, partition: 0, offset: offset)], group: consumer.groupMetadata(),
                    timeout: .seconds(30))
                if commits {
                    try producer.commit(timeout: .seconds(30))
                } else {
                    try producer.abort(timeout: .seconds(30))
                }
            }
            #expect(try consumer.committed([place], timeout: .seconds(30)).map(\.offset) == [3])
            #expect(consumer.close(deadline: .seconds(10)))
            producer.close(deadline: .seconds(10))
            plain.close(deadline: .seconds(10))
        }
    }

    @Test("a second producer of the same id fences the first, whose messages are never seen")
    func fencing() async throws {
        try await blocking {
            let out = try topic("fenced")
            let id = RealBroker.unique("t")
            let first = try transactional(id, [out])
            try first.begin()
            try first.send(Message("old"), to: out)
            let second = try transactional(id, [out])
            let error = #expect(throws: KafkaError.self) { try first.commit(timeout: .seconds(30)) }
            #expect(error?.code == KafkaError.Code.fenced)
            #expect(error?.isFatal == true)
            try second.begin()
            try second.send(Message("new"), to: out)
            try second.commit(timeout: .seconds(30))
            let consumer = try reader(out)
            var texts: [String] = []
            _ = try eventually("the second producer's message") {
                _ = consumer.poll(timeout: .milliseconds(200)) { texts.append(Message($0).text) }
                return texts.isEmpty ? nil : true
            }
            #expect(texts == ["new"])
            consumer.close(deadline: .seconds(10))
            first.close(deadline: .seconds(10))
            second.close(deadline: .seconds(10))
        }
    }

    @Test("keys, values, headers and timestamps come back as they were, missing ones apart from empty ones")
    func exactBytes() async throws {
        try await blocking {
            let topic = try topic("exact")
            let messages = [
                Message(key: [1], value: nil, timestamp: 1_000),
                Message(key: [1], value: [], timestamp: 1_001),
                Message(key: nil, value: [2], timestamp: 1_002),
                Message(key: [], value: [3], timestamp: 1_003),
                Message(
                    key: [0, 255], value: [0, 1, 2],
                    headers: [.init("a", [1]), .init("b", nil), .init("c", []), .init("a", [2])],
                    timestamp: 1_700_000_000_123),
                Message(key: nil, value: nil, headers: [.init("", [9])], timestamp: 1_004),
            ]
            let producer = try Producer(base([("enable.idempotence", "true")]))
            for message in messages { try producer.send(message, to: topic) }
            try producer.flush(timeout: .seconds(30))
            let consumer = try reader(topic)
            #expect(try consumer.readToEnd() == messages)
            consumer.close(deadline: .seconds(10))
            producer.close(deadline: .seconds(10))
        }
    }

    @Test("topics are made once, with their settings, and described")
    func topics() async throws {
        try await blocking {
            let name = RealBroker.unique("topic")
            let admin = try Admin(base())
            let topic = NewTopic(name: name, partitions: 3, replication: 1, settings: ["cleanup.policy": "compact"])
            try admin.create([topic], timeout: .seconds(30))
            try admin.create([topic], timeout: .seconds(30))
            let known = try admin.topics(timeout: .seconds(30))
            #expect(known[name]?.partitions == 3)
            #expect(known[name]?.replication == 1)
            #expect(known[name]?.isReady == true)
            let wrong = NewTopic(
                name: RealBroker.unique("topic"), partitions: 1, replication: 1, settings: ["no.such": "1"])
            let error = #expect(throws: KafkaError.self) { try admin.create([wrong], timeout: .seconds(30)) }
            #expect(error?.description.contains(wrong.name) == true)
            #expect(admin.close(deadline: .seconds(10)))
        }
    }
}
