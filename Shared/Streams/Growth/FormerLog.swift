internal import Contracts

/// A log whose topics were raised, as it was before: its groups read the former partitions alone, and keys are placed as they
/// were. With it services finish what was sent to them before, in its order, until their state can be moved.
public final class FormerLog: Log {
    private let log: any Log
    private let partitions: Int32

    /// - Parameter partitions: how many each topic had.
    public init(_ log: any Log, partitions: Int32) {
        self.log = log
        self.partitions = partitions
    }

    public func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] {
        try log.topics(timeout: timeout).mapValues { topic in
            TopicDescription(partitions: min(partitions, topic.partitions), replication: topic.replication)
        }
    }

    public func create(_ topics: [TopicSettings]) throws(LogError) { try log.create(topics) }

    public func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        FormerSession(try log.join(group), partitions)
    }

    public func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        try log.reader(from: positions)
    }

    public func appender() throws(LogError) -> any LogAppender { try log.appender() }

    /// Leaves the log open, which is another's.
    public func close() {}
}

/// New partitions that it gets are held, and never begun.
private final class FormerSession: LogSession {
    private let session: any LogSession
    private let partitions: Int32

    init(_ session: any LogSession, _ partitions: Int32) {
        self.session = session
        self.partitions = partitions
    }

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] {
        try session.poll(timeout: timeout).map { event in
            if case .assigned(let all) = event { .assigned(all.filter { $0 < partitions }) } else { event }
        }
    }

    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64 {
        try session.readState(partition: partition, from: offset, restart: restart, each: each)
    }

    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool) {
        try session.newestState(partition: partition, within: count)
    }

    func stateOrigin(_ partition: Int32) throws(LogError) -> String? { try session.stateOrigin(partition) }

    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] { try session.begin(partitions, notBefore: known) }

    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        try session.alsoRead(topics, notBefore: known)
    }

    func append(_ record: OutgoingRecord) throws(LogError) { try session.append(record) }
    func commit(_ next: [TopicPartition: Int64]) throws(LogError) { try session.commit(next) }
    func committedStateEnd(_ partition: Int32) -> Int64? { session.committedStateEnd(partition) }
    func end(of place: TopicPartition) -> Int64? { session.end(of: place) }
    func held() -> (messages: [TopicPartition: Int64], age: Duration) { session.held() }
    func abort() throws(LogError) { try session.abort() }
    func release(_ partitions: [Int32]) throws(LogError) { try session.release(partitions) }
    func close(deadline: Duration) { session.close(deadline: deadline) }
}
