import Contracts
import Dispatch
import Foundation
import Operations
import Processors
import Streams
import Testing

@Suite("A service that is asked to stop", .timeLimit(.minutes(15)))
struct RunningServiceTests {
    private func start(on log: SilentLog) throws -> RunningService {
        let folder = FileManager.default.temporaryDirectory.appending(path: "running-\(UUID().uuidString)")
        return try RunningService(
            ReturnsProcessor(), on: log,
            RunningService.Settings(
                instance: "test", loops: 1, stateDirectory: folder.path, pauses: RunningService.embeddedPauses),
            topics: Dictionary(
                uniqueKeysWithValues: Topic.allCases.map { ($0.name, TopicDescription(partitions: 1, replication: 1)) }),
            logger: Logger(label: "test", format: .text, level: .critical), health: Health(), metrics: MetricsRegistry(),
            onEnd: { _ in })
    }

    @Test("does not wait for a Kafka that does not answer while it joins: it has nothing in hand")
    func joining() throws {
        let log = SilentLog(silentFrom: .join)
        let service = try start(on: log)
        log.reached.wait()
        #expect(service.stop(until: .now + .seconds(600)) == .waiting)
        log.mayGoOn.signal()
        #expect(service.stop(until: .now + .seconds(600)) == .left)
    }

    @Test("waits for the loop of a session to the end, and says where it does not end in time")
    func inSession() throws {
        let log = SilentLog(silentFrom: .poll)
        let service = try start(on: log)
        log.reached.wait()
        #expect(service.stop(until: .now + .milliseconds(10)) == .unfinished)
        log.mayGoOn.signal()
        #expect(service.stop(until: .now + .seconds(600)) == .left)
    }
}

/// A log that stops answering in one of its calls until it may go on.
private final class SilentLog: Log {
    enum Call { case join, poll }

    let silentFrom: Call
    let reached = DispatchSemaphore(value: 0)
    let mayGoOn = DispatchSemaphore(value: 0)

    init(silentFrom: Call) { self.silentFrom = silentFrom }

    func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        if silentFrom == .join { beSilent() }
        return SilentSession(self)
    }

    func beSilent() {
        reached.signal()
        mayGoOn.wait()
    }

    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { [:] }
    func create(_ topics: [TopicSettings]) throws(LogError) {}
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        throw LogError(.fatal, "nobody reads")
    }
    func appender() throws(LogError) -> any LogAppender { throw LogError(.fatal, "nobody writes") }
    func close() {}
}

private final class SilentSession: LogSession {
    private let log: SilentLog

    init(_ log: SilentLog) { self.log = log }

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] {
        if log.silentFrom == .poll { log.beSilent() }
        return []
    }

    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 { 0 }
    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) { ([], true) }
    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] { [:] }
    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) { ([:], [:]) }
    func append(_ record: OutgoingRecord) throws(LogError) {}
    func commit(_ next: [TopicPartition: Int64]) throws(LogError) {}
    func committedStateEnd(_ partition: Int32) -> Int64? { nil }
    func abort() throws(LogError) {}
    func release(_ partitions: [Int32]) throws(LogError) {}
    func close(deadline: Duration) {}
}
