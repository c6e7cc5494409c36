internal import Contracts
internal import Streams
internal import Threads

/// The hold of one loop on a simulated log. Let go without `close`, it is as a killed process leaves it: its transaction
/// stays open, and the group believes that it lives.
final class SimulatedSession: LogSession {
    private let log: SimulatedLog
    private let group: GroupSettings
    let id: Int
    /// Where it reads on, of partitions that were begun.
    private var next: [TopicPartition: Int64] = [:]
    /// The same by what it has committed: where an abort goes back to.
    private var committed: [TopicPartition: Int64] = [:]
    /// Partitions that it was given and has not released.
    private var held: Set<Int32> = []
    /// Those of them that it was asked to give up.
    private var announced: Set<Int32> = []
    private var stateEnds: [Int32: Int64] = [:]
    /// Ends of what the transaction in hand has appended to the state.
    private(set) var staged: [Int32: Int64] = [:]

    init(_ log: SimulatedLog, _ group: GroupSettings, _ id: Int) {
        self.log = log
        self.group = group
        self.id = id
    }

    // MARK: Reading

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] {
        try log.state.withLock { state throws(LogError) in
            let member = try alive(state)
            if member.isLost {
                if hearsNothing(&state) { return try records(state) }
                guard announced != held || held.isEmpty else { return [] }
                return lost(&state)
            }
            var events: [LogEvent] = []
            let revoked = state.groups[group.group]!.toRevoke(id).filter { !announced.contains($0) }
            if !revoked.isEmpty {
                // Records that came before the revocation come with it, now and then.
                if log.draw(2) == 0 { events += try records(state) }
                announced.formUnion(revoked)
                for partition in revoked { stopReading(partition) }
                return events + [.revoked(revoked, lost: false)]
            }
            let assigned = state.groups[group.group]!.assign(id)
            if !assigned.isEmpty {
                held.formUnion(assigned)
                return [.assigned(assigned)]
            }
            return try records(state)
        }
    }

    /// A member whose heartbeats are held up goes on for a while after the group has given it up.
    private func hearsNothing(_ state: inout SimulatedState) -> Bool {
        guard state.members[id]!.deafPolls > 0 else { return false }
        state.members[id]!.deafPolls -= 1
        return true
    }

    private func alive(_ state: SimulatedState) throws(LogError) -> SimulatedState.Member {
        guard let member = state.members[id], !member.isFenced else {
            throw LogError(
                .fenced, "\(group.group) \(group.name) was taken over by another session of the same name")
        }
        return member
    }

    /// It hears that what it held is another's, and then joins again; at once where it held nothing.
    private func lost(_ state: inout SimulatedState) -> [LogEvent] {
        (next, committed) = ([:], [:])
        announced = held
        guard !held.isEmpty else {
            rejoin(&state)
            return []
        }
        return [.revoked(held.sorted(), lost: true)]
    }

    private func rejoin(_ state: inout SimulatedState) {
        state.members[id]!.isLost = false
        state.groups[group.group]!.join(group.member, id)
    }

    /// What there is to read: of each partition a random amount.
    private func records(_ state: SimulatedState) throws(LogError) -> [LogEvent] {
        var records: [Record] = []
        var reached: [TopicPartition: Int64] = [:]
        for place in next.keys.sorted() {
            let limit = min(log.draw(log.traits.recordsPerPoll + 1), log.traits.recordsPerPoll - records.count)
            guard limit > 0 else { continue }
            let partition = try state.partition(place)
            let read = partition.read(from: next[place]!, limit: limit)
            let behindRecords = read.records.last.map { $0.offset + 1 } ?? next[place]!
            if read.next == partition.stableEnd, read.next > behindRecords { reached[place] = read.next }
            next[place] = read.next
            records += read.records
        }
        return (records.isEmpty ? [] : [.records(records)]) + (reached.isEmpty ? [] : [.drained(reached)])
    }

    private func stopReading(_ partition: Int32) {
        for place in next.keys where place.partition == partition { next[place] = nil }
        for place in committed.keys where place.partition == partition { committed[place] = nil }
    }

    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        let place = TopicPartition(group.stateTopic, partition)
        let found = try log.state.withLock { state throws(LogError) in
            _ = try alive(state)
            state.waitForTransactions(in: place, but: id)
            return try state.partition(place)
        }
        var position = offset ?? found.first
        if position > found.stableEnd || position < found.first {
            try restart()
            position = found.first
        }
        while position < found.stableEnd {
            let read = found.read(from: position, limit: log.traits.recordsPerPoll)
            position = read.next
            if !read.records.isEmpty { try each(read.records) }
        }
        return position
    }

    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) {
        let found = try log.state.withLock { state throws(LogError) in
            _ = try alive(state)
            return try state.partition(TopicPartition(group.stateTopic, partition))
        }
        let start = max(found.first, found.stableEnd - count)
        return (found.read(from: start).records, start == found.first)
    }

    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] {
        try log.state.withLock { state throws(LogError) in
            _ = try alive(state)
            var begun: [TopicPartition: Int64] = [:]
            for partition in partitions where held.contains(partition) && !announced.contains(partition) {
                for topic in group.inputs {
                    let place = TopicPartition(topic, partition)
                    begun[place] = state.groups[group.group]!.offsets[place] ?? 0
                }
            }
            begun = group.start(begun, notBefore: known)
            for (place, offset) in begun {
                let end = try state.partition(place).stableEnd
                if end < offset { throw group.mismatch(place, readUpTo: offset, "it ends at \(end)") }
            }
            next.merge(begun) { $1 }
            committed.merge(begun) { $1 }
            return begun
        }
    }

    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        try log.state.withLock { state throws(LogError) in
            _ = try alive(state)
            let begun = Set(next.keys.map(\.partition))
            for place in next.keys where !group.inputs.contains(place.topic) && !topics.contains(place.topic) {
                next[place] = nil
            }
            var fresh: [TopicPartition: Int64] = [:]
            for topic in topics {
                for partition in begun where next[TopicPartition(topic, partition)] == nil {
                    let place = TopicPartition(topic, partition)
                    fresh[place] = state.groups[group.group]!.offsets[place] ?? 0
                }
            }
            fresh = group.start(fresh, notBefore: known)
            var refused: [String: String] = [:]
            for (place, offset) in fresh where try state.partition(place).stableEnd < offset {
                refused[place.topic] = group.mismatch(place, readUpTo: offset, "it ends before that").message
            }
            fresh = fresh.filter { refused[$0.key.topic] == nil }
            next.merge(fresh) { $1 }
            committed.merge(fresh) { $1 }
            return (fresh, refused)
        }
    }

    func release(_ partitions: [Int32]) throws(LogError) {
        try log.state.withLock { state throws(LogError) in
            let member = try alive(state)
            state.abort(id)
            staged = [:]
            for partition in partitions {
                stopReading(partition)
                stateEnds[partition] = nil
            }
            held.subtract(partitions)
            announced.subtract(partitions)
            state.groups[group.group]!.release(partitions, id)
            if member.isLost, held.isEmpty { rejoin(&state) }
        }
    }

    // MARK: Writing

    func append(_ record: OutgoingRecord) throws(LogError) {
        let now = log.clock()
        let offset = try log.state.withLock { state throws(LogError) in try state.append(record, of: id, now: now) }
        if let offset, record.topic == group.stateTopic { staged[record.partition] = offset + 1 }
    }

    func commit(_ next: [TopicPartition: Int64]) throws(LogError) {
        try log.state.withLock { state throws(LogError) in
            let member = try alive(state)
            guard !member.isTimedOut else {
                throw LogError(.unknown, "the log has given up a transaction of \(group.group)-\(group.member)")
            }
            // As on Kafka, only offsets make the log ask the group whose they are.
            guard next.isEmpty || !member.isLost, next.keys.allSatisfy({ held.contains($0.partition) }) else {
                state.abort(id)
                throw group.lostBeforeCommit
            }
            state.commit(id, next)
            if !log.traits.delaysMarkers { state.settle() }
        }
        committed.merge(next) { $1 }
        stateEnds.merge(staged) { $1 }
        staged = [:]
    }

    func committedStateEnd(_ partition: Int32) -> Int64? { stateEnds[partition] }

    func abort() throws(LogError) {
        staged = [:]
        try log.state.withLock { state throws(LogError) in
            _ = try alive(state)
            state.abort(id)
            for place in next.keys { next[place] = committed[place] }
        }
    }

    func close(deadline: Duration) { log.state.withLock { $0.leave(id) } }
}
