import Contracts
import Operations
import Streams

/// The Kafka that a verb works on, once it has answered.
struct Broker {
    let address: String
    let kafka: KafkaLog
    /// The topics that exist, by name.
    let topics: [String: TopicDescription]
    /// The options that lead to this Kafka, for commands that are suggested.
    let arguments: String

    /// The options of a verb that talks to Kafka.
    static let options = [ServiceSettings.kafka, ServiceSettings.kafkaConfig]
    /// `--json`.
    static let json = Flag("json", help: "Print JSON lines.")
    /// How long a Kafka that does not answer is waited for.
    static let patience = Duration.seconds(10)

    /// Asks Kafka for its topics, for as long as `patience`.
    /// - Parameter notices: whether what Kafka fixes by itself is reported on standard error, for verbs that run on.
    init(_ invocation: Invocation, _ shutdown: ShutdownSignal, notices: Bool = false) throws(Failure) {
        let configuration = invocation.stringIfGiven("kafka-config")
        address = invocation.string("kafka")
        arguments = "--kafka \(address)" + (configuration.map { " --kafka-config \($0)" } ?? "")
        let logger = Logger(label: "turnback", format: .text, level: notices ? .warning : .error)
        kafka = try KafkaLog.open(kafka: address, configuration: configuration, logger)
        do throws(LogError) {
            topics = try Self.topics(of: kafka, shutdown)
        } catch {
            kafka.close()
            throw Self.failure(error, at: address)
        }
    }

    func close() { kafka.close() }

    /// The partition count of every topic of the plan that exists.
    var partitions: [Topic: Int32] { TopicPlan.partitionCounts(in: topics) }

    /// All of Turnback's topics that exist, those of tenants among them.
    var names: TopicNames { TopicNames(topics) }

    /// Throws with the command that makes them where topics are missing.
    func require(_ needed: [Topic]) throws(Failure) {
        let missing = needed.filter { topics[$0.name] == nil }.map(\.name)
        guard !missing.isEmpty else { return }
        throw Failure(
            .unavailable,
            "Kafka at \(address) has no \(missing.joined(separator: ", ")); make what is missing with: \(creation)")
    }

    /// The command that makes the topics that are missing.
    var creation: String { "turnback topics create \(arguments)" }

    /// How a verb ends with this error.
    func failure(_ error: LogError) -> Failure { Self.failure(error, at: address) }

    /// Asks in short slices, so that Ctrl-C ends the waiting.
    private static func topics(
        of log: KafkaLog, _ shutdown: ShutdownSignal
    ) throws(LogError) -> [String: TopicDescription] {
        let deadline = ContinuousClock.now + patience
        while true {
            do throws(LogError) { return try log.topics(timeout: .seconds(1)) } catch {
                guard error.outcome == .retriable, deadline > .now, !shutdown.isRequested else { throw error }
            }
        }
    }

    private static func failure(_ error: LogError, at address: String) -> Failure {
        if error.outcome == .configuration {
            return Failure(.unavailable, "Kafka at \(address): \(error.message)")
        }
        return Failure(
            .unavailable,
            "Kafka at \(address) does not answer (\(error.message)); start it, or name another one with --kafka")
    }
}
