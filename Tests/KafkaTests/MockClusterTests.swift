import Foundation
import Kafka
import Synchronization
import TestLogs
import TestSupport
import Testing

/// Error paths, with librdkafka's own brokers in the process.
@Suite("Clients against mock brokers", .timeLimit(.minutes(15)))
struct MockClusterTests {
    private func producer(
        _ cluster: MockCluster, _ more: [(name: String, value: String)] = []
    ) -> KafkaConfiguration {
        KafkaConfiguration([("bootstrap.servers", cluster.bootstrap), ("linger.ms", "1")] + more)
    }

    private func transactional(
        _ cluster: MockCluster, _ more: [(name: String, value: String)] = [("retry.backoff.ms", "5")]
    ) throws -> TransactionalProducer {
        let producer = try TransactionalProducer(producer(cluster, [("transactional.id", "t")] + more))
        try producer.prepare(topics: ["out"], timeout: .seconds(30))
        try producer.initTransactions(timeout: .seconds(30))
        return producer
    }

    private func reader(_ cluster: MockCluster) throws -> Consumer {
        try Consumer(
            KafkaConfiguration([
                ("bootstrap.servers", cluster.bootstrap), ("group.id", "g"), ("enable.partition.eof", "true"),
                ("fetch.wait.max.ms", "5"), ("auto.offset.reset", "earliest"), ("enable.auto.commit", "false"),
            ]))
    }

