import Contracts
import Fulfillment
import Operations
import Streams

/// The topics that a verb reads: on a Kafka that has answered, or on the embedded log of `serve --data`, also while
/// that runs.
struct TopicSource {
    let log: any Log
    /// The topics that exist, by name.
    let topics: [String: TopicDescription]
    /// `Kafka at localhost:9092`, or `the embedded log in ./data`.
    let description: String
    /// The options that lead here, for commands that are suggested.
    let arguments: String
    private let broker: Broker?

    /// The options of a verb that reads topics. Its command needs `alternatives` too.
    static let options = [
        ServiceSettings.kafka, ServiceSettings.kafkaConfig,
        ServiceSettings.data(
            defaultText: "none: the topics are on Kafka",
            help: "Read the directory of turnback serve --data instead, also while it runs."),
    ]
    /// The options of a verb that writes to topics as well.
    static let writingOptions = [
        ServiceSettings.kafka, ServiceSettings.kafkaConfig,
        ServiceSettings.data(
            defaultText: "none: the topics are on Kafka",
            help: "Read and write the directory of a turnback serve --data that has ended instead."),
    ]
    static let alternatives = [ServiceSettings.dataOrKafka]

    /// - Parameters:
    ///   - notices: whether what Kafka fixes by itself is written to standard error, for verbs that run on.
    ///   - writing: whether it is written to as well: then no serve may run on an embedded log.
    init(
        _ invocation: Invocation, _ shutdown: ShutdownSignal, notices: Bool = false, writing: Bool = false
    ) throws(Failure) {
        if let directory = invocation.stringIfGiven("data") {
            guard EmbeddedLog.exists(in: directory + "/log") else {
                throw invocation.failure(
                    "data",
                    "there is no embedded log in it: turnback serve --data \(directory) makes one when it is started once")
            }
            do throws(LogError) {
                try self.init(directory, writing: writing)
            } catch {
                guard error.outcome == .configuration else { throw error.failure }
                throw invocation.failure("data", error.message)
            }
        } else {
            self.init(try Broker(invocation, shutdown, notices: notices))
        }
    }

    private init(_ directory: String, writing: Bool) throws(LogError) {
        var embedded = try EmbeddedLog(reading: directory + "/log")
        if writing {
            // Closed before: a process may have it open once only.
            embedded.close()
            embedded = try EmbeddedLog(directory: directory + "/log")
        }
        log = embedded
        topics = try embedded.topics(timeout: .zero)
        description = "the embedded log in \(directory)"
        arguments = "--data \(directory)"
        broker = nil
    }

    private init(_ broker: Broker) {
        log = broker.kafka
        topics = broker.topics
        description = "Kafka at \(broker.address)"
        arguments = broker.arguments
        self.broker = broker
    }

    func close() { log.close() }

    /// The partition count of every topic of the plan that exists.
    var partitions: [Topic: Int32] { TopicPlan.partitionCounts(in: topics) }

    /// All of Turnback's topics that exist, those of tenants among them.
    var names: TopicNames { TopicNames(topics) }

    /// All partitions of these topics, those of tenants among them.
    func places(in topics: [Topic]) -> [TopicPartition] { names.places(in: topics) }

    /// Throws where topics are missing; of Kafka with the command that makes them.
    func require(_ needed: [Topic]) throws(Failure) {
        if let broker { return try broker.require(needed) }
        guard let missing = needed.first(where: { topics[$0.name] == nil }) else { return }
        throw Failure(.unavailable, "\(description) has no \(missing.name): start turnback serve on it once")
    }

    /// Where to begin in order to read what the log took in at a time or later. The embedded log is read from its
    /// beginning.
    func places(in topics: [Topic], since time: Timestamp) throws(LogError) -> [TopicPartition: Int64] {
        try broker?.kafka.offsets(of: places(in: topics), at: time.milliseconds) ?? [:]
    }

    /// The offsets that each partition of these topics holds.
    func offsets(of topics: [Topic]) throws(LogError) -> [TopicPartition: Range<Int64>] {
        if let broker { return try broker.kafka.offsets(of: places(in: topics)) }
        let reader = try log.reader(
            from: Dictionary(uniqueKeysWithValues: places(in: topics).map { ($0, Position.end) }))
        defer { reader.close() }
        return reader.ends.mapValues { 0..<$0 }
    }

    /// How each of these topics is cleaned up, in Kafka's words.
    func cleanup(of topics: [Topic]) throws(LogError) -> [String: String] {
        if let broker { return try broker.kafka.setting("cleanup.policy", of: topics.map(\.name)) }
        return Dictionary(uniqueKeysWithValues: topics.map { ($0.name, $0.isCompacted ? "compact" : "delete") })
    }

    /// How long each of these topics keeps its messages, in milliseconds; one that keeps them for ever is left out.
    func retention(of topics: [String]) throws(LogError) -> [String: Int64] {
        guard let broker else { return [:] }
        return try broker.kafka.setting("retention.ms", of: topics).compactMapValues { Int64($0) }.filter {
            $0.value >= 0
        }
    }

    /// How a verb ends with this error.
    func failure(_ error: LogError) -> Failure { broker?.failure(error) ?? error.failure }
}
