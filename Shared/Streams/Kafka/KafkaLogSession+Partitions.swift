internal import Contracts
internal import Kafka

extension KafkaLogSession {
    public func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        // A revocation has come meanwhile: no record follows, and the loop is told next.
        guard !isRevoking else { return [:] }
        let fresh = Set(partitions).subtracting(begun)
        guard fresh.isSubset(of: assigned) else {
            throw LogError(
                .fatal, "partitions \(fresh.subtracting(assigned).sorted()) were begun without being assigned")
        }
        guard !fresh.isEmpty else { return [:] }
        let groups = try committedOffsets(of: fresh)
        let offsets = group.start(groups, notBefore: known)
        try requireWithinTopics(offsets)
        try requireSameTopics(known.filter { place, position in groups[place].map { $0 < position.next } ?? false })
        committed.merge(offsets) { $1 }
        delivered.merge(offsets) { $1 }
        begun.formUnion(fresh)
        isMuted = false
        try assign(delivered)
        // Its client would cost threads and wake-ups until the next rebalance, which makes another.
        stateReader?.close(deadline: .seconds(1))
        stateReader = nil
        return offsets.mapValues { max(0, $0) }
    }

    /// The eager protocol replaces the whole at once, so that those that run go on from where they are.
    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        let places = places(begun).map { place in
            PartitionOffset(
                topic: place.topic, partition: place.partition, offset: offsets[place] ?? PartitionOffset.beginning)
        }
        try translated(otherwise: .unknown) { () throws(KafkaError) in try consumer.assign(places) }
    }

    public func release(_ partitions: [Int32]) throws(LogError) {
        if producers.isOpen { try producers.abort(timeout: .seconds(30)) }
        producers.forget(partitions)
        assigned.subtract(partitions)
        begun.subtract(partitions)
        for place in places(partitions) {
            committed[place] = nil
            delivered[place] = nil
        }
        heldMessages.forget(places(partitions))
        guard assigned.isEmpty, isRevoking else { return }
        isRevoking = false
        isMuted = false
        try translated(otherwise: .unknown) { () throws(KafkaError) in try consumer.unassign() }
    }

    /// How long one question is asked again: a former owner's transaction takes 10 s to time out and as long to be swept.
    /// After it another session asks, with clients of its own.
    static let patience = Duration.seconds(25)

    /// What to do where that is not long enough. Only an operator can: a client does not know which way it had ended.
    static let leftOpen =
        "where Kafka is well and this goes on, it has left a transaction open: kafka-transactions.sh find-hanging names it"

    /// What the group has committed for these partitions of all inputs; the beginning where nothing. Waits for
    /// transactions of a former owner that are still open.
    func committedOffsets(of partitions: some Sequence<Int32>) throws(LogError) -> [TopicPartition: Int64] {
        let asked = places(partitions).map { PartitionOffset(topic: $0.topic, partition: $0.partition) }
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do throws(KafkaError) {
                let found = try consumer.committed(asked, timeout: .seconds(1))
                return Dictionary(
                    uniqueKeysWithValues: found.map { place in
                        let offset = place.offset < 0 ? PartitionOffset.beginning : place.offset
                        return (TopicPartition(place.topic, place.partition), offset)
                    })
            } catch {
                guard error.isRetriable, ContinuousClock.now < deadline else {
                    var failure = LogError(inSession: error, otherwise: .retriable)
                    if error.code == KafkaError.Code.timedOut { failure.message += "; \(Self.leftOpen)" }
                    throw failure
                }
            }
            try stayInGroup(wait: .milliseconds(50))
        }
    }

    /// Keeps the membership alive during long work: what comes is given out by the next `poll`.
    func stayInGroup(wait: Duration = .zero) throws(LogError) {
        guard pending.count < 100 else { return }
        pending += try gather(timeout: wait)
    }
}
