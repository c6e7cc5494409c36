internal import Contracts
internal import Kafka

/// Whether the inputs are those that the positions are of.
extension KafkaLogSession {
    /// How long a topic may end before a position: a new leader hears of the end a moment after the old one.
    private static let settling = Duration.seconds(10)

    /// The same for topics of tenants, which a tenant's operator may have recreated: that stops nobody else.
    private static let tenantsSettling = Duration.seconds(1)

    /// The topics that are not those that the positions are of, and why.
    func unlike(
        _ offsets: [TopicPartition: Int64], _ positions: [TopicPartition: InputPosition]
    ) throws(LogError) -> [String: String] {
        func fault(_ topic: String?) throws(LogError) -> String? {
            do throws(LogError) {
                try requireWithinTopics(
                    offsets.filter { topic == nil || $0.key.topic == topic }, within: Self.tenantsSettling)
                try requireSameTopics(positions.filter { topic == nil || $0.key.topic == topic })
                return nil
            } catch {
                guard error.outcome == .mismatch else { throw error }
                return error.message
            }
        }
        // Mostly all of them are as they were: that is asked at once.
        guard try fault(nil) != nil else { return [:] }
        var faults: [String: String] = [:]
        for topic in Set(offsets.keys.map(\.topic)) { faults[topic] = try fault(topic) }
        return faults
    }

    /// Throws where a place ends before it is to be read on.
    func requireWithinTopics(
        _ offsets: [TopicPartition: Int64], within settling: Duration = settling
    ) throws(LogError) {
        var beyond = offsets.filter { $0.value > 0 }
        let deadline = ContinuousClock.now + settling
        while !beyond.isEmpty {
            let isLast = ContinuousClock.now >= deadline
            var ends: [TopicPartition: Int64] = [:]
            do throws(KafkaError) {
                let places = beyond.keys.map { PartitionOffset(topic: $0.topic, partition: $0.partition) }
                for end in try consumer.ends(of: places, timeout: .seconds(3)) {
                    ends[TopicPartition(end.topic, end.partition)] = end.offset
                }
            } catch {
                guard error.isRetriable, !isLast else { throw LogError(inSession: error, otherwise: .retriable) }
            }
            beyond = beyond.filter { place, offset in ends[place].map { $0 < offset } ?? true }
            if isLast, let (place, offset) = beyond.first(where: { ends[$0.key] != nil }) {
                throw group.mismatch(place, readUpTo: offset, "it ends at \(ends[place]!)")
            }
            if !beyond.isEmpty { try stayInGroup(wait: .milliseconds(50)) }
        }
    }

    /// The group does not know of these places what the state knows. Either it has lost its offsets, or the topic was
    /// deleted, which takes them away: then another record stands where the last one was read, or none.
    func requireSameTopics(_ positions: [TopicPartition: InputPosition]) throws(LogError) {
        for (place, position) in positions where position.next > 0 {
            let last = position.next - 1
            // What is older than the topic keeps cannot be looked at any more.
            if try isDeleted(last, of: place) { continue }
            guard let found = try record(from: last, of: place), found.offset == last, found.timestamp == position.time else {
                throw group.mismatch(place, readUpTo: position.next, "it does not have the last message of them")
            }
        }
    }

    private func isDeleted(_ offset: Int64, of place: TopicPartition) throws(LogError) -> Bool {
        try translated(otherwise: .retriable) { () throws(KafkaError) in
            try consumer.watermarks(topic: place.topic, partition: place.partition, timeout: .seconds(10)).first > offset
        }
    }

    /// The first record from an offset on; nil where there is none.
    private func record(from offset: Int64, of place: TopicPartition) throws(LogError) -> Record? {
        let reader = try translated(otherwise: .retriable) { () throws(KafkaError) in
            let reader = try Consumer(settings.reader(group: group.group, wait: 10))
            try reader.assign([PartitionOffset(topic: place.topic, partition: place.partition, offset: offset)])
            return reader
        }
        defer { reader.close(deadline: .seconds(1)) }
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            var found: Record?
            let event = reader.poll(timeout: .milliseconds(100), limit: 1) { message in
                if found == nil { found = Record(message) }
            }
            if let found { return found }
            if case .endOfPartition = event { return nil }
            try stayInGroup()
        }
        throw LogError(
            .retriable, "read \(place.topic) partition \(place.partition): nothing came for \(Self.patience)")
    }
}
