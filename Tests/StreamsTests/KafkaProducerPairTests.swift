import Contracts
import Kafka
import TestSupport
import Testing

@testable import Streams
@testable import TestLogs

/// The two producers of a session, on librdkafka's own brokers: what makes one of them suspect, and what follows.
@Suite("Producers in turn", .timeLimit(.minutes(15)))
struct KafkaProducerPairTests {
    /// How the first of three transactions is asked to end, and whether its producer may have the third one.
    struct Ending: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the broker answers to the first requests to end it.
        let answers: [Int32]
        let isTrusted: Bool
    }

    static let endings = [
        Ending(testDescription: "by one request", answers: [], isTrusted: true),
        // CONCURRENT_TRANSACTIONS: librdkafka asks again by itself.
        Ending(testDescription: "by a request that the client repeats", answers: [51], isTrusted: false),
        // A cut connection: whether the first request has reached the broker is not known.
        Ending(
            testDescription: "by a request whose answer is lost", answers: [KafkaError.Code.transport], isTrusted: false),
    ]

    @Test("a producer whose transaction was not ended by exactly one request is recreated before it is used", arguments: endings)
    func suspect(_ ending: Ending) async throws {
        try await blocking {
            let cluster = try MockCluster()
            for topic in ["out", "state"] { try cluster.create(topic: topic, partitions: 1) }
            let settings = KafkaLogSettings(bootstrap: cluster.bootstrap, properties: [], notices: NoticeLimiter { _ in })
            let group = GroupSettings(group: "g", member: "m", inputs: ["in"], outputs: ["out"], stateTopic: "state")
            let consumer = try Consumer(settings.member(group))
            var pair = try KafkaProducerPair(group, settings, Disturbance(last: nil))
            defer {
                pair.close(deadline: .seconds(5))
                consumer.close(deadline: .seconds(5))
            }
            cluster.fail(.endTransaction, with: ending.answers)
            try pair.append(record("first"))
            try pair.commit([], of: consumer)
            try pair.append(record("second, by the other producer"))
            try pair.commit([], of: consumer)
            // A recreated session asks for a producer id, and is refused it.
            cluster.fail(.initProducerID, with: [53])  // TRANSACTIONAL_ID_AUTHORIZATION_FAILED
            if ending.isTrusted {
                try pair.append(record("third"))
                try pair.commit([], of: consumer)
            } else {
                let error = #expect(throws: LogError.self) { try pair.append(record("third")) }
                #expect(error?.outcome == .configuration)
                #expect(!pair.isOpen)
            }
        }
    }

    private func record(_ text: String) -> OutgoingRecord {
        OutgoingRecord(topic: "out", partition: 0, body: RecordBody(key: Array("k".utf8), value: Array(text.utf8)))
    }
}
