public import Contracts
internal import Kafka

/// Reads partitions without a group, committed records only.
public final class KafkaLogReader: LogReader {
    private let consumer: Consumer
    private let notices: NoticeLimiter
    /// Partitions whose end was not reached yet.
    private var behind: Set<TopicPartition>

    init(_ positions: [TopicPartition: Position], _ settings: KafkaLogSettings) throws(LogError) {
        let consumer = try translated { () throws(KafkaError) in
            try Consumer(settings.reader(group: "turnback", wait: 50))
        }
        self.consumer = consumer
        notices = settings.notices
        behind = Set(positions.keys)
        do throws(KafkaError) {
            var places: [PartitionOffset] = []
            for (place, position) in positions {
                let offset = try KafkaLogReader.offset(of: position, place, consumer)
                places.append(PartitionOffset(topic: place.topic, partition: place.partition, offset: offset))
            }
            try consumer.assign(places)
        } catch {
            consumer.close(deadline: .seconds(1))
            throw LogError(error, otherwise: .fatal)
        }
    }

    /// "The end" is asked for now: left to librdkafka it would be that of the first fetch, some time later.
    private static func offset(
        of position: Position, _ place: TopicPartition, _ consumer: Consumer
    ) throws(KafkaError) -> Int64 {
        switch position {
        case .beginning: PartitionOffset.beginning
        case .offset(let offset): offset
        case .end:
            try consumer.watermarks(topic: place.topic, partition: place.partition, timeout: .seconds(30)).end
        }
    }

    public var isCaughtUp: Bool { behind.isEmpty }

    /// Records as they come. Returns early, and may be without any, when the last partition's end is reached.
    public func poll(timeout: Duration) throws(LogError) -> [Record] {
        let deadline = ContinuousClock.now + timeout
        var records: [Record] = []
        while true {
            let wait = records.isEmpty ? max(.zero, deadline - .now) : .zero
            let event = consumer.poll(timeout: wait, limit: 2_000 - records.count) { records.append(Record($0)) }
            switch event {
            case nil: return records
            case .endOfPartition(let place):
                let wasBehind = behind.remove(TopicPartition(place.topic, place.partition)) != nil
                if wasBehind, behind.isEmpty { return records }
            case .error(let error):
                let failure = LogError(error, otherwise: .retriable)
                if error.isFatal || failure.outcome == .configuration { throw failure }
                notices.report(error)
            case .assigned, .revoked: break
            }
            if records.count >= 2_000 { return records }
        }
    }

    public func close() { consumer.close(deadline: .seconds(3)) }
}
