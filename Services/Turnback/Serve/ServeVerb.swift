import API
import Contracts
import Fulfillment
import Hooks
import Operations
import Pages
import ReadModel
import Streams

/// `turnback serve`: everything in one process, on the embedded log or on Kafka, with the HTTP API.
enum ServeVerb: Verb {
    static let command = Command(
        "serve", summary: "Run all services in one process, with the HTTP API.",
        discussion: """
            Without --kafka it runs on the embedded log: with --data it is durable and lies in that directory, without it \
            lives in memory and is gone with the process. With --kafka the topics must exist: turnback topics create. \
            --data and --kafka exclude each other; the one that is given wins over the other's variable.
            """,
        options: [
            ServiceSettings.data(defaultText: "in memory", help: "Where the embedded log and the state lie."),
            ServiceSettings.kafkaInstead(help: "Run on this Kafka instead of the embedded log."),
            ServiceSettings.kafkaConfig, ServiceSettings.state(default: "./state"),
            ServiceSettings.http(default: HostPort(host: "127.0.0.1", port: 8080)), ServiceSettings.instance,
            ServiceSettings.loops, ServiceSettings.policy, ServiceSettings.hosts, ServiceSettings.access,
            ServiceSettings.accessLog, ServiceSettings.tlsCertificate, ServiceSettings.tlsKey, ServiceSettings.probes,
            ServiceSettings.connections, ServiceSettings.log, ServiceSettings.logLevel,
        ], flags: [ServiceSettings.rebuild], alternatives: [ServiceSettings.dataOrKafka])

    static let hasLog = true

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let logger = ServiceSettings.logger("serve", invocation)
        let policies = try Policies.load(invocation)
        let access = try AccessControl.load(invocation, listeningOn: invocation.address("http"))
        let accessLog = try AccessLog(invocation.stringIfGiven("access-log"))
        access.reload(on: shutdown, logger, accessLog)
        let tls = try ServiceSettings.tls(invocation)
        let connections = try invocation.stringIfGiven("connections").map { path throws(Failure) in
            try ConnectionsFile(path, access: access)
        }
        if let connections { shutdown.onHangUp { connections.reload(logger) } }
        let health = Health()
        let metrics = MetricsRegistry()
        metrics.buildInfo(service: "turnback")
        metrics.policyInfo(policies.fingerprint)
        metrics.processMetrics()
        health.export(to: metrics)

        logger.info(
            "starting",
            metadata: [
                "version": .string(Version.current), "data": .string(LogPlace.description(of: invocation)),
                "policy": .string(policies.fingerprint),
            ])
        connections?.record(logger)
        logger.warn(StartWarnings.all(invocation))
        let place = try LogPlace(invocation, logger, health: health)
        defer { place.close() }
        let starting = health.register("start")
        let api = ConsoleAPI(
            health: health, metrics: metrics, logger: logger, hosts: ServiceSettings.hosts(invocation),
            access: access, accessLog: accessLog)
        let site = try PageSite.site(
            of: api, directory: place.stateDirectory + "/console", isSecure: tls != nil, logger: logger)
        let hooks = try connections.map { connections throws(Failure) in
            try Hooks(
                connections, Hooks.Settings(directory: place.stateDirectory + "/connect"), logger: logger,
                health: health,
                metrics: metrics)
        }
        let server = HTTPServer(
            invocation.address("http"), tls: tls, maxBody: hooks == nil ? Limits.messageBytes : HookLimits.bodyBytes,
            router: api.router { router in
                site.add(to: &router)
                hooks?.add(to: &router)
            })
        do throws(HTTPServerError) { try server.start() } catch { throw error.failure }
        let probes = try ServiceSettings.probes(invocation, health, metrics)
        defer {
            server.stop(until: .now + .seconds(2))
            probes?.stop(until: .now + .seconds(2))
        }
        logger.info(
            "listening", metadata: ["http": .string("\(invocation.address("http").host):\(server.port)")])

        let topologies = Plant.processors(policies).map(\.topology)
        guard
            let topics = try TopicWait.topics(
                of: place.log, for: topologies, at: place.description, shutdown: shutdown, health: starting,
                logger: logger)
        else { return }
        // Nobody but this process writes to an embedded log.
        let tenants =
            place.isKafka
            ? TenantWatch(place.log, access, for: topologies, health: health, metrics: metrics, logger: logger) : nil
        try tenants?.start(knowing: topics)
        defer { tenants?.stop() }
        var settings = Plant.Settings(
            policies: policies, instance: invocation.stringIfGiven("instance") ?? "turnback",
            loops: invocation.int("loops"), stateDirectory: place.stateDirectory, pauses: place.pauses)
        settings.tenants = tenants?.topics
        settings.notice = place.watch?.report
        let plant = try Plant(
            on: place.log, settings, topics: topics, logger: logger, health: health, metrics: metrics,
            shutdown: shutdown)
        let model = try ReadModel(
            place.log,
            ReadModel.Settings(
                directory: place.stateDirectory + "/view", rebuild: invocation.flag("rebuild"), policies: policies,
                tenants: TenantReading { access.tenant($0, mayTell: $1, $2) }),
            topics: topics, logger: logger.named("view"), health: health.register("view"), metrics: metrics,
            onEnd: { shutdown.request("view: \($0)") })
        try api.open(place.log, topics: topics, model: model)
        try hooks?.open(place.log, topics: topics)
        health.remove(starting)

        let reason = shutdown.wait()
        health.stop("shutting down")
        logger.info("stopping", metadata: ["because": .string(reason?.description ?? "")])
        api.close()
        let hooksEnded = hooks?.stop(until: .now + .seconds(3)) ?? true
        let isClean = plant.stop() && model.stop(until: .now + .seconds(2)) && hooksEnded
        if case .program(let text)? = reason {
            let failure = plant.failure(saying: text) ?? Failure(.software, text)
            logger.error("a part has ended", metadata: ["because": .string(failure.message)])
            logger.info("stopped", metadata: ["clean": .bool(false)])
            throw failure
        }
        logger.info("stopped", metadata: ["clean": .bool(isClean)])
        if !isClean { throw Failure(.software, "not everything ended within \(ServiceMain.shutdownTime)") }
    }
}

extension ServiceSettings {
    /// A logger as the command line needs it.
    static func logger(_ label: String, _ invocation: Invocation) -> Logger {
        let format =
            invocation.choiceIfGiven("log", as: LogFormat.self) ?? (StandardStream.error.isTerminal ? .text : .json)
        return Logger(label: label, format: format, level: invocation.choice("log-level", as: LogLevel.self))
    }
}
