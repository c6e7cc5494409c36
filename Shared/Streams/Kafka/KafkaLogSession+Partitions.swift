internal import Contracts
internal import Kafka

extension KafkaLogSession {
    public func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        // A revocation has come meanwhile: no record follows, and the loop hears of it next.
        guard !isRevoking else { return [:] }
        let fresh = Set(partitions).subtracting(begun)
        guard fresh.isSubset(of: assigned) else {
            throw LogError(
                .fatal, "partitions \(fresh.subtracting(assigned).sorted()) were begun without being assigned")
        }
        guard !fresh.isEmpty else { return [:] }
        let groups = try committedOffsets(of: places(fresh))
        let offsets = group.start(groups, notBefore: known)
        try requireWithinTopics(offsets)
        try requireSameTopics(known.filter { place, position in groups[place].map { $0 < position.next } ?? false })
        committed.merge(offsets) { $1 }
        delivered.merge(offsets) { $1 }
        begun.formUnion(fresh)
        isMuted = false
        try assign(delivered)
        // Their clients would cost threads and wake-ups until the next rebalance, which makes others.
        stateReader?.close(deadline: .seconds(1))
        stateReader = nil
        admin.rest()
        return offsets.mapValues { max(0, $0) }
    }

    /// Places that were read before and are not wanted any more are forgotten: should they be wanted again, what the group
    /// has committed says where they go on.
    public func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        let unwanted = delivered.keys.filter { !group.inputs.contains($0.topic) && !topics.contains($0.topic) }
        for place in unwanted {
            delivered[place] = nil
            committed[place] = nil
        }
        heldMessages.forget(unwanted)
        further = Set(topics)
        guard !isRevoking, !begun.isEmpty, !consumer.isAssignmentLost else { return ([:], [:]) }
        let fresh = topics.flatMap { topic in begun.map { TopicPartition(topic, $0) } }
            .filter { delivered[$0] == nil }
        guard !fresh.isEmpty || !unwanted.isEmpty else { return ([:], [:]) }
        let groups = fresh.isEmpty ? [:] : try committedOffsets(of: fresh)
        var offsets = group.start(groups, notBefore: known)
        let refused = try unlike(
            offsets, known.filter { place, position in groups[place].map { $0 < position.next } ?? false })
        offsets = offsets.filter { refused[$0.key.topic] == nil }
        // What was asked for may have taken long enough for a revocation to come: the loop hears of it next.
        guard !isRevoking else { return ([:], [:]) }
        committed.merge(offsets) { $1 }
        delivered.merge(offsets) { $1 }
        try assign(delivered)
        return (offsets.mapValues { max(0, $0) }, refused)
    }

    /// The eager protocol replaces the whole at once, so that those that run go on from where they are.
    func assign(_ offsets: [TopicPartition: Int64]) throws(LogError) {
        let places = placesToRead.map { place in
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
        heldMessages.forget(delivered.keys.filter { partitions.contains($0.partition) })
        committed = committed.filter { !partitions.contains($0.key.partition) }
        delivered = delivered.filter { !partitions.contains($0.key.partition) }
        guard assigned.isEmpty, isRevoking else { return }
        isRevoking = false
        isMuted = false
        try translated(otherwise: .unknown) { () throws(KafkaError) in try consumer.unassign() }
    }

    /// How long one question is asked again: a former owner's transaction takes 10 s to time out and as long to be swept.
    /// After it another session asks, with its own clients.
    static let patience = Duration.seconds(25)

    /// What to do where that is not long enough. Only an operator can: a client does not know which way it had ended.
    static let leftOpen =
        "where Kafka is well and this goes on, it has left a transaction open: kafka-transactions.sh find-hanging names it"

    /// What the group has committed for these places; the beginning where nothing. Waits for
    /// transactions of a former owner that are still open.
    func committedOffsets(of places: [TopicPartition]) throws(LogError) -> [TopicPartition: Int64] {
        let asked = places.map { PartitionOffset(topic: $0.topic, partition: $0.partition) }
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
