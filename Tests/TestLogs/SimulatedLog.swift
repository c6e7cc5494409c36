internal import Contracts
public import Streams
public import Threads

/// A log in memory that does what Kafka does, step by step and the same every time, so that what happens to a log may be
/// random from a seed.
///
/// As on Kafka, markers and what was aborted take offsets, nobody reads behind a transaction that is open, a session
/// fences its predecessor of the same name, and a rebalance is announced before it happens. Nothing waits: a poll that
/// brings nothing returns at once. What takes time on Kafka (markers, expiry of sessions and transactions, compaction)
/// happens when it is asked for.
public final class SimulatedLog: Log, Sendable {
    /// How it behaves where Kafka leaves room.
    public struct Traits: Sendable {
        /// Every rebalance takes all partitions away first.
        public var isEager = false
        /// Markers are written by `settle`, not with the commit.
        public var delaysMarkers = false
        /// Records that one poll returns at most.
        public var recordsPerPoll = 2_000

        public init() {}
    }

    let traits: Traits
    let state = Monitor(SimulatedState())
    let clock: @Sendable () -> Int64
    /// A number from 0 up to this one; the greatest where nothing is left to chance.
    let draw: @Sendable (Int) -> Int

    /// - Parameters:
    ///   - clock: milliseconds since 1970, for the time of records.
    ///   - draw: decides what Kafka does not: a number from 0 to below the given one.
    public init(
        traits: Traits = Traits(), clock: @escaping @Sendable () -> Int64 = WallTime.now,
        draw: @escaping @Sendable (_ below: Int) -> Int = { $0 - 1 }
    ) {
        self.traits = traits
        self.clock = clock
        self.draw = draw
    }

    // MARK: The port

    public func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] {
        state.withLock { state in
            state.topics.mapValues { TopicDescription(partitions: Int32($0.partitions.count), replication: 1) }
        }
    }

    public func create(_ topics: [TopicSettings]) throws(LogError) {
        state.withLock { state in
            for topic in topics where state.topics[topic.name] == nil {
                state.topics[topic.name] = SimulatedState.Topic(
                    partitions: Array(repeating: SimulatedPartition(), count: Int(topic.partitions)),
                    isCompacted: topic.compacted)
            }
        }
    }

    public func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        let id = try state.withLock { state throws(LogError) in try state.join(group, isEager: traits.isEager) }
        return SimulatedSession(self, group, id)
    }

    public func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        try SimulatedReader(self, positions)
    }

    public func appender() throws(LogError) -> any LogAppender { SimulatedAppender(self) }

    public func close() {}

    // MARK: What happens to it

    /// Sessions that have joined and not left, as the group knows.
    public func sessions(of group: String) -> [(id: Int, member: String)] {
        state.withLock { state in
            (state.groups[group]?.ownership.members ?? []).map { (id: $0.session, member: $0.name) }
        }
    }

    /// A group gives a session up, whose process may be dead or only slow.
    /// - Parameter deafPolls: in so many polls the session does not hear of it, as when its heartbeats are held up.
    public func expire(session id: Int, deafPolls: Int = 0) { state.withLock { $0.expire(id, deafPolls: deafPolls) } }

    /// Sessions that a group has given up hear of it with their next poll.
    public func tellLosses() { state.withLock { $0.tellLosses() } }

    /// The log gives up the transaction of a session.
    public func timeOut(session id: Int) { state.withLock { $0.timeOut(id) } }

    /// All members of a group give up what they hold, and get it again; only where rebalances are eager.
    public func rebalance(_ group: String) { state.withLock { $0.groups[group]?.rebalance() } }

    /// Raises all topics to so many partitions.
    public func raise(to partitions: Int32) {
        state.withLock { state in
            for name in state.topics.keys {
                let missing = max(0, Int(partitions) - state.topics[name]!.partitions.count)
                state.topics[name]!.partitions += Array(repeating: SimulatedPartition(), count: missing)
            }
            for name in state.groups.keys { state.groups[name]!.raise(to: partitions) }
        }
    }

    /// Forgets how far a group is, as Kafka does some time after its last member has left.
    public func loseOffsets(of group: String) { state.withLock { $0.groups[group]?.offsets = [:] } }

    /// Writes markers of committed transactions: each with this chance in percent.
    public func settle(percent: Int = 100) {
        let draw = draw
        state.withLock { state in
            var chosen: [Bool] = []
            for _ in state.markers { chosen.append(percent >= 100 || draw(100) < percent) }
            var index = 0
            let isChosen = state.markers.map { marker in
                defer { index += 1 }
                return (marker.transaction, marker.place, chosen[index])
            }
            state.settle { marker in
                isChosen.contains { $0.0 == marker.transaction && $0.1 == marker.place && $0.2 }
            }
        }
    }

    /// Compacts a topic, up to a random place, and drops tombstones older than this.
    public func compact(_ topic: String, tombstonesBefore: Int64) {
        let draw = draw
        state.withLock { state in
            state.compact(topic, tombstonesBefore: tombstonesBefore) { end in Int64(draw(Int(end) + 1)) }
        }
    }

    /// Deletes what lies before an offset, as a retention time does.
    public func delete(_ place: TopicPartition, before offset: Int64) {
        state.withLock { $0.delete(place, before: offset) }
    }
}

/// Writes outside of transactions.
final class SimulatedAppender: LogAppender {
    private let log: SimulatedLog

    init(_ log: SimulatedLog) { self.log = log }

    func append(_ records: [OutgoingRecord]) throws(LogError) {
        let now = log.clock()
        try log.state.withLock { state throws(LogError) in
            for record in records { _ = try state.partition(TopicPartition(record.topic, record.partition)) }
            for record in records { try state.append(record, now: now) }
        }
    }

    func close() {}
}

/// Reads partitions without a group.
final class SimulatedReader: LogReader {
    private let log: SimulatedLog
    private let places: [TopicPartition]
    private var next: [TopicPartition: Int64] = [:]
    private(set) var ends: [TopicPartition: Int64] = [:]

    init(_ log: SimulatedLog, _ positions: [TopicPartition: Position]) throws(LogError) {
        self.log = log
        places = positions.keys.sorted()
        for place in places {
            let partition = try log.state.withLock { state throws(LogError) in try state.partition(place) }
            ends[place] = partition.stableEnd
            switch positions[place]! {
            case .beginning: next[place] = partition.first
            case .end: next[place] = partition.stableEnd
            case .offset(let offset): next[place] = offset
            }
        }
    }

    func poll(timeout: Duration) throws(LogError) -> [Record] {
        try log.state.withLock { state throws(LogError) in
            var records: [Record] = []
            for place in places {
                let read = try state.partition(place).read(from: next[place]!)
                records += read.records
                next[place] = read.next
            }
            return records
        }
    }

    var isCaughtUp: Bool { places.allSatisfy { next[$0]! >= ends[$0]! } }
    var behind: Set<TopicPartition> { Set(places.filter { next[$0]! < ends[$0]! }) }

    func close() {}
}
