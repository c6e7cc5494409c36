internal import Contracts
internal import Kafka

extension KafkaLogSession {
    /// As many records as one call gives.
    static let limit = 2_000

    public func poll(timeout: Duration) throws(LogError) -> [LogEvent] {
        if !pending.isEmpty {
            defer { pending = [] }
            return pending
        }
        return try gather(timeout: timeout)
    }

    /// Takes what there is, in order. Ends with a rebalance, which the loop answers before anything else comes.
    func gather(timeout: Duration) throws(LogError) -> [LogEvent] {
        let deadline = ContinuousClock.now + timeout
        var batch = Batch()
        while true {
            let wait = batch.isEmpty ? max(.zero, deadline - .now) : .zero
            let isMuted = isMuted
            let event = consumer.poll(timeout: wait, limit: KafkaLogSession.limit - batch.count) { message in
                if !isMuted { batch.add(Record(message)) }
            }
            delivered.merge(batch.takeProgress()) { $1 }
            guard let event else { return batch.finish() }
            guard try take(event, &batch) else { return batch.finish() }
        }
    }

    /// Returns false when the loop has to answer first.
    private func take(_ event: ConsumerEvent, _ batch: inout Batch) throws(LogError) -> Bool {
        switch event {
        case .assigned(let places):
            let partitions = try partitions(of: places)
            assigned = Set(partitions)
            // There is nothing to restore for none, so it is answered here.
            if partitions.isEmpty { try translated { () throws(KafkaError) in try consumer.assign([]) } }
            batch.add(.assigned(partitions))
            return false
        case .revoked(let places, let lost):
            if assigned.isEmpty {
                try translated { () throws(KafkaError) in try consumer.unassign() }
                return true
            }
            isRevoking = true
            if lost { disturbance.happened() }
            batch.add(.revoked(Array(Set(places.map(\.partition))).sorted(), lost: lost))
            return false
        case .error(let error):
            if let notice = try judge(error) { batch.add(.notice(notice)) }
            return batch.count < KafkaLogSession.limit
        case .endOfPartition(let end):
            let place = TopicPartition(end.topic, end.partition)
            // Nothing is said of a place that is given up, or whose records are not given out, or whose last offset is
            // a record's.
            guard !isMuted, let next = delivered[place], max(0, next) < end.offset else { return true }
            delivered[place] = end.offset
            batch.drained(place, end.offset)
            return true
        }
    }

    /// The plain numbers of what was assigned. With the range assignor, equal partition counts and one subscription, a
    /// partition of one input comes with those of all others. Where it does not, this static member has come back with more
    /// inputs than it had and was given what it had; or the member that divided them has not heard of a new topic yet; or
    /// members of two versions read different inputs. It leaves, so that the group divides again, and the loop joins again
    /// until that is over. Unequal partition counts were refused at the start.
    private func partitions(of places: [PartitionOffset]) throws(LogError) -> [Int32] {
        let partitions = Set(places.map(\.partition))
        let given = Set(places.map { TopicPartition($0.topic, $0.partition) })
        guard given == Set(self.places(partitions)) else {
            try translated(otherwise: .retriable) { () throws(KafkaError) in try consumer.leave(timeout: .seconds(1)) }
            throw LogError(
                .retriable,
                "group \(group.group) gave \(group.name) partitions of some inputs without those of the others: "
                    + "it joins again until all members know the same inputs. If this goes on, end the members of other "
                    + "versions")
        }
        return partitions.sorted()
    }

    /// Throws what cannot be fixed, and returns what is to be reported; nil for what was just said.
    func judge(_ error: KafkaError) throws(LogError) -> LogError? {
        if error.isUnknownPlace {
            // One broker may not know yet what another does: only what is really missing is an error.
            if let topics = try? admin.open().topics(timeout: .seconds(5)) {
                known.take(topics.keys)
                do throws(LogError) { try known.require(group.topics) } catch {
                    if error.outcome == .configuration { throw error }
                }
            }
        } else if let topic = error.topic, further.contains(topic) {
            // A tenant's topic is not a reason to end: what can be read of the others is read.
        } else if let lacking = MissingRights.error(error, reading: error.topic, group: group.group) {
            throw lacking
        } else if error.isFatal || error.isRefusal || error.code == KafkaError.Code.fencedInstance {
            throw disturbance.judge(LogError(error, otherwise: .unknown))
        }
        if error.isDisconnection { disturbance.happened() }
        let notice = LogError(.retriable, error.description)
        return settings.notices.allows(notice.message) ? notice : nil
    }
}

/// Events in the making: records that came one after the other become one event.
private struct Batch {
    private var events: [LogEvent] = []
    private var records: [Record] = []
    private var progress: [TopicPartition: Int64] = [:]
    private var ends: [TopicPartition: Int64] = [:]
    private var last: (topic: String, partition: Int32, next: Int64)?
    private(set) var count = 0

    var isEmpty: Bool { events.isEmpty && records.isEmpty }

    mutating func add(_ record: Record) {
        // Messages of one partition come in runs, so that the dictionary is touched once a run.
        if let last, last.partition != record.partition || last.topic != record.topic { settle(last) }
        last = (record.topic, record.partition, record.offset + 1)
        records.append(record)
        count += 1
    }

    /// Everything before this offset is in here, or was given out.
    mutating func drained(_ place: TopicPartition, _ end: Int64) { ends[place] = end }

    mutating func add(_ event: LogEvent) {
        flush()
        events.append(event)
    }

    /// The next offset of each partition that has had records since the last call.
    mutating func takeProgress() -> [TopicPartition: Int64] {
        if let last { settle(last) }
        last = nil
        defer { progress = [:] }
        return progress
    }

    mutating func finish() -> [LogEvent] {
        flush()
        return events
    }

    private mutating func settle(_ run: (topic: String, partition: Int32, next: Int64)) {
        progress[TopicPartition(run.topic, run.partition)] = run.next
    }

    private mutating func flush() {
        if !records.isEmpty { events.append(.records(records)) }
        records = []
        if !ends.isEmpty { events.append(.drained(ends)) }
        ends = [:]
    }
}
