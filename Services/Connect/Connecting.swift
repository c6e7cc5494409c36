import Contracts
import Hooks
import Operations
import Streams

/// `connect`: a public listener that answers the calls of shops and nothing else, and what sends outcomes back.
enum Connecting {
    static let name = "connect"

    /// Its options: those of a service, as far as they make sense without a group.
    static func command(_ summary: String) -> Command {
        Command(
            name, summary: summary,
            discussion: """
                '\(name) \(HealthCheck.verb)' asks the running program whether it is ready: exit 0 or 1. Shops reach --public; \
                --http answers /healthz, /readyz and /metrics, and is for operators alone. What it keeps in --state is nowhere \
                else: give it a disk that stays.
                """,
            options: [
                ServiceSettings.kafka, ServiceSettings.kafkaConfig, ServiceSettings.requiredConnections,
                ServiceSettings.state(default: "./state/\(name)"), publicAddress, access,
                ServiceSettings.http(default: ServiceSettings.defaultAddress(service: name)), ServiceSettings.log,
                ServiceSettings.logLevel,
            ], flags: [noDelivery],
            examples: ["\(name) --kafka localhost:9092 --connections connections.json", "\(name) \(HealthCheck.verb)"])
    }

    private static let publicAddress = Option(
        "public", "HOST:PORT", variable: "TURNBACK_PUBLIC", default: "127.0.0.1:8090",
        help: "Where calls of shops are answered: /hooks/{platform}/{connection}. A proxy in front of it speaks TLS.",
        rule: .address)

    private static let access = Option(
        "access", "FILE", variable: "TURNBACK_ACCESS", defaultText: "none",
        help: "Says which merchant a store belongs to: a connection that says otherwise is refused. Read again on SIGHUP.",
        rule: ServiceSettings.tenants.rule)

    private static let noDelivery = Flag(
        "no-delivery", variable: "TURNBACK_NO_DELIVERY",
        help: "Take calls only: another process with this connections file sends the outcomes.")

    /// The one verb.
    static func checkHealth(_ summary: String) -> Never {
        let check = HealthCheck.command(address: ServiceSettings.defaultAddress(service: name))
        let invocation = Command(name, summary: summary, subcommands: [check]).parseOrExit()
        do throws(Failure) { try HealthCheck.run(invocation) } catch { error.exit() }
        ExitCode.ok.exit()
    }

    /// Runs until `shutdown`.
    static func run(_ invocation: Invocation, _ shutdown: ShutdownSignal) throws(Failure) {
        let format =
            invocation.choiceIfGiven("log", as: LogFormat.self) ?? (StandardStream.error.isTerminal ? .text : .json)
        let logger = Logger(label: name, format: format, level: invocation.choice("log-level", as: LogLevel.self))
        let access = try AccessControl.tenants(invocation)
        access.reload(on: shutdown, logger)
        let connections = try ConnectionsFile(invocation.string("connections"), access: access)
        shutdown.onHangUp { connections.reload(logger) }
        let health = Health()
        let metrics = MetricsRegistry()
        metrics.buildInfo(service: name)
        metrics.processMetrics()
        health.export(to: metrics)

        var settings = Hooks.Settings(directory: invocation.string("state"))
        settings.delivers = !invocation.flag("no-delivery")
        let hooks = try Hooks(connections, settings, logger: logger, health: health, metrics: metrics)
        func router(_ add: (inout HTTPRouter) -> Void) -> HTTPRouter {
            var router = HTTPRouter(metrics: metrics) { request, error in
                logger.error("request failed", metadata: ["path": .string(request.path), "error": .string("\(error)")])
            }
            add(&router)
            return router
        }
        let operators = HTTPServer(
            invocation.address("http"), router: router { $0.operations(health: health, metrics: metrics) })
        do throws(HTTPServerError) { try operators.start() } catch { throw error.failure }
        defer { operators.stop(until: .now + .seconds(1)) }
        let shops = HTTPServer(invocation.address("public"), maxBody: HookLimits.bodyBytes, router: router(hooks.add))
        do throws(HTTPServerError) { try shops.start() } catch {
            throw Failure(
                .configuration, "--public \(error.address): \(error.reason); choose another with --public HOST:PORT")
        }
        defer { shops.stop(until: .now + .seconds(2)) }
        let kafka = invocation.string("kafka")
        logger.info(
            "starting",
            metadata: [
                "version": .string(Version.current), "kafka": .string(kafka),
                "public": .string("\(invocation.address("public").host):\(shops.port)"),
                "http": .string("\(invocation.address("http").host):\(operators.port)"),
                "state": .string(invocation.string("state")),
            ])
        connections.record(logger)
        logger.warn(StartWarnings.all(invocation))

        // Ready from now on, whether or not the log answers: calls are kept, and some shops never come back.
        let watch = KafkaWatch(at: kafka, logger, health: nil)
        let log = try KafkaLog.open(
            kafka: kafka, configuration: invocation.stringIfGiven("kafka-config"), logger, watch: watch)
        defer { if watch.stop() { log.close() } }
        guard
            let topics = try TopicWait.topics(
                of: log, reading: settings.delivers ? [.cancellationOutcomes] : [], writing: [.cancellationRequests],
                at: kafka,
                shutdown: shutdown, health: Health().register("start"), logger: logger)
        else { return }
        try hooks.open(log, topics: topics)

        let reason = shutdown.wait()
        health.stop("shutting down")
        logger.info("stopping", metadata: ["because": .string(reason?.description ?? "")])
        shops.stop(until: .now + .seconds(2))
        let isClean = hooks.stop(until: .now + ServiceMain.shutdownTime)
        logger.info("stopped", metadata: ["clean": .bool(isClean)])
        if case .program(let text)? = reason { throw Failure(.software, text) }
        if !isClean { throw Failure(.software, "not everything ended within \(ServiceMain.shutdownTime)") }
    }
}
