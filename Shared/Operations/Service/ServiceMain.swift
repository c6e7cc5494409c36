internal import Contracts
public import Fulfillment
public import Streams
internal import Threads

/// What the main page of a service is: reads its settings, composes it, and runs it until it is asked to stop.
public enum ServiceMain {
    /// How long a clean shutdown may take, within a container's grace time of 10 s.
    public static let shutdownTime = Duration.seconds(8)

    /// Runs a service as a process; does not return.
    public static func run(
        _ service: String, summary: String, processor: (Policies) -> any Processor
    ) -> Never {
        if CommandLine.arguments.dropFirst().first == HealthCheck.verb { checkHealth(service, summary) }
        let shutdown: ShutdownSignal
        do { shutdown = try ShutdownSignal.install() } catch { error.exit() }
        let invocation = ServiceSettings.command(
            service: service, summary: summary,
            discussion: "'\(service) \(HealthCheck.verb)' asks the running service whether it is ready: exit 0 or 1."
        ).parseOrExit()
        do throws(Failure) {
            let settings = ServiceSettings(service: service, invocation)
            let policies = try Policies.load(invocation)
            try run(
                processor(policies), settings, policies: policies, access: AccessControl.tenants(invocation), shutdown)
        } catch { error.exit() }
        ExitCode.ok.exit()
    }

    /// The one verb of a service, which otherwise has none.
    private static func checkHealth(_ service: String, _ summary: String) -> Never {
        let check = HealthCheck.command(address: ServiceSettings.defaultAddress(service: service))
        let invocation = Command(service, summary: summary, subcommands: [check]).parseOrExit()
        do throws(Failure) { try HealthCheck.run(invocation) } catch { error.exit() }
        ExitCode.ok.exit()
    }

    /// Runs a service with these settings until `shutdown`.
    public static func run(
        _ processor: any Processor, _ settings: ServiceSettings, policies: Policies,
        access: AccessControl = .open, _ shutdown: ShutdownSignal
    ) throws(Failure) {
        let logger = settings.logger()
        let health = Health()
        let metrics = MetricsRegistry()
        metrics.policyInfo(policies.fingerprint)
        let starting = health.register("start")
        let server = try operationsServer(settings, health: health, metrics: metrics, logger: logger)
        defer { server.stop(until: .now + .seconds(1)) }
        logger.info(
            "starting",
            metadata: [
                "version": .string(Version.current), "kafka": .string(settings.kafka),
                "http": .string("\(settings.http.host):\(server.port)"), "instance": .string(settings.instance),
                "state": .string(settings.state), "policy": .string(policies.fingerprint),
            ])
        logger.warn(StartWarnings.all(kafkaConfig: settings.kafkaConfig))

        let watch = KafkaWatch(at: settings.kafka, logger, health: health)
        let log = try settings.openKafka(logger, watch: watch)
        defer { watch.stop() }
        // Nobody may close it under one who asks.
        func close() { if watch.stop() { log.close() } }
        guard
            let topics = try TopicWait.topics(
                of: log, for: [processor.topology], at: settings.kafka, shutdown: shutdown, health: starting,
                logger: logger)
        else { return close() }
        let failure = Monitor<Failure?>(nil)
        access.reload(on: shutdown, logger)
        let tenants = TenantWatch(
            log, access, for: [processor.topology], health: health, metrics: metrics, logger: logger)
        try tenants?.start(knowing: topics)
        defer { tenants?.stop() }
        var loops = RunningService.Settings(
            instance: settings.instance, loops: settings.loops, stateDirectory: settings.state,
            pauses: RunningService.kafkaPauses)
        loops.tenants = tenants?.topics
        loops.notice = watch.report
        let running = try RunningService(
            processor, on: log,
            loops, topics: topics, logger: logger, health: health, metrics: metrics
        ) { error in
            failure.withLock { $0 = error.failure }
            shutdown.request(error.message)
        }
        health.remove(starting)
        let reason = shutdown.wait()
        health.stop("shutting down")
        logger.info("stopping", metadata: ["because": .string(reason?.description ?? "")])
        let ending = running.stop(until: .now + shutdownTime)
        let broken = failure.withLock { $0 }
        if let broken { logger.error("a loop has ended", metadata: ["because": .string(broken.message)]) }
        logger.info("stopped", metadata: ["clean": .bool(ending != .unfinished && broken == nil)])
        // Loops that have not ended use it until the process does.
        if ending == .left { close() }
        if let broken { throw broken }
        if ending == .unfinished { throw Failure(.software, "the loops did not end within \(shutdownTime)") }
    }

    private static func operationsServer(
        _ settings: ServiceSettings, health: Health, metrics: MetricsRegistry, logger: Logger
    ) throws(Failure) -> HTTPServer {
        metrics.buildInfo(service: settings.service)
        metrics.processMetrics()
        health.export(to: metrics)
        var router = HTTPRouter(metrics: metrics) { request, error in
            logger.error("request failed", metadata: ["path": .string(request.path), "error": .string("\(error)")])
        }
        router.operations(health: health, metrics: metrics)
        let server = HTTPServer(settings.http, router: router)
        do throws(HTTPServerError) { try server.start() } catch { throw error.failure }
        return server
    }
}
