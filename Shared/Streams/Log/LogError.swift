/// What a log could not do.
public struct LogError: Error, Sendable, CustomStringConvertible {
    /// What follows from it.
    public enum Outcome: Sendable, Equatable {
        /// Nothing changed: the same call may be made again.
        case retriable
        /// The transaction is gone: abort, and process the same records again.
        case aborted
        /// The transaction is gone, and so it will be each time: the log does not take a record that was in it.
        case refused
        /// What became of the transaction is not known: recreate the session.
        case unknown
        /// A living owner of the same name has taken over.
        case fenced
        /// The log is not the one that the state comes from: to go on would lose messages or count them twice.
        case mismatch
        /// It cannot work as it is configured: topics missing, credentials refused.
        case configuration
        /// What is read is not what was written: nothing fixes it but a copy from before.
        case damaged
        /// It cannot go on.
        case fatal
    }

    public var outcome: Outcome
    /// One line: what was tried, on what, and what the log answered.
    public var message: String

    public init(_ outcome: Outcome, _ message: String) {
        self.outcome = outcome
        self.message = message
    }

    public var description: String { message }
}

extension GroupSettings {
    /// What a commit comes to that names a partition of another's.
    package var lostBeforeCommit: LogError {
        LogError(.aborted, "group \(group) took partitions from \(name) before the commit")
    }

    /// What reading on comes to where a place is not what was read before.
    package func mismatch(_ place: TopicPartition, readUpTo offset: Int64, _ what: String) -> LogError {
        LogError(
            .mismatch,
            "\(group) has read \(place.topic) partition \(place.partition) up to offset \(offset), and \(what): the topic was recreated, or has lost messages; where it is to be read again from its beginning, stop all of \(group) and run: turnback topics rewind --service \(group) --topic \(place.topic)"
        )
    }

    /// Where each place begins: what the group has committed, or what the state says where that is further on.
    package func start(
        _ committed: [TopicPartition: Int64], notBefore known: [TopicPartition: InputPosition]
    ) -> [TopicPartition: Int64] {
        committed.merging(
            known.filter { committed[$0.key] != nil }.mapValues(\.next)
        ) { max($0, $1) }
    }
}
