import Foundation
import TestSupport
import Testing

/// The stack of `compose/up`, as its own project on free ports.
final class ComposeStack {
    let project: String
    private(set) var environment: [String: String]
    private var tails: [String: KcatTail] = [:]
    /// A principal's file of properties within the containers, on the secured stack.
    private let isSecured: Bool

    /// The addresses of its brokers, as this machine reaches them.
    let brokers: [String]
    var broker: String { brokers.joined(separator: ",") }
    var network: String { "\(project)_default" }

    init(_ overlays: [String] = []) throws {
        // The run's own number, so that `compose/e2e` finds what was left over.
        let run = ProcessInfo.processInfo.environment["TURNBACK_E2E_RUN"] ?? "0"
        project = "turnback-e2e-\(run)-\(String(UUID().uuidString.prefix(8)).lowercased())"
        environment = ["COMPOSE_PROJECT_NAME": project]
        let ports = ["KAFKA", "KAFKA_2", "KAFKA_3", "ORDERS", "INVENTORY", "RETURNS", "CONSOLE"]
        for name in ports { environment["TURNBACK_\(name)_PORT"] = "\(try FreePorts.pair())" }
        let own = environment
        brokers = (overlays.contains("three-brokers") ? ports.prefix(3) : ports.prefix(1)).map {
            "127.0.0.1:\(own["TURNBACK_\($0)_PORT"] ?? "")"
        }
        environment["TURNBACK_UP_SECONDS"] = "240"
        isSecured = overlays.contains("secured")
    }

    /// A checkout, and the tag of the images that were made from it.
    struct Version {
        let checkout: URL
        let tag: String

        static let current = Version(checkout: Files.root, tag: "latest")
        /// An earlier one, where `compose/e2e` has made its images.
        static let previous = ProcessInfo.processInfo.environment["TURNBACK_PREVIOUS_CHECKOUT"].map {
            Version(checkout: URL(fileURLWithPath: $0), tag: "previous")
        }
    }

    /// Starts what is not running, ends what does not belong to these overlays, and waits until all is healthy.
    ///
    /// An earlier version is started by its own files, as it was then: it may have fewer services than this one.
    func up(_ overlays: [String] = [], _ version: Version = .current) throws {
        environment["TURNBACK_TAG"] = version.tag
        let program = try Program(
            at: version.checkout.appending(path: "compose/up"), overlays, environment: environment)
        guard program.end() == 0 else { throw NotSoYet(description: "compose/up: \(program.complained)") }
    }

    func down() {
        for tail in tails.values { tail.stop() }
        let program = try? Program(
            at: Files.root.appending(path: "compose/down"), ["--volumes"], environment: environment)
        program?.end()
    }

    // MARK: Containers

    /// The container of a service: Compose v1 joins its name with `_`, v2 with `-`.
    func container(_ service: String) throws -> String {
        let found = try Docker.run([
            "ps", "-aq", "--filter", "label=com.docker.compose.project=\(project)", "--filter",
            "label=com.docker.compose.service=\(service)",
        ])
        guard let name = found.split(separator: "\n").first else {
            throw NotSoYet(description: "there is no container of \(service)")
        }
        return String(name)
    }

    func becomesHealthy(_ service: String) throws {
        let name = try container(service)
        try eventually("\(service) is healthy", within: .seconds(120)) {
            try Docker.inspect(name, "{{.State.Health.Status}} {{.State.Running}}") == "healthy true" ? true : nil
        } state: {
            (try? log(service)) ?? ""
        }
    }

    /// kill -9, from outside so that the restart policy brings it back; where that is not allowed, by the engine, which
    /// takes it for a wish and has to be asked to start it.
    func kill(_ service: String) throws {
        let name = try container(service)
        let pid = try #require(Int32(try Docker.inspect(name, "{{.State.Pid}}")))
        let before = try Docker.inspect(name, "{{.State.StartedAt}}")
        if !isHere(pid, name) || Foundation.kill(pid, SIGKILL) != 0 {
            try Docker.run(["kill", name])
            try Docker.run(["start", name])
        }
        try eventually("\(service) runs again", within: .seconds(60)) {
            try Docker.inspect(name, "{{.State.StartedAt}} {{.State.Running}}").contains("\(before) ") ? nil : true
        }
    }

