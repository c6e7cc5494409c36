internal import Contracts
internal import Kafka

/// Reads partitions of the state topic to their end, with its own consumer.
final class KafkaStateReader {
    private let consumer: Consumer
    private let topic: String

    init(topic: String, group: String, _ settings: KafkaLogSettings) throws(LogError) {
        self.topic = topic
        consumer = try translated { () throws(KafkaError) in
            // Markers take offsets, so the end shows only in a fetch that finds nothing: that one must not wait long.
            try Consumer(settings.reader(group: group, wait: 10))
        }
    }

    /// The first offset that is still there, and the end of what is committed.
    func bounds(partition: Int32) throws(KafkaError) -> (first: Int64, end: Int64) {
        try consumer.watermarks(topic: topic, partition: partition, timeout: .seconds(1))
    }

    /// Reads from `offset` to the partition's end as it is now; returns the end.
    ///
    /// That end is the high watermark. The end of what is committed may lie before it, for as long as the markers of a
    /// former owner's last transaction are being written; nobody else writes to the partition, so it catches up.
    func read(
        partition: Int32, from offset: Int64, each: ([Record]) throws(LogError) -> Void,
        meanwhile: (KafkaError?) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        let place = PartitionOffset(topic: topic, partition: partition, offset: offset)
        try translated(otherwise: .retriable) { () throws(KafkaError) in try consumer.assign([place]) }
        defer { try? consumer.unassign() }
        var target: Int64?
        var progress = ContinuousClock.now
        while true {
            var records: [Record] = []
            let event = consumer.poll(timeout: .milliseconds(100), limit: 2_000) { message in
                if message.partition == partition { records.append(Record(message)) }
            }
            if !records.isEmpty {
                progress = .now
                try each(records)
            }
            var problem: KafkaError?
            switch event {
            case .endOfPartition(let place) where place.partition == partition:
                let end = target ?? consumer.fetchedEnd(topic: topic, partition: partition) ?? place.offset
                if place.offset >= end { return place.offset }
                target = end
                progress = .now
            case .error(let error): problem = error
            default: break
            }
            try meanwhile(problem)
            if ContinuousClock.now - progress > KafkaLogSession.patience {
                throw LogError(
                    .retriable,
                    "read \(topic) partition \(partition): nothing came for \(KafkaLogSession.patience); "
                        + KafkaLogSession.leftOpen)
            }
        }
    }

    /// Reads what is committed from `offset` to `end`, which is the end of what is committed or lies before it.
    func read(
        partition: Int32, from offset: Int64, until end: Int64, each: ([Record]) -> Void,
        meanwhile: () throws(LogError) -> Void
    ) throws(LogError) {
        let place = PartitionOffset(topic: topic, partition: partition, offset: offset)
        try translated(otherwise: .retriable) { () throws(KafkaError) in try consumer.assign([place]) }
        defer { try? consumer.unassign() }
        let deadline = ContinuousClock.now + KafkaLogSession.patience
        while true {
            var records: [Record] = []
            let event = consumer.poll(timeout: .milliseconds(100), limit: 2_000) { message in
                if message.partition == partition { records.append(Record(message)) }
            }
            each(records)
            if let last = records.last, last.offset + 1 >= end { return }
            // Markers take the last offsets: then the end is reported, and no record.
            if case .endOfPartition(let place) = event, place.partition == partition { return }
            try meanwhile()
            guard ContinuousClock.now < deadline else {
                throw LogError(
                    .retriable, "read \(topic) partition \(partition): nothing came for \(KafkaLogSession.patience)")
            }
        }
    }

    func close(deadline: Duration) { consumer.close(deadline: deadline) }
}
