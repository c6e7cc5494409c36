import Contracts
import Streams
import Synchronization

/// A log behind a gate, which refuses records or aborts commits as the test says: what a broker with smaller limits does, or
/// one that is away.
final class RefusingLog: Log {
    private let log: any Log
    /// Whether a record is never taken.
    let refuses: @Sendable (OutgoingRecord) -> Bool
    /// How many commits are still to be aborted for no record's sake.
    let aborts = Atomic(0)
    /// How many transactions were refused.
    let refusals = Atomic(0)
    /// The offsets of each commit that succeeded.
    let commits = Mutex<[[TopicPartition: Int64]]>([])
    /// How long each poll would have waited.
    let timeouts = Mutex<[Duration]>([])

    init(_ log: any Log, refuses: @escaping @Sendable (OutgoingRecord) -> Bool) {
        self.log = log
        self.refuses = refuses
    }

    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] { try log.topics(timeout: timeout) }
    func create(_ topics: [TopicSettings]) throws(LogError) { try log.create(topics) }
    func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        RefusingSession(try log.join(group), self)
    }
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        try log.reader(from: positions)
    }
    func appender() throws(LogError) -> any LogAppender { try log.appender() }
    func close() { log.close() }
}

private final class RefusingSession: LogSession {
    private let session: any LogSession
    private let log: RefusingLog
    private var holdsRefused = false

    init(_ session: any LogSession, _ log: RefusingLog) {
        self.session = session
        self.log = log
    }

    func poll(timeout: Duration) throws(LogError) -> [LogEvent] {
        log.timeouts.withLock { $0.append(timeout) }
        return try session.poll(timeout: timeout)
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
    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64] { try session.begin(partitions, notBefore: known) }

    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String]) {
        try session.alsoRead(topics, notBefore: known)
    }

    func append(_ record: OutgoingRecord) throws(LogError) {
        if log.refuses(record) { holdsRefused = true }
        try session.append(record)
    }

    func commit(_ next: [TopicPartition: Int64]) throws(LogError) {
        if holdsRefused {
            log.refusals.add(1, ordering: .relaxed)
            throw LogError(.refused, "the record is too large")
        }
        if log.aborts.load(ordering: .relaxed) > 0 {
            log.aborts.subtract(1, ordering: .relaxed)
            throw LogError(.aborted, "the coordinator moved")
        }
        try session.commit(next)
        log.commits.withLock { $0.append(next) }
    }

    func committedStateEnd(_ partition: Int32) -> Int64? { session.committedStateEnd(partition) }
    func abort() throws(LogError) {
        holdsRefused = false
        try session.abort()
    }
    func release(_ partitions: [Int32]) throws(LogError) { try session.release(partitions) }
    func close(deadline: Duration) { session.close(deadline: deadline) }
}
