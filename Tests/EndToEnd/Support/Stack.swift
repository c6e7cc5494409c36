import Foundation
import Testing

/// The three services as processes on the real Kafka that `compose/test` has started: one stack for all tests of a run,
/// which keep apart by their store's and merchant's names.
final class Stack: Sendable {
    let broker: String
    private let services: [Program]
    private let tails: [String: KcatTail]

    /// Where the broker is; nil: the tests on it do not run.
    static let brokerAddress = ProcessInfo.processInfo.environment["TURNBACK_TEST_KAFKA"]
    static var isAvailable: Bool { brokerAddress != nil }

    static let shared = Result { try Stack(try #require(brokerAddress)) }

    /// What Turnback has told on a topic (its name without `fulfillment.` and `.v1`) under a key.
    func read(_ topic: String, key: String) throws -> [Kcat.Received] {
        try #require(tails[topic], "no tail follows \(topic)").read(key: key)
    }

    private static let told = [
        "cancellations.outcomes", "orders.events", "warehouse.tasks", "inventory.movements", "returns.events",
        "rejections", "dead-letters",
    ]

    var kcat: Kcat { Kcat(broker: broker) }

    /// Whether the services run already, in containers: `compose/test --e2e` has started them.
    private static let isInContainers = ProcessInfo.processInfo.environment["TURNBACK_TEST_CONTAINERS"] == "1"

    private init(_ broker: String) throws {
        self.broker = broker
        services = Self.isInContainers ? [] : try Self.start(broker)
        tails = Dictionary(
            uniqueKeysWithValues: try Self.told.map { ($0, try KcatTail("fulfillment.\($0).v1", broker: broker)) })
        Children.all.add(services.map(\.process.processIdentifier))
    }

    /// Makes the topics and starts the services; returns when all are ready.
    private static func start(_ broker: String) throws -> [Program] {
        let created = try Program.run("turnback", ["topics", "create", "--kafka", broker])
        guard created.code == 0 else { throw NotSoYet(description: "topics create: \(created.complained)") }
        let state = try Files.temporary()
        var started: [(Program, HTTP)] = []
        for service in ["orders", "inventory", "returns"] {
            let port = try Files.freePort()
            let program = try Program(
                service,
                [
                    "--kafka", broker, "--state", state.appending(path: service).path, "--http", "127.0.0.1:\(port)",
                    "--instance", "e2e", "--log", "text",
                ])
            started.append((program, HTTP(base: "http://127.0.0.1:\(port)")))
        }
        for (program, http) in started {
            try eventually("a service is ready") {
                try http.get("/readyz").status == 200 ? true : nil
            } state: { program.complained }
        }
        return started.map(\.0)
    }
}

/// Processes that must not outlive the tests.
final class Children: @unchecked Sendable {
    // Safe to share: a lock guards the list.
    static let all = Children()
    private let lock = NSLock()
    private var pids: [Int32] = []

    private init() {
        atexit { Children.all.end() }
    }

    func add(_ more: [Int32]) { lock.withLock { pids += more } }

    private func end() { lock.withLock { for pid in pids { kill(pid, SIGKILL) } } }
}
