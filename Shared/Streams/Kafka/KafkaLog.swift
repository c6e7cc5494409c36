internal import Kafka
internal import Synchronization

/// The log on Apache Kafka, by librdkafka.
///
/// Exactly once comes from two transactional producers a session, used in turn, a static member of the group that reads
/// committed records only, and offsets that are committed with the outputs. A transaction of one id has to wait for the
/// markers of the id's last one: two ids in turn never wait.
public final class KafkaLog: Log {
    let settings: KafkaLogSettings
    let admin: AdminClient
    private let known = KnownTopics()
    private let history = SessionHistory()
    private let appenders = Mutex<[KafkaLogAppender]>([])

    /// A log on the brokers `bootstrap` (`host:port,…`).
    ///
    /// `properties` are librdkafka's and come before this project's defaults; those on which correctness depends are set
    /// after them and win: transactional.id, enable.idempotence, acks, group.id, group.instance.id,
    /// partition.assignment.strategy, isolation.level, auto.offset.reset, enable.auto.commit, enable.auto.offset.store,
    /// enable.partition.eof, bootstrap.servers, and of an appender max.in.flight.requests.per.connection. `notice` gets
    /// what clients without an event stream (producers) report, each text at most once in ten seconds, on a thread of a
    /// client's.
    ///
    /// Throws `.configuration` when a property is not known or its value is refused. No broker is asked yet.
    public init(
        bootstrap: String, properties: [(name: String, value: String)] = [],
        notice: @escaping @Sendable (LogError) -> Void = { _ in }
    ) throws(LogError) {
        let settings = KafkaLogSettings(
            bootstrap: bootstrap, properties: properties, notices: NoticeLimiter(notice))
        self.settings = settings
        admin = try translated { () throws(KafkaError) in try AdminClient(settings) }
    }

    public func topics(timeout: Duration) throws(LogError) -> [String: TopicDescription] {
        let known = try translated(otherwise: .retriable) { () throws(KafkaError) in
            try admin.open().topics(timeout: timeout)
        }
        self.known.take(known.keys)
        return known.mapValues { TopicDescription(partitions: $0.partitions, replication: $0.replication) }
    }

    public func create(_ topics: [TopicSettings]) throws(LogError) {
        let wanted = topics.map { topic in
            var settings = topic.settings
            if topic.compacted { settings["cleanup.policy"] = "compact" }
            return NewTopic(
                name: topic.name, partitions: topic.partitions, replication: Int32(topic.replication),
                settings: settings)
        }
        try translated { () throws(KafkaError) in try admin.open().create(wanted, timeout: .seconds(30)) }
    }

    public func join(_ group: GroupSettings) throws(LogError) -> any LogSession {
        let known = try topics(timeout: .seconds(30))
        try self.known.require(group.topics)
        try group.check(against: known)
        return try KafkaLogSession(group, settings, admin, self.known, history)
    }

    public func reader(from positions: [TopicPartition: Position]) throws(LogError) -> any LogReader {
        _ = try topics(timeout: .seconds(30))
        try known.require(positions.keys.map(\.topic))
        return try KafkaLogReader(positions, settings)
    }

    public func appender() throws(LogError) -> any LogAppender {
        let appender = try KafkaLogAppender(settings)
        appenders.withLock { $0.append(appender) }
        return appender
    }

    /// Ends the appenders and the client for topics. Sessions and readers belong to their threads and are closed there.
    public func close() {
        for appender in appenders.withLock({ appenders in
            defer { appenders = [] }
            return appenders
        }) { appender.close() }
        admin.close(deadline: .seconds(3))
    }
}

extension GroupSettings {
    /// All of them.
    var topics: [String] { inputs + outputs + [stateTopic] }

    /// Throws where the inputs and the state do not have the same partition count.
    fileprivate func check(against known: [String: TopicDescription]) throws(LogError) {
        let counts = (inputs + [stateTopic]).map { topic in (topic, known[topic]?.partitions ?? 0) }
        guard Set(counts.map(\.1)).count > 1 else { return }
        let list = counts.map { "\($0.0) has \($0.1)" }.joined(separator: ", ")
        throw LogError(
            .configuration, "the inputs and the state topic of group \(group) need the same partition count: \(list)")
    }
}
