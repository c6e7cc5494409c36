import Contracts
import Streams

/// Records of many partitions on their way into one sequence: Kafka gives the past partition by partition.
struct MergedRecords {
    /// Those that wait.
    var records: [FollowedRecord] = []
    /// The log's time of the last record that was read of each partition.
    private var reached: [TopicPartition: Int64] = [:]

    /// Takes note of how far a partition has been read, also where the record is not wanted.
    mutating func see(_ record: Record) {
        reached[TopicPartition(record.topic, record.partition)] = record.timestamp
    }

    /// Those that nothing older can come before any more, in their order.
    /// - Parameters:
    ///   - behind: the partitions that hold more of the past.
    ///   - limit: where more would wait, the older half is taken all the same.
    mutating func take(behind: Set<TopicPartition>, keepingAtMost limit: Int) -> [FollowedRecord] {
        records.sort(by: FollowedRecord.precedes)
        var count = records.count
        if let bound = behind.map({ reached[$0] ?? .min }).min() {
            count = records.firstIndex { $0.record.timestamp >= bound } ?? records.count
            if records.count - count > limit { count = max(count, records.count / 2) }
        }
        defer { records.removeFirst(count) }
        return Array(records.prefix(count))
    }
}
