internal import Kafka

/// What only Kafka has, for those who look after its topics.
extension KafkaLog {
    /// A setting under Kafka's name, such as `cleanup.policy`, of those of these topics that may be looked at.
    public func setting(_ name: String, of topics: [String]) throws(LogError) -> [String: String] {
        try translated(otherwise: .retriable) { () throws(KafkaError) in
            try admin.open().setting(name, of: topics, timeout: .seconds(10))
        }
    }

    /// The settings of each broker, by its number; empty for one that may not be looked at.
    public func brokerSettings() throws(LogError) -> [Int32: [String: String]] {
        try translated(otherwise: .retriable) { () throws(KafkaError) in
            try admin.open().brokerSettings(timeout: .seconds(10))
        }
    }

    /// Raises topics to so many partitions, and waits until all of them can be written to.
    public func raise(_ topics: [String], to partitions: Int32) throws(LogError) {
        try translated { () throws(KafkaError) in try admin.open().raise(topics, to: partitions, timeout: .seconds(60)) }
    }

    /// The members that a group has now, as they call their clients.
    public func members(of group: String) throws(LogError) -> [String] {
        try translated(otherwise: .retriable) { () throws(KafkaError) in
            try admin.open().members(of: group, timeout: .seconds(10))
        }
    }

    /// How far a group is: the next offset of each of these places, 0 where it has committed none. Waits for transactions
    /// that are open.
    public func committed(_ group: String, _ places: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64] {
        guard !places.isEmpty else { return [:] }
        return try translated(otherwise: .retriable) { () throws(KafkaError) in
            let consumer = try Consumer(settings.reader(group: group, wait: 50))
            defer { consumer.close(deadline: .seconds(1)) }
            let asked = places.map { PartitionOffset(topic: $0.topic, partition: $0.partition) }
            let found = try consumer.committed(asked, timeout: .seconds(30))
            return Dictionary(
                uniqueKeysWithValues: found.map { (TopicPartition($0.topic, $0.partition), max(0, $0.offset)) })
        }
    }

    /// The first offset of each partition whose message is of this time or later; the end where there is none.
    public func offsets(of places: [TopicPartition], at time: Int64) throws(LogError) -> [TopicPartition: Int64] {
        guard !places.isEmpty else { return [:] }
        return try translated(otherwise: .retriable) { () throws(KafkaError) in
            let consumer = try Consumer(settings.reader(group: "turnback", wait: 50))
            defer { consumer.close(deadline: .seconds(1)) }
            let asked = places.map { PartitionOffset(topic: $0.topic, partition: $0.partition) }
            let ends = try consumer.ends(of: asked, timeout: .seconds(30))
            let found = try consumer.offsets(of: asked, at: time, timeout: .seconds(30))
            return Dictionary(
                uniqueKeysWithValues: zip(found, ends).map { place, end in
                    (TopicPartition(place.topic, place.partition), place.offset < 0 ? end.offset : place.offset)
                })
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
