import Contracts
import Streams
import TestSupport
import Testing

@Suite("Refused records", .enabled(if: RealBroker.isAvailable), .timeLimit(.minutes(15)))
struct RefusedRecordTests {
    /// Bytes of a value: the broker refuses the first, which is too large for its topic, librdkafka the second.
    @Test(arguments: [200_000, 9 << 20])
    func aRecordThatTheBrokerNeverTakesIsToldFromTroubleAndTheSessionGoesOn(_ size: Int) throws {
        let log = try KafkaLog(bootstrap: RealBroker.bootstrap())
        defer { log.close() }
        let prefix = RealBroker.unique("refused")
        let (input, output, state) = ("\(prefix).input", "\(prefix).output", "\(prefix).state")
        try log.create([
            TopicSettings(name: input, partitions: 1, replication: 1),
            TopicSettings(name: output, partitions: 1, replication: 1, settings: ["max.message.bytes": "100000"]),
            TopicSettings(name: state, partitions: 1, replication: 1, compacted: true),
        ])
        let session = try log.join(
            GroupSettings(group: prefix, member: "one", inputs: [input], outputs: [output], stateTopic: state))
        defer { session.close(deadline: .seconds(5)) }
        func record(_ text: String) -> OutgoingRecord {
            OutgoingRecord(topic: output, partition: 0, body: RecordBody(key: nil, value: Array(text.utf8)))
        }
        // What can be compressed is not too large.
        var random = SplitMix64(seed: UInt64(size))
        let large = String(decoding: (0..<size).map { _ in UInt8(35 + random.below(90)) }, as: UTF8.self)
        for round in 1...3 {
            let error = #expect(throws: LogError.self) {
                try session.append(record("small"))
                try session.append(record(large))
                try session.commit([:])
            }
            #expect(error?.outcome == .refused, "round \(round): \(error?.message ?? "")")
            try session.abort()
        }
        try session.append(record("good"))
        try session.commit([:])
        let reader = try log.reader(from: [TopicPartition(output, 0): .beginning])
        defer { reader.close() }
        // A commit is reported before its marker is written everywhere: only then can it be read.
        var texts: [String] = []
        let deadline = ContinuousClock.now + .seconds(60)
        while texts.isEmpty, ContinuousClock.now < deadline {
            texts += try reader.poll(timeout: .seconds(1)).map { String(decoding: $0.body.value ?? [], as: UTF8.self) }
        }
        #expect(texts == ["good"])
    }
}
