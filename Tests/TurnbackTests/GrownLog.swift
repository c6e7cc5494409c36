import Contracts
import Streams
import TestLogs

/// A log whose topics have grown in the middle of all that was written, and whose readers get the new partitions first: then
/// what was written of one key comes in the wrong order, unless somebody sees to it.
final class GrownLog: Log {
    private let log = SimulatedLog()
    private let partitions: Int32

    /// What is on another log, of each key and topic one half as before and the other half where it belongs by then.
    init(_ other: any Log, from former: Int32, to partitions: Int32) throws {
        self.partitions = partitions
        try log.create(TopicPlan.settings(partitions: partitions, replication: 1))
        let appender = try log.appender()
        for topic in Topic.allCases where !topic.isInternal {
            var byKey: [[UInt8]: [Record]] = [:]
            for record in try Self.records(of: topic, former, other) {
                byKey[record.body.key ?? [], default: []].append(record)
            }
            for (key, records) in byKey.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                for (index, record) in records.enumerated() {
                    let count = 2 * index < records.count ? former : partitions
                    try appender.append([
                        OutgoingRecord(
                            topic: topic.name, partition: Murmur2.partition(of: key, count: count),
                            timestamp: record.timestamp, body: record.body)
                    ])
                }
            }
        }
    }

    /// Of one topic, in the order of each partition.
    static func records(of topic: Topic, _ partitions: Int32, _ log: any Log) throws -> [Record] {
        let places = (0..<partitions).map { (TopicPartition(topic.name, $0), Position.beginning) }
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places))
        defer { reader.close() }
        var records: [Record] = []
        while !reader.isCaughtUp { records += try reader.poll(timeout: .milliseconds(50)) }
        return records
    }

    /// All that is on it as one reader gets it.
    func everything() throws -> [Record] {
        try Topic.allCases.flatMap { try Self.records(of: $0, partitions, self) }
    }

    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { try log.topics(timeout: timeout) }
    func create(_ topics: [TopicSettings]) throws(LogError) { try log.create(topics) }
    func join(_ group: GroupSettings) throws(LogError) -> any LogSession { try log.join(group) }
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        BackwardReader(try log.reader(from: positions))
    }
    func appender() throws(LogError) -> any LogAppender { try log.appender() }
    func close() {}
}

/// The highest partition first.
final class BackwardReader: LogReader {
    private let reader: any LogReader

    init(_ reader: any LogReader) { self.reader = reader }

    func poll(timeout: Duration) throws(LogError) -> [Record] {
        try reader.poll(timeout: timeout).sorted { ($1.partition, $0.offset) < ($0.partition, $1.offset) }
    }

    var isCaughtUp: Bool { reader.isCaughtUp }
    var behind: Set<TopicPartition> { reader.behind }
    var ends: [TopicPartition: Int64] { reader.ends }
    func close() { reader.close() }
}
