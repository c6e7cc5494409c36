internal import Contracts
internal import Streams

/// What a simulated log holds: topics, groups, and who writes. One value, changed by one at a time.
struct SimulatedState: Sendable {
    struct Topic: Sendable {
        var partitions: [SimulatedPartition]
        var isCompacted: Bool
    }

    /// A session, as the log sees it.
    struct Member: Sendable {
        var group: String
        var name: String
        /// A newer session of the same name has taken over.
        var isFenced = false
        /// The group has given it up: what it held is another's.
        var isLost = false
        /// Polls in which it does not hear of that.
        var deafPolls = 0
        /// The log has given up its transaction: what it appends goes nowhere.
        var isTimedOut = false
        var transaction: Transaction?
    }

    struct Transaction: Sendable {
        var id: Int
        var places: [TopicPartition] = []
    }

    /// A marker on its way to a partition.
    struct Marker: Sendable {
        var place: TopicPartition
        var transaction: Int
        var session: Int
    }

    var topics: [String: Topic] = [:]
    var groups: [String: SimulatedGroup] = [:]
    var members: [Int: Member] = [:]
    /// Markers of committed transactions that are not written yet, in their order.
    var markers: [Marker] = []
    private var sessions = 0
    private var transactions = 0

    func partition(_ place: TopicPartition) throws(LogError) -> SimulatedPartition {
        guard let topic = topics[place.topic], place.partition >= 0, Int(place.partition) < topic.partitions.count
        else {
            throw LogError(
                .configuration,
                "topic \(place.topic) with partition \(place.partition) does not exist in the simulated log")
        }
        return topic.partitions[Int(place.partition)]
    }

    private mutating func change(_ place: TopicPartition, _ body: (inout SimulatedPartition) -> Void) {
        body(&topics[place.topic]!.partitions[Int(place.partition)])
    }

    // MARK: Members

    /// A session of this name: what a former one has left open is aborted, and it is fenced.
    mutating func join(_ settings: GroupSettings, isEager: Bool) throws(LogError) -> Int {
        var counts: [(topic: String, partitions: Int32)] = []
        for topic in settings.inputs + [settings.stateTopic] {
            _ = try partition(TopicPartition(topic, 0))
            counts.append((topic, Int32(topics[topic]!.partitions.count)))
        }
        guard Set(counts.map(\.partitions)).count == 1 else {
            let listed = counts.map { "\($0.topic) has \($0.partitions)" }.joined(separator: ", ")
            throw LogError(
                .configuration, "the topics that \(settings.group) reads have unequal partition counts: \(listed)")
        }
        for (id, member) in members where member.group == settings.group && member.name == settings.member {
            abort(id)
            settle { $0.session == id }
            members[id]!.isFenced = true
        }
        sessions += 1
        members[sessions] = Member(group: settings.group, name: settings.member)
        groups[settings.group, default: SimulatedGroup(partitions: counts[0].partitions, isEager: isEager)]
            .join(settings.member, sessions)
        return sessions
    }

    mutating func leave(_ id: Int) {
        abort(id)
        guard let member = members.removeValue(forKey: id) else { return }
        groups[member.group]?.leave(id)
    }

    /// The group gives a session up, as when its heartbeats do not come. Its transaction stays open.
    mutating func expire(_ id: Int, deafPolls: Int) {
        guard let member = members[id], !member.isFenced, !member.isLost else { return }
        members[id]!.isLost = true
        members[id]!.deafPolls = deafPolls
        groups[member.group]?.leave(id)
    }

    /// Whoever was given up hears of it with the next poll.
    mutating func tellLosses() {
        for id in members.keys { members[id]!.deafPolls = 0 }
    }

    // MARK: Transactions

    /// Adds to the session's transaction. Returns the record's offset; nil where the session can no longer write.
    mutating func append(_ record: OutgoingRecord, of id: Int, now: Int64) throws(LogError) -> Int64? {
        let place = TopicPartition(record.topic, record.partition)
        _ = try partition(place)
        guard var member = members[id], !member.isFenced, !member.isTimedOut else { return nil }
        if member.transaction == nil {
            transactions += 1
            member.transaction = Transaction(id: transactions)
        }
        if !member.transaction!.places.contains(place) { member.transaction!.places.append(place) }
        members[id] = member
        var offset: Int64 = 0
        change(place) { offset = $0.append(record, transaction: member.transaction!.id, now: now) }
        return offset
    }

    mutating func append(_ record: OutgoingRecord, now: Int64) throws(LogError) {
        let place = TopicPartition(record.topic, record.partition)
        _ = try partition(place)
        change(place) { $0.append(record, transaction: nil, now: now) }
    }

    /// Decides the session's transaction, which then is committed; its markers follow.
    mutating func commit(_ id: Int, _ next: [TopicPartition: Int64]) {
        guard let member = members[id] else { return }
        for place in member.transaction?.places ?? [] {
            markers.append(Marker(place: place, transaction: member.transaction!.id, session: id))
        }
        members[id]!.transaction = nil
        groups[member.group]?.offsets.merge(next) { $1 }
    }

    mutating func abort(_ id: Int) {
        guard let transaction = members[id]?.transaction else { return }
        for place in transaction.places { change(place) { $0.finish(transaction.id, committed: false) } }
        members[id]!.transaction = nil
    }

    /// The log gives up a session's transaction, because it was open for too long.
    mutating func timeOut(_ id: Int) {
        guard members[id]?.transaction != nil else { return }
        abort(id)
        members[id]!.isTimedOut = true
    }

    /// Writes those markers that were chosen.
    mutating func settle(_ isChosen: (Marker) -> Bool = { _ in true }) {
        for marker in markers where isChosen(marker) {
            change(marker.place) { $0.finish(marker.transaction, committed: true) }
        }
        markers.removeAll(where: isChosen)
    }

    /// Waits, as one who reads the state does, until every transaction in a partition has ended: what is committed gets
    /// its marker, and what another session has left open is given up by the log.
    mutating func waitForTransactions(in place: TopicPartition, but own: Int) {
        settle { $0.place == place }
        for transaction in topics[place.topic]!.partitions[Int(place.partition)].openTransactions {
            for id in members.keys.sorted() where id != own && members[id]?.transaction?.id == transaction {
                timeOut(id)
            }
        }
    }

    // MARK: Time

    mutating func compact(_ topic: String, tombstonesBefore: Int64, upTo: (Int64) -> Int64) {
        for partition in topics[topic]!.partitions.indices {
            let end = upTo(topics[topic]!.partitions[partition].end)
            topics[topic]!.partitions[partition].compact(before: end, tombstonesBefore: tombstonesBefore)
        }
    }

    mutating func delete(_ place: TopicPartition, before offset: Int64) { change(place) { $0.delete(before: offset) } }
}
