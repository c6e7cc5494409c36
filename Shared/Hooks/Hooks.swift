internal import Contracts
public import Operations
internal import ReadModel
public import Streams
internal import Threads

/// Everything of `connect` in a process: the way in and the way out, over one connections file and one directory.
public final class Hooks: Sendable {
    /// What it is made with.
    public struct Settings: Sendable {
        /// Its own directory: it cannot be rebuilt where it is lost.
        public var directory: String
        /// Milliseconds since 1970.
        public var clock: @Sendable () -> Int64 = WallTime.now
        /// Whether outcomes are delivered too. Where several share the calls, one of them delivers.
        public var delivers = true

        public init(directory: String) { self.directory = directory }
    }

    public let connections: ConnectionsFile
    private let directory: StateDirectory
    let store: HookStore
    private let intake: HookIntake
    private let settings: Settings
    private let logger: Logger
    private let health: Health
    private let metrics: MetricsRegistry
    private let part: HealthPart
    private let threads = Monitor<[WorkerThread]>([])
    private let stopping = Monitor(false)

    /// Opens the file. Calls are answered from now on: what cannot reach the log yet is kept or refused.
    public init(
        _ connections: ConnectionsFile, _ settings: Settings, logger: Logger, health: Health, metrics: MetricsRegistry
    ) throws(Failure) {
        do throws(LogError) { directory = try StateDirectory(settings.directory) } catch {
            throw Failure(.configuration, error.message)
        }
        self.connections = connections
        self.settings = settings
        self.logger = logger
        self.health = health
        self.metrics = metrics
        part = health.register("hooks")
        let store = try HookStore(directory: settings.directory)
        self.store = store
        intake = HookIntake(
            connections, store, metrics: HookMetrics(metrics), logger: logger.named("hooks"), clock: settings.clock)
        part.ready()
        let (part, settings, stopping) = (part, settings, stopping)
        let watch = try WorkerThread("hooks-watch", stackBytes: 256 << 10) {
            var pruned: Int64 = 0
            // It ticks here, and not where something waits for the log: that is not a reason to take this program out, for some
            // shops never come back.
            while stopping.wait(until: .now + .seconds(1), for: { $0 }) == nil {
                part.tick()
                let now = settings.clock()
                guard now - pruned > HookLimits.prunePause else { continue }
                pruned = now
                store.prune(now: now)
            }
        }
        threads.withLock { $0 = [watch] }
        metrics.collect("turnback_hooks_kept", help: "Calls that were answered and are not in Kafka yet.") {
            [.init(Double((try? store.keptCount()) ?? 0))]
        }
    }

    /// Adds the routes for calls: they expose nothing else.
    public func add(to router: inout HTTPRouter) {
        router.post("/hooks/{platform}/{connection}") { [intake] request in intake.answer(request) }
        // The handshake of CloudEvents' webhooks (1.0.2): consent to an origin. What it sends needs the connection's proof all
        // the same.
        router.on("OPTIONS", "/hooks/{platform}/{connection}") { request in
            guard let origin = request.headers["WebHook-Request-Origin"] else {
                return .error(400, code: "badRequest", message: "WebHook-Request-Origin is missing")
            }
            return HTTPResponse(
                status: 200, headers: ["WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*", "Allow": "POST"])
        }
    }

    /// Lets requests go to the log, and outcomes out.
    public func open(_ log: any Log, topics: [String: TopicDescription]) throws(Failure) {
        try intake.open(log, topics: topics)
        let sender = KeptSender(intake, logger: logger.named("hooks"), clock: settings.clock)
        let asker = QuestionAsker(intake, logger: logger.named("hooks"), clock: settings.clock)
        let isOver: @Sendable () -> Bool = { [stopping] in stopping.withLock { $0 } }
        var started = [
            try WorkerThread("hooks-send") { sender.run(until: isOver) },
            try WorkerThread("hooks-ask") { asker.run(until: isOver) },
        ]
        if settings.delivers { started += try delivering(log, topics, isOver) }
        let all = started
        threads.withLock { $0 += all }
    }

    private func delivering(
        _ log: any Log, _ topics: [String: TopicDescription], _ isOver: @escaping @Sendable () -> Bool
    ) throws(Failure) -> [WorkerThread] {
        let logger = logger.named("deliveries")
        let deliverer = Deliverer(
            store, connections, logger: logger, metrics: DeliveryMetrics(metrics), clock: settings.clock)
        metrics.collect("turnback_deliveries_waiting", help: "Outcomes that wait to be delivered.") {
            [.init(Double(deliverer.count))]
        }
        let partitions = TopicPlan.partitionCounts(in: topics)[.cancellationOutcomes] ?? TopicPlan.partitions
        let feed = OutcomeFeed(
            log, partitions: partitions, connections, store, deliverer, logger: logger, clock: settings.clock)
        var threads = [try WorkerThread("outcomes") { feed.run(until: isOver) }]
        for number in 0..<HookLimits.deliveriesAtOnce {
            threads.append(
                try WorkerThread("deliver-\(number)", stackBytes: 1 << 20) { deliverer.run(WebTransport(), until: isOver) })
        }
        return threads
    }

    /// Ends what is under way. False where something did not end in time.
    @discardableResult
    public func stop(until deadline: ContinuousClock.Instant) -> Bool {
        stopping.withLock { $0 = true }
        intake.wake.withLock { $0 += 1 }
        var isClean = true
        for thread in threads.withLock({ $0 }) { isClean = thread.join(until: deadline) && isClean }
        guard isClean else { return false }
        intake.close()
        store.close()
        directory.release()
        return true
    }
}
