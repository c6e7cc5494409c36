/// The log under the runtime: topics of partitions, read by groups, written in transactions.
///
/// A port with three implementations, which pass one conformance suite: `KafkaLog` (librdkafka), `EmbeddedLog` (LMDB in
/// the process) and the tests' `SimulatedLog` (in memory, step by step, for simulations). All calls block and belong on a thread of
/// the runtime's own, never on Swift's cooperative pool.
public protocol Log: AnyObject, Sendable {
    /// The topics that exist, by name. Waits at most `timeout` for an answer.
    func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription]

    /// Makes those topics that do not exist yet; the ones that exist stay as they are.
    func create(_ topics: [TopicSettings]) throws(LogError)

    /// Takes part in a group: the hold of ONE loop on the log, used by one thread alone.
    /// Returns once what the session writes with is ready, which fences a predecessor of the same name.
    func join(_ group: GroupSettings) throws(LogError) -> any LogSession

    /// Reads partitions without a group, committed records only.
    func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader

    /// Writes outside of transactions; may be shared between threads.
    func appender() throws(LogError) -> any LogAppender

    /// Ends what is still open, waiting at most a few seconds.
    func close()
}

/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    public var topic: String
    public var partition: Int32

    public init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    public var description: String { "\(topic) partition \(partition)" }
}

/// What the log knows of a topic.
public struct TopicDescription: Sendable, Equatable {
    public var partitions: Int32
    public var replication: Int

    public init(partitions: Int32, replication: Int) {
        self.partitions = partitions
        self.replication = replication
    }
}

/// A topic to make.
public struct TopicSettings: Sendable, Equatable {
    public var name: String
    public var partitions: Int32
    public var replication: Int
    /// Keep the newest record of each key for ever, instead of all records for some time.
    public var compacted: Bool
    /// Further settings under Kafka's names, such as `retention.ms`.
    public var settings: [String: String]

    public init(
        name: String, partitions: Int32, replication: Int, compacted: Bool = false, settings: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.compacted = compacted
        self.settings = settings
    }
}

/// Where a reader starts.
public enum Position: Sendable, Equatable {
    case beginning
    /// After what is committed now.
    case end
    case offset(Int64)
}

/// What a loop joins as.
public struct GroupSettings: Sendable {
    /// The group's name, the service's own.
    public var group: String
    /// Stable and unique within the group: names the member and the transactional ids.
    public var member: String
    /// What messages to people call it.
    public var name: String
    /// The input topics, all of the same partition count: partition p of each goes to the same member.
    public var inputs: [String]
    /// Topics this member writes to, so that they can be made known before the first transaction.
    public var outputs: [String]
    /// The compacted topic with the state, of the same partition count.
    public var stateTopic: String
    /// The group keeps the member's place for a while when it leaves, so that a restart moves no partitions. A member that
    /// does not come back leaves at once.
    public var comesBack = true

    public init(
        group: String, member: String, name: String? = nil, inputs: [String], outputs: [String], stateTopic: String
    ) {
        self.group = group
        self.member = member
        self.name = name ?? member
        self.inputs = inputs
        self.outputs = outputs
        self.stateTopic = stateTopic
    }
}

extension TopicPartition: Comparable {
    public static func < (one: TopicPartition, other: TopicPartition) -> Bool {
        (one.topic, one.partition) < (other.topic, other.partition)
    }
}
