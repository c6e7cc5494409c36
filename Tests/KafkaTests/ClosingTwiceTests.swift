import Kafka
import TestLogs
import TestSupport
import Testing

/// A session that could not recreate a producer closes the old one once more.
@Suite("Closing twice", .timeLimit(.minutes(15)))
struct ClosingTwiceTests {
    @Test("a producer whose client is gone may be closed again")
    func transactionalProducer() async throws {
        try await blocking {
            let cluster = try MockCluster()
            try cluster.create(topic: "out", partitions: 1)
            let producer = try TransactionalProducer(
                KafkaConfiguration([("bootstrap.servers", cluster.bootstrap), ("transactional.id", "t")]))
            try producer.prepare(topics: ["out"], timeout: .seconds(30))
            #expect(producer.close(deadline: .seconds(10)))
            #expect(producer.close(deadline: .zero))
        }
    }
}
