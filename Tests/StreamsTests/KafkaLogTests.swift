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
        try GroupRequest.remove(member, from: group, on: RealBroker.bootstrap())
    }
}

@Suite("KafkaLog", .enabled(if: RealBroker.isAvailable), .timeLimit(.minutes(15)))
struct KafkaLogTests {
    @Test("keeps the promises of a log", arguments: LogConformance.cases)
    func keeps(_ promise: LogConformance.Case) async throws { try await promise.run(on: KafkaLogFactory()) }
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
