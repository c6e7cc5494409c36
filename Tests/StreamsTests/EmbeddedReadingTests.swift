import Contracts
import Foundation
import Streams
import Testing

/// An embedded log that is only read. Reading beside a process that writes is in `EndToEnd`: a process may have a log
/// open once only.
@Suite("EmbeddedLog, read only", .timeLimit(.minutes(15)))
struct EmbeddedReadingTests {
    private func directory() -> String {
        FileManager.default.temporaryDirectory.appending(path: "embedded-\(UUID().uuidString)").path
    }

    @Test func whatWasWrittenIsReadAndNothingCanBeWritten() throws {
        let directory = directory()
        let log = try EmbeddedLog(directory: directory)
        try log.create([TopicSettings(name: "t", partitions: 2, replication: 1)])
        try log.appender().append(
            (0..<5_000).map { OutgoingRecord(topic: "t", partition: $0 % 2, body: RecordBody("\($0)")) })
        log.close()
        let reading = try EmbeddedLog(reading: directory)
        #expect(try reading.topics(timeout: .zero)["t"]?.partitions == 2)
        let reader = try reading.reader(from: [
            TopicPartition("t", 0): .beginning, TopicPartition("t", 1): .offset(2_000),
        ])
        var records: [Record] = []
        while !reader.isCaughtUp { records += try reader.poll(timeout: .milliseconds(10)) }
        #expect(records.count == 3_000)
        #expect(records.texts(of: 0) == (0..<2_500).map { "\($0 * 2)" })
        let error = #expect(throws: LogError.self) {
            try reading.appender().append([OutgoingRecord(topic: "t", partition: 0, body: RecordBody("x"))])
        }
        #expect(error?.outcome == .configuration)
        #expect(throws: LogError.self) { try reading.create([TopicSettings(name: "u", partitions: 1, replication: 1)]) }
        reading.close()
        // It holds nobody off.
        let again = try EmbeddedLog(directory: directory)
        again.close()
    }

    @Test func whereThereIsNoLogNoneIsMade() throws {
        let directory = directory()
        let error = #expect(throws: LogError.self) { try EmbeddedLog(reading: directory) }
        #expect(error?.outcome == .configuration)
        #expect(error?.message.contains(directory) == true)
        #expect(!FileManager.default.fileExists(atPath: directory))
    }
}
