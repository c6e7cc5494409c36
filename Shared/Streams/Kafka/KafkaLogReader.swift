public import Contracts
internal import Kafka

/// Reads partitions without a group, committed records only.
public final class KafkaLogReader: LogReader {
    private let consumer: Consumer
    private let notices: NoticeLimiter
    /// Partitions that are not yet read to the end they had when the reader was made, and that end. A partition that is
    /// written all the time never reports its end, so reaching the offset counts as well.
    private var left: [TopicPartition: Int64] = [:]
    public let ends: [TopicPartition: Int64]

    init(_ positions: [TopicPartition: Position], _ settings: KafkaLogSettings) throws(LogError) {
        let consumer = try translated { () throws(KafkaError) in
            try Consumer(settings.reader(group: "turnback", wait: 50))
        }
        self.consumer = consumer
        notices = settings.notices
        do throws(KafkaError) {
            var places: [PartitionOffset] = []
            var ends: [TopicPartition: Int64] = [:]
            for (place, position) in positions {
                let (first, end) = try consumer.watermarks(
                    topic: place.topic, partition: place.partition, timeout: .seconds(30))
                let start =
                    switch position {
                    case .beginning: first
                    // Asked for now: left to librdkafka it would be that of the first fetch, some time later.
                    case .end: end
                    case .offset(let offset): offset
                    }
                ends[place] = end
                if start < end { left[place] = end }
                let offset = position == .beginning ? PartitionOffset.beginning : start
                places.append(PartitionOffset(topic: place.topic, partition: place.partition, offset: offset))
            }
            self.ends = ends
            try consumer.assign(places)
        } catch {
            consumer.close(deadline: .seconds(1))
            throw LogError(error, otherwise: .fatal)
        }
    }

    public var isCaughtUp: Bool { left.isEmpty }
    public var behind: Set<TopicPartition> { Set(left.keys) }

    /// Records as they come. Returns early, and may be without any, when the last partition's end is reached.
    public func poll(timeout: Duration) throws(LogError) -> [Record] {
        let deadline = ContinuousClock.now + timeout
        var records: [Record] = []
        while true {
            let wait = records.isEmpty ? max(.zero, deadline - .now) : .zero
            let before = records.count
            let wasBehind = !left.isEmpty
            let event = consumer.poll(timeout: wait, limit: 2_000 - records.count) { records.append(Record($0)) }
            settle(records[before...])
            switch event {
            case nil: return records
            case .endOfPartition(let place): left[TopicPartition(place.topic, place.partition)] = nil
            case .error(let error):
                // A topic that is not known was there before: its broker is coming back.
                if error.isFatal || error.isRefusal { throw LogError(error, otherwise: .retriable) }
                notices.report(error)
            case .assigned, .revoked: break
            }
            if records.count >= 2_000 || wasBehind && left.isEmpty { return records }
        }
    }

    /// Takes note of how far these records go. The last one before a change of partition shows it.
    private func settle(_ records: ArraySlice<Record>) {
        guard !left.isEmpty else { return }
        for index in records.indices {
            let record = records[index]
            if index + 1 < records.endIndex {
                let next = records[index + 1]
                if next.partition == record.partition, next.topic == record.topic { continue }
            }
            let place = TopicPartition(record.topic, record.partition)
            if let end = left[place], record.offset + 1 >= end { left[place] = nil }
        }
    }

    public func close() { consumer.close(deadline: .seconds(3)) }
}
