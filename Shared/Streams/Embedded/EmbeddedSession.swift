internal import Contracts
internal import Threads

/// The hold of one loop on the embedded log.
final class EmbeddedSession: LogSession {
    private let store: EmbeddedStore
    private let group: GroupSettings
    private var outputs: [OutgoingRecord] = []
    /// Where it reads on, of partitions that were begun.
    private var next: [TopicPartition: Int64] = [:]
    /// The partitions that were begun.
    private var begun: Set<Int32> = []
    private var stateEnds: [Int32: Int64] = [:]
    private var announced: Set<Int32> = []
    private var isClosed = false

    private var id: ObjectIdentifier { ObjectIdentifier(self) }

    init(_ store: EmbeddedStore, _ group: GroupSettings) throws(LogError) {
        self.store = store
        self.group = group
        var counts: [(topic: String, partitions: Int32)] = []
        for topic in group.inputs + [group.stateTopic] {
            counts.append((topic, try store.topic(of: TopicPartition(topic, 0)).partitions))
        }
        guard Set(counts.map(\.partitions)).count == 1 else {
            let listed = counts.map { "\($0.topic) has \($0.partitions)" }.joined(separator: ", ")
            throw LogError(
                .configuration, "the topics that \(group.group) reads have unequal partition counts: \(listed)")
        }
        let count = counts[0].partitions
        store.monitor.locked {
            var members = unsafe store.groups[group.group] ?? GroupOwnership(partitions: count)
            members.join(group.member, id)
            unsafe store.groups[group.group] = members
            store.monitor.broadcast()
        }
    }

    // MARK: Reading

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] {
        let deadline = ContinuousClock.now + timeout
        while true {
            let changes = try ownershipChanges()
            if !changes.isEmpty { return changes }
            let records = try store.read(&next)
            if !records.isEmpty { return [.records(records)] }
            let isDue = store.monitor.locked { () -> Bool in
                if hasNews || store.hasRecords(beyond: next) { return true }
                return store.monitor.wait(until: deadline)
            }
            if !isDue { return [] }
        }
    }

    /// Within the lock: whether ownership is to change.
    private var hasNews: Bool {
        guard var members = unsafe store.groups[group.group] else { return true }
        return !members.contains(id) || !Set(members.toRevoke(id)).subtracting(announced).isEmpty
            || !members.assign(id).isEmpty
    }

    private func ownershipChanges() throws(LogError) -> [LogEvent] {
        try store.monitor.locked { () throws(LogError) -> [LogEvent] in
            guard unsafe store.groups[group.group]?.contains(id) == true else { throw fenced }
            var events: [LogEvent] = []
            let revoked = unsafe store.groups[group.group]!.toRevoke(id).filter { !announced.contains($0) }
            if !revoked.isEmpty {
                announced.formUnion(revoked)
                for partition in revoked { stopReading(partition) }
                events.append(.revoked(revoked, lost: false))
            }
            let assigned = unsafe store.groups[group.group]!.assign(id)
            if !assigned.isEmpty { events.append(.assigned(assigned)) }
            return events
        }
    }

    private var fenced: LogError {
        LogError(.fenced, "\(group.group) \(group.name) was taken over by another session of the same name")
    }

    private func stopReading(_ partition: Int32) {
        for place in next.keys where place.partition == partition { next[place] = nil }
        begun.remove(partition)
    }

    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        let place = TopicPartition(group.stateTopic, partition)
        let end = try store.end(of: place)
        var position = [place: offset ?? 0]
        if let offset, offset > end {
            try restart()
            position[place] = 0
        }
        while position[place]! < end {
            let records = try store.read(&position)
            if !records.isEmpty { try each(records) }
        }
        return max(end, position[place]!)
    }

    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) {
        let place = TopicPartition(group.stateTopic, partition)
        let end = try store.end(of: place)
        let start = max(0, end - count)
        var position = [place: start]
        var records: [Record] = []
        while position[place]! < end { records += try store.read(&position) }
        return (records, start == 0)
    }

    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        var begun: [TopicPartition: Int64] = [:]
        for partition in partitions {
            for topic in group.inputs {
                let place = TopicPartition(topic, partition)
                begun[place] = try store.committed(group.group, place)
            }
        }
        begun = group.start(begun, notBefore: known)
        for (place, offset) in begun {
            let end = try store.end(of: place)
            if end < offset { throw group.mismatch(place, readUpTo: offset, "it ends at \(end)") }
        }
        next.merge(begun) { $1 }
        self.begun.formUnion(begun.keys.map(\.partition))
        return begun
    }

    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        for place in next.keys where !group.inputs.contains(place.topic) && !topics.contains(place.topic) {
            next[place] = nil
        }
        var fresh: [TopicPartition: Int64] = [:]
        for topic in topics {
            for partition in begun where next[TopicPartition(topic, partition)] == nil {
                let place = TopicPartition(topic, partition)
                fresh[place] = try store.committed(group.group, place)
            }
        }
        fresh = group.start(fresh, notBefore: known)
        var refused: [String: String] = [:]
        for (place, offset) in fresh where try store.end(of: place) < offset {
            refused[place.topic] = group.mismatch(place, readUpTo: offset, "it ends before that").message
        }
        fresh = fresh.filter { refused[$0.key.topic] == nil }
        next.merge(fresh) { $1 }
        return (fresh, refused)
    }

    func release(_ partitions: [Int32]) throws(LogError) {
        outputs.removeAll(keepingCapacity: true)
        store.monitor.locked {
            for partition in partitions {
                stopReading(partition)
                unsafe store.groups[group.group]?.release(partition, id)
            }
            store.monitor.broadcast()
        }
        announced.subtract(partitions)
    }

    // MARK: Writing

    func append(_ record: OutgoingRecord) throws(LogError) { outputs.append(record) }

    func commit(_ next: [TopicPartition: Int64]) throws(LogError) {
        let held = store.monitor.locked { () -> [Int32]? in
            guard let members = unsafe store.groups[group.group], members.contains(id) else { return nil }
            return members.held(by: id)
        }
        guard let held else { throw fenced }
        guard next.keys.allSatisfy({ held.contains($0.partition) }) else {
            outputs.removeAll(keepingCapacity: true)
            throw group.lostBeforeCommit
        }
        let written = try store.commit(outputs, group: group.group, next: next)
        outputs.removeAll(keepingCapacity: true)
        for (place, end) in written where place.topic == group.stateTopic { stateEnds[place.partition] = end }
    }

    func committedStateEnd(_ partition: Int32) -> Int64? { stateEnds[partition] }

    func end(of place: TopicPartition) -> Int64? { try? store.end(of: place) }

    func abort() throws(LogError) {
        outputs.removeAll(keepingCapacity: true)
        for place in next.keys { next[place] = try store.committed(group.group, place) }
    }

    func close(deadline: Duration) {
        guard !isClosed else { return }
        isClosed = true
        store.monitor.locked {
            unsafe store.groups[group.group]?.leave(id)
            store.monitor.broadcast()
        }
    }

    deinit { close(deadline: .zero) }
}
