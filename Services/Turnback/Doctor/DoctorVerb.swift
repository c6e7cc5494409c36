import Contracts
import Fulfillment
import Hooks
import Operations

/// `turnback doctor`: looks at everything that an installation depends on, in one go.
enum DoctorVerb: Verb {
    static let command = Command(
        "doctor", summary: "Look at Kafka, topics, rights, clocks, programs, policies and disk: exit 0 or 1.",
        discussion: """
            Each finding comes with what fixes it. It changes nothing. Ends with 1 where something has to be fixed, else \
            with 0: notes, and what could not be looked at, do not count.

             Kafka     its version, copies, settings that lose messages
             topics    that all are there, their settings, partition counts, what this user may not see
             clocks    messages dated in the future; programs whose clock differs from this machine's
             services  on Kafka: whether orders, inventory and returns are in their groups, and how much waits for them
             programs  whether each is ready, and whether all have the same version and the same policy
             disk      room where state is kept
            """,
        options: [
            ServiceSettings.kafka, ServiceSettings.kafkaConfig,
            ServiceSettings.data(
                defaultText: "none: the topics are on Kafka",
                help: "The directory of turnback serve: no Kafka is asked."),
            Option(
                "programs", "HOST:PORT[,…]", defaultText: "ports 8080 to 8084 of this machine, where something answers",
                help: "Where programs answer /readyz and /metrics; https://HOST:PORT for TLS.",
                rule: .custom(
                    allowed: "addresses with commas between them, such as orders-0:8081,https://console:8080",
                    accepts: { addresses($0) != nil })),
            ServiceSettings.policy, ServiceSettings.tenants,
            Option(
                "state", "DIR", default: "./state", help: "Where state is kept: its disk is looked at.",
                rule: .directory),
        ],
        flags: [Broker.json], alternatives: [Alternatives(["data", "kafka"], companions: ["kafka-config": "kafka"])])

    private static let usual = (8080...8084).map { "http://127.0.0.1:\($0)" }

    /// The URLs that a list names; nil where one is wrong.
    static func addresses(_ text: String) -> [String]? {
        var urls: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let scheme = ["http://", "https://"].first { part.hasPrefix($0) }
            guard let place = HostPort(String(part.dropFirst(scheme?.count ?? 0))), place.port > 0 else { return nil }
            urls.append((scheme ?? "http://") + place.description)
        }
        return urls
    }

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let policy = invocation.stringIfGiven("policy") == nil ? nil : try Policies.load(invocation).fingerprint
        let access = try AccessControl.tenants(invocation)
        var findings: [DoctorFinding] = []
        let data = invocation.stringIfGiven("data")
        if data == nil { findings += KafkaFindings.all(invocation, access, shutdown) }
        findings += try programs(invocation, policy)
        let isNamed = data != nil || invocation.origin("state") != .declared
        findings.append(DiskFindings.of(data ?? invocation.string("state"), isNamed: isNamed))
        let report = DoctorReport(findings: findings)
        Output.write(invocation.flag("json") ? report.jsonLines : report.lines(TextStyle(for: .output)))
        guard report.wrong > 0 else { return }
        throw Failure(.failure, "\(ReportText.count(report.wrong, "finding")) to fix")
    }

    private static func programs(_ invocation: Invocation, _ policy: String?) throws(Failure) -> [DoctorFinding] {
        let named = invocation.stringIfGiven("programs").flatMap(addresses)
        guard let client = WebClient() else { throw Failure(.software, "libcurl does not start") }
        var instances: [InstanceFacts] = []
        var silent: [InstanceFindings.Silent] = []
        for url in named ?? usual {
            switch InstanceFacts.ask(url, client) {
            // Other programs use these ports too: only those that say that they are Turnback's count.
            case .success(let facts): if named != nil || facts.version != nil { instances.append(facts) }
            case .failure(let one): if named != nil { silent.append(one) }
            }
        }
        if named == nil, instances.isEmpty {
            return [
                .note(
                    "program", "none answers on ports 8080 to 8084 of this machine", "name them: --programs HOST:PORT")
            ]
        }
        return InstanceFindings.all(instances, silent: silent, policy: policy)
    }
}