    @Test("what is produced is consumed in order, partition by partition")
    func roundTrip() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "in", partitions: 2)
            let producer = try Producer(producer(cluster))
            for number in 0..<200 { try producer.send(Message("\(number)", partition: Int32(number % 2)), to: "in") }
            try producer.flush(timeout: .seconds(30))
            producer.close(deadline: .seconds(5))
            let consumer = try reader(cluster)
            try consumer.assign(
                (0..<2).map { PartitionOffset(topic: "in", partition: $0, offset: PartitionOffset.beginning) })
            let messages = try consumer.readToEnd(partitions: 2)
            for partition in Int32(0)..<2 {
                let texts = messages.filter { $0.partition == partition }.map(\.text)
                let expected = (0..<200).filter { $0 % 2 == Int(partition) }.map { "\($0)" }
                #expect(texts == expected)
            }
            #expect(consumer.close(deadline: .seconds(10)))
        }
    }

    @Test("a partition or topic that does not exist is refused at once, with headers given back")
    func unknownPlaces() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "in", partitions: 2)
            let producer = try Producer(producer(cluster))
            let message = Message(partition: 2, value: [1], headers: [.init("a", [1])])
            let error = #expect(throws: KafkaError.self) { try producer.send(message, to: "in") }
            #expect(error?.code == KafkaError.Code.unknownPartition)
            #expect(error?.description.contains("in partition 2") == true)
            try producer.send(Message("fine", partition: 1), to: "in")
            try producer.flush(timeout: .seconds(30))
        }
    }

    @Test("a full queue waits for reports and drops nothing")
    func fullQueue() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "in", partitions: 1)
            let producer = try Producer(producer(cluster, [("queue.buffering.max.messages", "10")]))
            let ticket = producer.ticket()
            for number in 0..<500 { try producer.send(Message("\(number)"), to: "in", ticket: ticket) }
            guard case .all = producer.finish(ticket, timeout: .seconds(30)) else {
                Issue.record("not all were delivered")
                return
            }
            let consumer = try reader(cluster)
            try consumer.assign([PartitionOffset(topic: "in", partition: 0, offset: PartitionOffset.beginning)])
            let expected = (0..<500).map { "\($0)" }
            #expect(try consumer.readToEnd().map(\.text) == expected)
            consumer.close(deadline: .seconds(10))
        }
    }

    @Test("a message that is not delivered surfaces at the flush, once")
    func failedDelivery() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "in", partitions: 1)
            let producer = try Producer(producer(cluster))
            try producer.prepare(topics: ["in"], timeout: .seconds(30))
            cluster.fail(.produce, with: [KafkaError.Code.messageTooLarge])
            let ticket = producer.ticket()
            try producer.send(Message("x"), to: "in", ticket: ticket)
            guard case .none(let failure) = producer.finish(ticket, timeout: .seconds(30)) else {
                Issue.record("the failure was not reported")
                return
            }
            #expect(failure.code == KafkaError.Code.messageTooLarge)
            let error = #expect(throws: KafkaError.self) { try producer.flush(timeout: .seconds(30)) }
            #expect(error?.code == KafkaError.Code.messageTooLarge)
            #expect(error?.context == "write to in partition 0")
            try producer.flush(timeout: .seconds(30))
        }
    }

    @Test("a connection that ends during a write is made again, and the message is delivered")
    func lostConnection() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "in", partitions: 1)
            let notices = Mutex<[KafkaError]>([])
            var configuration = producer(cluster, [("enable.idempotence", "true"), ("retry.backoff.ms", "5")])
            configuration.notice = { error in notices.withLock { $0.append(error) } }
            let producer = try Producer(configuration)
            try producer.prepare(topics: ["in"], timeout: .seconds(30))
            cluster.fail(.produce, with: [KafkaError.Code.transport])
            let ticket = producer.ticket()
            try producer.send(Message("x"), to: "in", ticket: ticket)
            guard case .all = producer.finish(ticket, timeout: .seconds(60)) else {
                Issue.record("not delivered")
                return
            }
        }
    }

    @Test("a failed delivery within a transaction requires an abort, and the next one succeeds")
    func transactionRequiresAbort() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "out", partitions: 1)
            let producer = try transactional(cluster)
            cluster.fail(.produce, with: [KafkaError.Code.messageTooLarge])
            try producer.begin()
            try producer.send(Message("x"), to: "out")
            let error = #expect(throws: KafkaError.self) { try producer.commit(timeout: .seconds(30)) }
            #expect(error?.requiresAbort == true)
            #expect(error?.description.contains("write to out partition 0") == true)
            try producer.abort(timeout: .seconds(30))
            // The producer's new epoch may arrive within the next transaction, which must then be aborted, too.
            _ = try eventually("a transaction that succeeds") { () -> Bool? in
                do throws(KafkaError) {
                    try producer.begin()
                    try producer.send(Message("y"), to: "out")
                    try producer.commit(timeout: .seconds(30))
                    return true
                } catch {
                    #expect(error.requiresAbort, "\(error)")
                    try producer.abort(timeout: .seconds(30))
                    return nil
                }
            }
        }
    }

    /// Two batches under way, where the broker refuses the first for the moment and takes the second, as it does
    /// while a partition moves: librdkafka infers from the second that the first is there as well, and drops it.
    private func refuseTheFirstOfTwoBatches(_ cluster: MockCluster, _ send: (String) throws -> Void) rethrows {
        cluster.setRoundTrip(1, .milliseconds(100))
        cluster.fail(.produce, with: [6])  // NOT_LEADER_FOR_PARTITION
        try send("first")
        try send("second")
    }

    private static let twoBatches = [("batch.num.messages", "1"), ("retry.backoff.ms", "500")]

    @Test("a commit that rests on a message whose arrival was only inferred requires an abort")
    func inferredDelivery() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "out", partitions: 1)
            let producer = try transactional(cluster, Self.twoBatches)
            try producer.begin()
            try refuseTheFirstOfTwoBatches(cluster) { try producer.send(Message($0), to: "out") }
            let error = #expect(throws: KafkaError.self) { try producer.commit(timeout: .seconds(30)) }
            #expect(error?.requiresAbort == true, "\(error?.description ?? "")")
            try producer.abort(timeout: .seconds(30))
            try producer.begin()
            try producer.send(Message("again"), to: "out")
            try producer.commit(timeout: .seconds(30))
        }
    }

    @Test("with one request at a time a producer loses nothing that is refused for the moment", arguments: [true, false])
    func oneRequestAtATime(_ oneAtATime: Bool) async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "in", partitions: 1)
            let producer = try Producer(
                producer(
                    cluster,
                    [("enable.idempotence", "true")] + Self.twoBatches
                        + (oneAtATime ? [("max.in.flight.requests.per.connection", "1")] : [])))
            try producer.prepare(topics: ["in"], timeout: .seconds(30))
            let ticket = producer.ticket()
            try refuseTheFirstOfTwoBatches(cluster) { try producer.send(Message($0), to: "in", ticket: ticket) }
            guard case .all = producer.finish(ticket, timeout: .seconds(30)) else {
                Issue.record("not delivered")
                return
            }
            let consumer = try reader(cluster)
            try consumer.assign([PartitionOffset(topic: "in", partition: 0, offset: PartitionOffset.beginning)])
            // The other case shows what it is for.
            #expect(try consumer.readToEnd().map(\.text) == (oneAtATime ? ["first", "second"] : ["second"]))
            consumer.close(deadline: .seconds(10))
        }
    }

    @Test("a commit that is sent again is recognized by the count of its requests")
    func countsEndRequests() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "out", partitions: 1)
            let producer = try transactional(cluster)
            try producer.begin()
            try producer.send(Message("x"), to: "out")
            cluster.fail(.endTransaction, with: [51])  // CONCURRENT_TRANSACTIONS
            try producer.commit(timeout: .seconds(30))
            #expect(producer.endRequests == 2)
            try producer.begin()
            #expect(producer.endRequests == 0)
            try producer.send(Message("y"), to: "out")
            try producer.commit(timeout: .seconds(30))
            #expect(producer.endRequests == 1)
        }
    }

    @Test("a producer that was fenced can do nothing more, and says so")
    func fenced() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "out", partitions: 1)
            let producer = try transactional(cluster)
            try producer.begin()
            try producer.send(Message("x"), to: "out")
            cluster.fail(.endTransaction, with: [90])  // PRODUCER_FENCED
            let error = #expect(throws: KafkaError.self) { try producer.commit(timeout: .seconds(30)) }
            #expect(error?.isFatal == true)
            #expect(error?.code == KafkaError.Code.fenced)
            #expect(producer.fatalError?.code == KafkaError.Code.fenced)
            #expect(producer.close(deadline: .seconds(10)))
        }
    }

    @Test("the offsets of a partition are asked for no longer than is said, while its broker is away")
    func offsetsWithoutBroker() async throws {
        try await blocking {
            var cluster: MockCluster? = try MockCluster()
            try cluster?.create(topic: "in", partitions: 1)
            let consumer = try reader(#require(cluster))
            #expect(try consumer.watermarks(topic: "in", partition: 0, timeout: .seconds(30)) == (0, 0))
            cluster = nil
            #expect(throws: KafkaError.self) {
                try consumer.watermarks(topic: "in", partition: 0, timeout: .seconds(2))
            }
            consumer.close(deadline: .seconds(5))
        }
    }

    @Test("the offsets of a partition are asked of its new leader where the one that was asked has died")
    func offsetsFromANewLeader() async throws {
        try await blocking {
            let cluster = try MockCluster(brokers: 2)
            try cluster.create(topic: "in", partitions: 1)
            cluster.lead(topic: "in", partition: 0, by: 2)
            let consumer = try reader(cluster)
            #expect(try consumer.watermarks(topic: "in", partition: 0, timeout: .seconds(30)) == (0, 0))
            cluster.setBroker(2, isUp: false)
            cluster.lead(topic: "in", partition: 0, by: 1)
            #expect(try consumer.watermarks(topic: "in", partition: 0, timeout: .seconds(60)) == (0, 0))
            consumer.close(deadline: .seconds(5))
        }
    }

    @Test("a consumer is closed within its deadline while its broker is away")
    func closesWithoutBroker() async throws {
        try await blocking {
            var cluster: MockCluster? = try MockCluster()
            try cluster?.create(topic: "in", partitions: 1)
            let consumer = try reader(#require(cluster))
            try consumer.subscribe(["in"])
            let assigned: [PartitionOffset] = try eventually("an assignment") {
                guard case .assigned(let places) = consumer.poll(timeout: .milliseconds(200), { _ in }) else {
                    return nil
                }
                return places
            }
            #expect(assigned.map(\.partition) == [0])
            try consumer.assign(assigned)
            cluster = nil
            consumer.close(deadline: .seconds(2))
        }
    }

    @Test("brokers that cannot be reached are reported, and the call ends in its time")
    func noBroker() async throws {
        try await blocking {
            let notices = Mutex<[KafkaError]>([])
            let lines = Mutex<[KafkaLogLine]>([])
            var configuration = KafkaConfiguration([("bootstrap.servers", "127.0.0.1:1")])
            configuration.notice = { error in notices.withLock { $0.append(error) } }
            configuration.log = { line in lines.withLock { $0.append(line) } }
            let admin = try Admin(configuration)
            let error = #expect(throws: KafkaError.self) { try admin.topics(timeout: .seconds(2)) }
            #expect(error?.isRetriable == true)
            let codes = notices.withLock { $0.map(\.code) }
            let levels = lines.withLock { $0.map(\.level) }
            #expect(codes.contains(KafkaError.Code.transport))
            #expect(!levels.isEmpty)
            #expect(levels.max() ?? 0 <= 4)
            #expect(admin.close(deadline: .seconds(10)))
        }
    }
}
