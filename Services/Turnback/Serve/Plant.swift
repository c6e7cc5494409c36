import Contracts
import Fulfillment
import Operations
import Processors
import Streams
import Threads

/// All services in one process, on one log: what `serve`, `demo` and `replay` run on.
final class Plant: Sendable {
    let log: any Log
    private let services: [RunningService]
    private let shutdown: ShutdownSignal
    private let ended = Monitor<Failure?>(nil)

    /// Why the first loop could not go on, where this is what it said when it requested the shutdown.
    func failure(saying text: String) -> Failure? { ended.withLock { $0.flatMap { $0.message == text ? $0 : nil } } }

    /// What a plant is made with.
    struct Settings: Sendable {
        var policies = Policies()
        var instance = "turnback"
        var loops = 1
        /// Each service's state lies in a directory of its name below.
        var stateDirectory: String
        var pauses = RunningService.embeddedPauses
        /// How soon a deadline is noticed where nothing else happens.
        var idle = LoopSettings.idle
        /// Milliseconds since 1970, by which deadlines go.
        var clock: @Sendable () -> Int64 = WallTime.now
        /// Who has their own topics.
        var tenants: TenantTopics?
        /// Takes what clients report of their connections.
        var notice: (@Sendable (String) -> Void)?
    }

    static func processors(_ policies: Policies) -> [any Processor] {
        [
            OrdersProcessor(policies: policies), InventoryProcessor(policies: policies),
            ReturnsProcessor(policies: policies),
        ]
    }

    /// What the services read and write.
    static let topologies = processors(Policies()).map(\.topology)

    /// Starts the services. A loop that cannot go on requests the shutdown.
    init(
        on log: any Log, _ settings: Settings, topics: [String: TopicDescription], logger: Logger, health: Health,
        metrics: MetricsRegistry, shutdown: ShutdownSignal
    ) throws(Failure) {
        self.log = log
        self.shutdown = shutdown
        var services: [RunningService] = []
        let ended = ended
        for processor in Self.processors(settings.policies) {
            let name = processor.topology.name
            var loops = RunningService.Settings(
                instance: settings.instance, loops: settings.loops,
                stateDirectory: "\(settings.stateDirectory)/\(name)", pauses: settings.pauses,
                idle: settings.idle, clock: settings.clock)
            loops.tenants = settings.tenants
            loops.notice = settings.notice
            services.append(
                try RunningService(
                    processor, on: log, loops, topics: topics, logger: logger, health: health, metrics: metrics,
                    onEnd: { error in
                        let failure = error.failure
                        let text = "\(name): \(failure.message)"
                        ended.withLock { $0 = $0 ?? Failure(failure.exitCode, text) }
                        shutdown.request(text)
                    }))
        }
        self.services = services
    }

    /// Makes the topics that an embedded log has not got yet.
    static func prepare(_ log: EmbeddedLog, partitions: Int32 = TopicPlan.partitions) throws(Failure) {
        do throws(LogError) {
            try log.create(TopicPlan.settings(partitions: partitions, replication: 1))
        } catch { throw error.failure }
    }

    /// Lets every service commit what it holds and end.
    @discardableResult
    func stop(until deadline: ContinuousClock.Instant = .now + ServiceMain.shutdownTime) -> Bool {
        var isClean = true
        for service in services { isClean = service.stop(until: deadline) == .left && isClean }
        return isClean
    }
}
