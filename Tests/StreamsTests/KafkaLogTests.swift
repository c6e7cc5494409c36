import Contracts
import Streams
import TestSupport
import Testing

/// Clients of one real broker.
private struct KafkaLogFactory: LogFactory {
    let features: LogFeatures = [.markersTakeOffsets]
    func make() throws -> any Log {
        // All cases run at once: none of them may lose its session or its transaction because the machine is busy.
        try KafkaLog(
            bootstrap: RealBroker.bootstrap(),
            properties: [("session.timeout.ms", "30000"), ("transaction.timeout.ms", "60000")])
    }

    func reopen(_ log: any Log) throws -> any Log {
        log.close()
        return try make()
    }

    func makeDeaf(_ log: any Log) throws -> (any Log)? {
        try KafkaLog(
            bootstrap: RealBroker.bootstrap(),
            properties: [
                ("session.timeout.ms", "600000"), ("heartbeat.interval.ms", "300000"),
                ("max.poll.interval.ms", "900000"), ("transaction.timeout.ms", "60000"),
            ])
    }

    func expel(_ member: String, of group: String, from log: any Log) throws {
        try KafkaRequest.remove(member, from: group, on: RealBroker.bootstrap())
    }

    /// A static member stays for as long as its session: it is removed first.
    func loseOffsets(of group: String, leftBy member: String, on log: any Log) throws -> Bool {
        try KafkaRequest.remove(member, from: group, on: RealBroker.bootstrap())
        try KafkaRequest.delete(group, on: RealBroker.bootstrap())
        return true
    }
}

@Suite("KafkaLog", .enabled(if: RealBroker.isAvailable), .timeLimit(.minutes(15)))
struct KafkaLogTests {
    @Test("keeps the promises of a log", arguments: LogConformance.cases)
    func keeps(_ promise: LogConformance.Case) async throws { try await promise.run(on: KafkaLogFactory()) }

    @Test("a topic with another message where the last one was read is not read on")
    func anotherTopic() async throws {
        try await blocking {
            let bench = try LogBench(KafkaLogFactory())
            defer { bench.log.close() }
            try bench.makeTopics(partitions: 1)
            try bench.write(numbers(0..<5), to: bench.input)
            let member = try bench.join()
            member.known = [TopicPartition(bench.input, 0): InputPosition(next: 3, time: 1)]
            let error = #expect(throws: LogError.self) { try member.run("an assignment") { member.held == [0] } }
            #expect(error?.outcome == .mismatch)
            #expect(error?.message.contains("turnback topics rewind") == true)
            member.close()
        }
    }
}

@Suite("KafkaLog without a broker", .timeLimit(.minutes(15)))
struct KafkaLogConfigurationTests {
    @Test("an unknown property is a configuration error that names it")
    func unknownProperty() {
        let error = #expect(throws: LogError.self) {
            try KafkaLog(bootstrap: "127.0.0.1:1", properties: [("no.such.property", "1")])
        }
        #expect(error?.outcome == .configuration)
        #expect(error?.message.contains("no.such.property") == true)
    }
}
