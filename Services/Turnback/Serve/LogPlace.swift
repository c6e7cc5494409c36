import Fulfillment
import Operations
import Streams

/// Which log a process runs on, as the command line says: Kafka, or the embedded one in a directory or in memory.
struct LogPlace: Sendable, CustomStringConvertible {
    let log: any Log
    let description: String
    var isKafka: Bool { log is KafkaLog }
    let stateDirectory: String
    let pauses: ClosedRange<Duration>
    private let temporaryState: TemporaryDirectory?
    /// Says when this Kafka goes and comes back; nil for other logs.
    private(set) var watch: KafkaWatch?

    /// - Parameter health: not ready while Kafka is away.
    init(_ invocation: Invocation, _ logger: Logger, health: Health? = nil) throws(Failure) {
        if let kafka = invocation.stringIfGiven("kafka") {
            let watch = KafkaWatch(at: kafka, logger, health: health)
            log = try KafkaLog.open(
                kafka: kafka, configuration: invocation.stringIfGiven("kafka-config"), logger, watch: watch)
            self.watch = watch
            description = kafka
            stateDirectory = invocation.string("state")
            pauses = RunningService.kafkaPauses
            temporaryState = nil
        } else {
            let data = invocation.stringIfGiven("data")
            let embedded = try Self.embedded(data.map { $0 + "/log" })
            try Plant.prepare(embedded)
            log = embedded
            description = Self.description(of: invocation)
            temporaryState = data == nil ? try TemporaryDirectory() : nil
            stateDirectory = data.map { $0 + "/state" } ?? temporaryState!.path
            pauses = RunningService.embeddedPauses
        }
    }

    /// Where the data of `serve` lies, as its settings say.
    static func description(of invocation: Invocation) -> String {
        if let kafka = invocation.stringIfGiven("kafka") { return "Kafka at \(kafka)" }
        return invocation.stringIfGiven("data").map { "the embedded log in \($0)" } ?? "the embedded log in memory"
    }

    /// The embedded log in memory, as `demo` and `replay` use it.
    init(inMemory: Void) throws(Failure) {
        let embedded = try Self.embedded(nil)
        try Plant.prepare(embedded)
        log = embedded
        description = "the embedded log in memory"
        let directory = try TemporaryDirectory()
        temporaryState = directory
        stateDirectory = directory.path
        pauses = RunningService.embeddedPauses
    }

    /// The embedded log on a disk, gone with the process: for a run whose log is larger than memory should hold.
    init(onScratchDisk: Void) throws(Failure) {
        let directory = try TemporaryDirectory(in: [
            EnvironmentVariables.value(of: "TMPDIR") ?? "/var/tmp", "/var/tmp", "/tmp",
        ])
        let embedded: EmbeddedLog
        do throws(LogError) { embedded = try EmbeddedLog(scratch: directory.path + "/log") } catch {
            directory.remove()
            throw Failure(error.outcome == .configuration ? .configuration : .software, error.message)
        }
        try Plant.prepare(embedded)
        log = embedded
        description = "the embedded log in \(directory.path)"
        temporaryState = directory
        stateDirectory = directory.path + "/state"
        pauses = RunningService.embeddedPauses
    }

    /// The Kafka that the command line names.
    /// - Parameter withServices: whether services are started on it, with a state that is gone with the process.
    init(kafkaOf invocation: Invocation, withServices: Bool = false, _ logger: Logger) throws(Failure) {
        let kafka = invocation.string("kafka")
        let state = withServices ? try TemporaryDirectory() : nil
        log = try KafkaLog.open(kafka: kafka, configuration: invocation.stringIfGiven("kafka-config"), logger)
        description = kafka
        stateDirectory = state?.path ?? ""
        pauses = RunningService.kafkaPauses
        temporaryState = state
    }

    /// The topics that exist; waits a few seconds for an answer.
    func topics() throws(Failure) -> [String: TopicDescription] {
        do throws(LogError) { return try log.topics(timeout: .seconds(10)) } catch {
            throw Failure(.unavailable, "\(description) does not answer: \(error.message)")
        }
    }

    /// The topics that exist; throws with the command that makes them where one that a service needs is missing.
    func completeTopics() throws(Failure) -> [String: TopicDescription] {
        let topics = try topics()
        let problems = TopicPlan.problems(of: Plant.processors(Policies()).map(\.topology), in: topics)
        if let problem = problems.first {
            throw Failure(.unavailable, "\(problem); make them with: turnback topics create --kafka \(description)")
        }
        return topics
    }

    private static func embedded(_ directory: String?) throws(Failure) -> EmbeddedLog {
        do throws(LogError) { return try EmbeddedLog(directory: directory) } catch {
            throw Failure(error.outcome == .configuration ? .configuration : .software, error.message)
        }
    }

    func close() {
        if watch?.stop() ?? true { log.close() }
        temporaryState?.remove()
    }
}
