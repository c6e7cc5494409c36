internal import Kafka

/// What only Kafka has, for those who look after its topics.
extension KafkaLog {
    /// A setting under Kafka's name, such as `cleanup.policy`, of those of these topics that may be looked at.
    public func setting(_ name: String, of topics: [String]) throws(LogError) -> [String: String] {
        try translated(otherwise: .retriable) { () throws(KafkaError) in
            try admin.setting(name, of: topics, timeout: .seconds(10))
        }
    }

    /// The offsets that each partition holds, up to the end of what is committed. Markers of transactions have offsets
    /// too, and compaction leaves gaps: there are at most that many messages.
    public func offsets(of places: [TopicPartition]) throws(LogError) -> [TopicPartition: Range<Int64>] {
        try translated(otherwise: .retriable) { () throws(KafkaError) in
            let consumer = try Consumer(settings.reader(group: "turnback", wait: 50))
            defer { consumer.close(deadline: .seconds(1)) }
            var offsets: [TopicPartition: Range<Int64>] = [:]
            for place in places {
                let (first, end) = try consumer.watermarks(
                    topic: place.topic, partition: place.partition, timeout: .seconds(10))
                offsets[place] = first..<max(first, end)
            }
            return offsets
        }
    }
}
