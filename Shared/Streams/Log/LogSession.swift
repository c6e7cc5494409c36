public import Contracts

/// The hold of one loop on the log: what it reads, and the transaction it writes in. Used by one thread alone.
///
/// The protocol of a loop: `poll` gives events in order. After `.assigned`, the loop restores the state of each partition
/// (`readState`) and calls `begin`; only then records of these partitions come. For records, the loop calls `append` for
/// what it writes, then `commit` with the next offset of each partition it has processed: all of it becomes visible at
/// once, or none. After `.revoked`, the loop commits or aborts what it holds and calls `release`; no record of these
/// partitions comes after the event.
public protocol LogSession: AnyObject {
    /// What happened, in order; empty after `timeout` in which nothing did.
    func poll(timeout: Duration) throws(LogError) -> [LogEvent]

    /// Reads the state topic's partition from `offset` (nil: from its beginning) to its end as of now, after all that a
    /// former owner has written. Returns the offset to go on from, and whether it had to start over from the beginning
    /// because `offset` is no longer there or lies beyond the end: then `restart` was called before the first record.
    func readState(
        partition: Int32, from offset: Int64?, restart: () throws(LogError) -> Void,
        each: ([Record]) throws(LogError) -> Void
    ) throws(LogError) -> Int64

    /// The committed records among the last `count` offsets of a partition of the state topic, which need not be this
    /// session's, in their order; and whether nothing lies before them. Does not wait for a transaction that is open there.
    func newestState(
        partition: Int32, within count: Int64
    ) throws(LogError) -> (records: [Record], isWhole: Bool)

    /// Names the log and its partition of the state topic, so that a store of another is recognized; nil where it has no name.
    func stateOrigin(_ partition: Int32) throws(LogError) -> String?

    /// Answers `.assigned`: lets the records of these partitions come, from the offsets the group has committed, or from
    /// those that the state says where these are further on: a group may lose its offsets. Returns where every place
    /// begins; 0 where nothing is known. It returns nothing for partitions that are to be given up by now, and no record of
    /// them comes. Throws with `outcome == .mismatch` where a place ends before that, or has another record there than the
    /// one that was read, as far as the log can be recreated.
    @discardableResult
    func begin(
        _ partitions: [Int32], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> [TopicPartition: Int64]

    /// Reads these further topics from now on, and no others beside the group's inputs: of each the partitions that were
    /// begun, as if it were an input. They have the inputs' partition count. To be called again after each `begin`.
    ///
    /// Returns where the places begin that were not read before, and the topics that are not read because they are not
    /// what was read before, with the reason.
    func alsoRead(
        _ topics: [String], notBefore known: [TopicPartition: InputPosition]
    ) throws(LogError) -> (places: [TopicPartition: Int64], refused: [String: String])

    /// Adds to the transaction in hand; begins one where there is none.
    func append(_ record: OutgoingRecord) throws(LogError)

    /// Makes visible what was appended, with the group's progress: the next offset to read of each partition.
    /// When it returns, all of it is durable. Throws with `outcome == .aborted` when nothing of it is,
    /// and with `.unknown` when the session must be recreated to find out.
    ///
    /// By these offsets, and by nothing else, the log knows for which partitions the transaction speaks: it commits
    /// nothing where the group has given one of them to another. So whoever changes what belongs to a partition names an
    /// offset of it, also where that is the same as before.
    func commit(_ next: [TopicPartition: Int64]) throws(LogError)

    /// The offset after the last record that this session has committed to a partition of the state topic; nil where
    /// it has committed none. With it, the state store knows how far it is once a commit is done.
    func committedStateEnd(_ partition: Int32) -> Int64?

    /// Where a partition that was begun ends, as far as the session has heard: for metrics only. nil: not known yet.
    func end(of place: TopicPartition) -> Int64?

    /// Messages of partitions that were begun which are written and cannot be read, because a transaction before them has
    /// been open for long, and for how long: for metrics only.
    func held() -> (messages: [TopicPartition: Int64], age: Duration)

    /// Drops what was appended since the last commit, and goes back to the committed offsets: the same records come again.
    func abort() throws(LogError)

    /// Answers `.revoked`: gives the partitions up. What was not committed by now is dropped.
    func release(_ partitions: [Int32]) throws(LogError)

    /// Leaves the group and ends what is open, within the deadline. Partitions still held are given up without a
    /// `.revoked` event: commit first.
    func close(deadline: Duration)
}

extension LogSession {
    /// Begins where the group's own offsets say.
    @discardableResult
    public func begin(_ partitions: [Int32]) throws(LogError) -> [TopicPartition: Int64] {
        try begin(partitions, notBefore: [:])
    }

    public func end(of place: TopicPartition) -> Int64? { nil }

    /// A log whose transactions end by themselves.
    public func held() -> (messages: [TopicPartition: Int64], age: Duration) { ([:], .zero) }

    /// A log without its own name.
    public func stateOrigin(_ partition: Int32) throws(LogError) -> String? { nil }
}

/// What happened to a session.
public enum LogEvent: Sendable {
    case records([Record])
    /// Everything that can be read of these places before these offsets has been given out, and what lies between a
    /// place's last record and its offset are not records: markers of transactions, or what was aborted. The group may
    /// be committed up to there, once those records are.
    case drained([TopicPartition: Int64])
    /// These partitions (of every input topic) are now this member's: restore, then `begin`.
    case assigned([Int32])
    /// These partitions are to be given up: commit, then `release`; `lost` when they are another's already.
    case revoked([Int32], lost: Bool)
    /// Something that the log fixes by itself, such as a broker that is away: to be reported, not acted upon.
    case notice(LogError)
}

/// Reads partitions without a group, in the order of each partition, committed records only. Used by one thread alone.
public protocol LogReader: AnyObject {
    /// Records as they come; empty after `timeout` in which none did.
    func poll(timeout: Duration) throws(LogError) -> [Record]
    /// True once every partition was read to the end that it had when the reader was made.
    var isCaughtUp: Bool { get }
    /// The partitions that were not yet read to that end.
    var behind: Set<TopicPartition> { get }
    /// Where each partition ended when the reader was made: for progress, and to notice a log that was recreated.
    var ends: [TopicPartition: Int64] { get }
    func close()
}

/// Writes outside of transactions. May be shared between threads.
public protocol LogAppender: AnyObject, Sendable {
    /// Returns when all of these are durable in the log, in order per partition.
    func append(_ records: [OutgoingRecord]) throws(LogError)
    func close()
}