    /// Whether a container's process has this number on this machine: an engine may run on another, or in one of its own.
    private func isHere(_ pid: Int32, _ name: String) -> Bool {
        let groups = try? String(contentsOfFile: "/proc/\(pid)/cgroup", encoding: .utf8)
        return groups?.contains(name) ?? false
    }

    func log(_ service: String) throws -> String { try Docker.attempt(["logs", container(service)]).text }

    // MARK: Clients

    /// What was committed to a topic (its name without `fulfillment.` and `.v1`) by now.
    func read(_ topic: String) throws -> [Kcat.Received] {
        if tails[topic] == nil { tails[topic] = try KcatTail("fulfillment.\(topic).v1", broker: broker) }
        return try #require(tails[topic]).all()
    }

    /// The arguments of a `turnback` in its own container, as the secured stack's operator where it is secured.
    func turnback(_ arguments: [String], input: String? = nil) throws -> (code: Int32, text: String) {
        var options = ["run", "-i", "--rm", "--network", network, "-e", "TURNBACK_KAFKA=kafka:19092"]
        if isSecured { options += Secrets.mounts("operator") }
        return try Docker.attempt(
            options + ["turnback/turnback:\(environment["TURNBACK_TAG"] ?? "latest")"] + arguments, input: input)
    }

    /// The topics prove every invariant.
    func reconciles() throws {
        let result = try turnback(["reconcile"])
        guard result.code == 0 else {
            throw NotSoYet(description: "reconcile ended with \(result.code): \(result.text)")
        }
    }

    /// Runs a test; of one that fails it keeps the logs, the lag and the dead letters.
    static func with(
        _ overlays: [String] = [], _ version: Version = .current, _ body: (ComposeStack) throws -> Void
    ) throws {
        let stack = try ComposeStack(overlays)
        defer { stack.down() }
        do {
            try stack.up(overlays, version)
            try body(stack)
        } catch {
            stack.keepEvidence()
            throw error
        }
    }

    private func keepEvidence() {
        for service in [
            "kafka", "kafka-2", "kafka-3", "topics", "rights", "orders", "orders-2", "orders-3", "inventory", "returns",
            "console",
        ] {
            if let name = try? container(service), let text = try? Docker.attempt(["logs", name]).text {
                Attachment.record(text, named: "\(service).log")
            }
        }
        let lag = try? Docker.attempt([
            "exec", container("kafka"), "/opt/kafka/bin/kafka-consumer-groups.sh", "--bootstrap-server", "kafka:19092",
            "--describe", "--all-groups",
        ])
        Attachment.record(lag?.text ?? "not read", named: "lag.txt")
        Attachment.record((try? turnback(["dead-letters", "list"]).text) ?? "not read", named: "dead-letters.txt")
    }
}

/// The passwords and certificates of the secured stack.
enum Secrets {
    static let folder = Files.root.appending(path: "compose/secured/secrets")

    /// Options of `docker run` that give a container a principal's file, and name it.
    static func mounts(_ principal: String) -> [String] {
        [
            "-v", "\(folder.path)/ca.crt:/run/secrets/ca.crt:ro", "-v",
            "\(folder.path)/\(principal).properties:/run/secrets/\(principal).properties:ro", "-e",
            "TURNBACK_KAFKA_CONFIG=/run/secrets/\(principal).properties",
        ]
    }

    static func passwords() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".properties") }
            .map { name in
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                return try #require(
                    text.split(separator: "\n").first { $0.hasPrefix("sasl.password=") }.map {
                        String($0.dropFirst(14))
                    })
            }
    }
}
