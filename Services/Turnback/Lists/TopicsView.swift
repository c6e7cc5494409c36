import API
import Operations
import ReadModel
import Streams
import Threads

/// The console's view, made from a Kafka's topics for one question, and removed after it.
final class TopicsView: Sendable {
    let model: ReadModel
    let router: HTTPRouter
    let description: String
    private let log: any Log
    private let directory: TemporaryDirectory

    /// Reads all topics to their end.
    init(_ invocation: Invocation, _ shutdown: ShutdownSignal) throws(Failure) {
        let source = try TopicSource(invocation, shutdown)
        do throws(Failure) { try source.require(ReadModel.sources) } catch {
            source.close()
            throw error
        }
        log = source.log
        description = source.description
        directory = try TemporaryDirectory()
        let logger = Logger(label: "lists", format: .text, level: .error)
        let ended = Monitor<String?>(nil)
        model = try ReadModel(
            source.log, ReadModel.Settings(directory: directory.path + "/view"), topics: source.topics, logger: logger,
            health: Health().register("view"), onEnd: { reason in ended.withLock { $0 = reason } })
        let api = ConsoleAPI(health: Health(), metrics: MetricsRegistry(), logger: logger)
        api.open(reading: model)
        router = api.router()
        while !model.status.isCaughtUp {
            if let reason = ended.withLock({ $0 }) ?? (shutdown.isRequested ? "it was interrupted" : nil) {
                close()
                throw Failure(.unavailable, "\(description) could not be read: \(reason)")
            }
            _ = model.waitForChange(after: model.status.change, until: .now + .milliseconds(100))
        }
    }

    func close() {
        model.stop(until: .now + .seconds(5))
        log.close()
        directory.remove()
    }
}
