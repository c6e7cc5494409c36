import Foundation
import TestSupport
import Testing

/// The three services as processes on the real Kafka that `compose/test` has started: one stack for all tests of a run,
/// which keep apart by their store's and merchant's names.
final class Stack: Sendable {
    let broker: String
    let services: [Service]
    private let tails: [String: KcatTail]

    /// Where the broker is; nil: the tests on it do not run.
    static let brokerAddress = ProcessInfo.processInfo.environment["TURNBACK_TEST_KAFKA"]
    static var isAvailable: Bool { brokerAddress != nil }

    static let shared = Result { try Stack(try #require(brokerAddress)) }

    /// What Turnback has published on a topic (its name without `fulfillment.` and `.v1`) under a key.
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

    /// - Parameters:
    ///   - names: the services that it starts.
    ///   - partitions: what the topics have, or are made with.
    init(_ broker: String, _ names: [String] = ["orders", "inventory", "returns"], partitions: Int = 3) throws {
        self.broker = broker
        if Self.isInContainers {
            services = []
        } else {
            let created = try Program.run("turnback", ["topics", "create", "--kafka", broker, "--partitions", "\(partitions)"])
            guard created.code == 0 else { throw NotSoYet(description: "topics create: \(created.complained)") }
            services = try Service.start(names, broker, state: try Files.temporary())
        }
        tails = Dictionary(
            uniqueKeysWithValues: try Self.told.map { ($0, try KcatTail("fulfillment.\($0).v1", broker: broker)) })
    }

    func end() {
        for service in services { service.program.kill() }
        for tail in tails.values { tail.stop() }
    }
}

/// A service as a process, on a Kafka that has the topics.
struct Service {
    let name: String
    let program: Program
    /// Where it answers: host and port.
    let address: String

    /// Starts services and waits until they are ready.
    static func start(
        _ names: [String], _ broker: String, state: URL, _ more: [String] = []
    ) throws -> [Service] {
        let started = try names.map { name in
            let address = "127.0.0.1:\(try FreePorts.pair())"
            let program = try Program(
                name,
                [
                    "--kafka", broker, "--state", state.appending(path: name).path, "--http", address,
                    "--instance", "e2e", "--log", "text",
                ] + more)
            Children.all.add([program.process.processIdentifier])
            return Service(name: name, program: program, address: address)
        }
        for service in started {
            try eventually("\(service.name) is ready", within: .seconds(60)) {
                try HTTP(base: "http://\(service.address)").get("/readyz").status == 200 ? true : nil
            } state: {
                service.program.complained
            }
        }
        return started
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
