import API
import Contracts
import Fulfillment
import Operations
import Pages
import ReadModel
import Streams

/// The console: its own read model and the HTTP API over it. Several run side by side; none of them decides anything.
enum Console {
    static let name = "console"

    /// Its options: those of a service, as far as they make sense without a group.
    static func command(_ summary: String) -> Command {
        Command(
            name, summary: summary,
            discussion: """
                '\(name) \(HealthCheck.verb)' asks the running console whether it is ready: exit 0 or 1. Each console reads the \
                topics by itself and keeps what it read in its own directory.
                """,
            options: [
                ServiceSettings.kafka, ServiceSettings.kafkaConfig, ServiceSettings.state(default: "./state/\(name)"),
                ServiceSettings.http(default: ServiceSettings.defaultAddress(service: name)), ServiceSettings.hosts,
                ServiceSettings.access, ServiceSettings.accessLog, ServiceSettings.tlsCertificate,
                ServiceSettings.tlsKey,
                ServiceSettings.probes,
                ServiceSettings.policy, ServiceSettings.log, ServiceSettings.logLevel,
            ], flags: [ServiceSettings.rebuild],
            examples: ["\(name) --kafka localhost:9092 --state ./state/\(name)", "\(name) \(HealthCheck.verb)"])
    }

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
        let policies = try Policies.load(invocation)
        let access = try AccessControl.load(invocation, listeningOn: invocation.address("http"))
        let accessLog = try AccessLog(invocation.stringIfGiven("access-log"))
        access.reload(on: shutdown, logger, accessLog)
        let tls = try ServiceSettings.tls(invocation)
        let health = Health()
        let metrics = MetricsRegistry()
        metrics.buildInfo(service: name)
        metrics.policyInfo(policies.fingerprint)
        metrics.processMetrics()
        health.export(to: metrics)
        let starting = health.register("start")

        let api = ConsoleAPI(
            health: health, metrics: metrics, logger: logger, hosts: ServiceSettings.hosts(invocation),
            access: access, accessLog: accessLog)
        let site = try PageSite.site(
            of: api, directory: invocation.string("state") + "/actions", isSecure: tls != nil, logger: logger)
        let server = HTTPServer(invocation.address("http"), tls: tls, router: api.router(adding: site.add))
        do throws(HTTPServerError) { try server.start() } catch { throw error.failure }
        let probes = try ServiceSettings.probes(invocation, health, metrics)
        defer {
            server.stop(until: .now + .seconds(2))
            probes?.stop(until: .now + .seconds(2))
        }
        let (kafka, state) = (invocation.string("kafka"), invocation.string("state"))
        logger.info(
            "starting",
            metadata: [
                "version": .string(Version.current), "kafka": .string(kafka),
                "http": .string("\(invocation.address("http").host):\(server.port)"), "state": .string(state),
                "policy": .string(policies.fingerprint),
            ])
        logger.warn(StartWarnings.all(invocation))

        let watch = KafkaWatch(at: kafka, logger, health: health)
        let log = try KafkaLog.open(
            kafka: kafka, configuration: invocation.stringIfGiven("kafka-config"), logger, watch: watch)
        defer { if watch.stop() { log.close() } }
        let written = Topic.allCases.filter(\.isWrittenByOthers)
        guard
            let topics = try TopicWait.topics(
                of: log, reading: ReadModel.sources, writing: written, at: kafka, shutdown: shutdown, health: starting,
                logger: logger)
        else { return }
        let model = try ReadModel(
            log,
            ReadModel.Settings(
                directory: state, rebuild: invocation.flag("rebuild"), policies: policies,
                tenants: TenantReading { access.tenant($0, mayTell: $1, $2) }),
            topics: topics, logger: logger, health: health.register("view"), metrics: metrics,
            onEnd: { shutdown.request($0) })
        try api.open(log, topics: topics, model: model)
        health.remove(starting)

        let reason = shutdown.wait()
        health.stop("shutting down")
        logger.info("stopping", metadata: ["because": .string(reason?.description ?? "")])
        api.close()
        let isClean = model.stop(until: .now + ServiceMain.shutdownTime)
        logger.info("stopped", metadata: ["clean": .bool(isClean)])
        if case .program(let text)? = reason { throw Failure(.software, text) }
        if !isClean { throw Failure(.software, "the read model did not end within \(ServiceMain.shutdownTime)") }
    }
}
