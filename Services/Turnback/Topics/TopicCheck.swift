import Contracts
import Fulfillment
import Operations
import Processors
import Streams

/// What is wrong with the topics, and what fixes it.
struct TopicCheck {
    /// A line each.
    private(set) var problems: [String] = []
    /// What this user was not allowed to see, one per line: nobody knows whether it is well.
    private(set) var unchecked: [String] = []
    /// Commands, one per line.
    private(set) var remedies: [String] = []
    /// The topics that are not there; not those that this user may not see.
    private(set) var missing: [String] = []

    /// Asks the broker for what it does not know yet, too.
    /// - Parameters:
    ///   - tenants: the topics of tenants that there are to be; nil where nobody says it.
    ///   - access: the file that says it.
    init(_ broker: Broker, tenants: [TopicName]? = nil, access: String? = nil) throws(Failure) {
        let there =
            Topic.allCases.map(\.name).filter { broker.topics[$0] != nil } + broker.names.ofTenants.map(\.text)
        let away = Topic.allCases.map(\.name).filter { broker.topics[$0] == nil }
        var settings = Settings()
        do throws(LogError) {
            settings.hidden = try broker.kafka.hidden(away)
            settings.cleanup = try broker.kafka.setting("cleanup.policy", of: there)
            for name in Set(Topic.allCases.flatMap(\.settings).map(\.name)) {
                settings.values[name] = try broker.kafka.setting(name, of: there)
            }
        } catch { throw broker.failure(error) }
        do throws(LogError) { settings.state = try StateFacts(broker) } catch { settings.state = .unknown }
        settings.untold = there.filter { settings.lacks($0) }
        self.init(known: broker.topics, settings, arguments: broker.arguments, address: broker.address)
        let ofTenants = TenantTopicCheck(
            wanted: tenants, known: broker.topics, values: settings.values, arguments: broker.arguments, access: access,
            address: broker.address)
        problems += ofTenants.problems
        remedies += ofTenants.remedies
    }

    /// Settings by topic, of those that may be looked at.
    struct Settings {
        /// `cleanup.policy`.
        var cleanup: [String: String] = [:]
        /// The others by Kafka's names of them, each by topic.
        var values: [String: [String: String]] = [:]

        /// The topics that may not be seen.
        var hidden: [String] = []
        /// The topics that may be seen, while Kafka does not tell their settings.
        var untold: [String] = []

        /// What the services have left there.
        var state = StateFacts()

        /// Whether a setting that matters is not known.
        func lacks(_ name: String) -> Bool {
            guard let topic = Topic(named: name) else { return false }
            return (topic.isCompacted && cleanup[name] == nil)
                || topic.settings.contains { values[$0.name]?[name] == nil }
        }

        /// The bytes of the largest record that each topic takes.
        var largest: [String: Int] { values["max.message.bytes", default: [:]].compactMapValues { Int($0) } }
    }

    init(known: [String: TopicDescription], _ settings: Settings, arguments: String, address: String) {
        let topologies = Plant.processors(Policies()).map(\.topology)
        var known = known
        // Whether they are there is not known, nor with how many partitions: what is known of the others is compared with itself.
        let most = known.values.map(\.partitions).max() ?? TopicPlan.partitions
        for name in settings.hidden { known[name] = TopicDescription(partitions: most, replication: 1) }
        checkSight(settings, address)
        missing = Topic.allCases.map(\.name).filter { known[$0] == nil }
        if !missing.isEmpty { problems.append("topics are missing: \(missing.joined(separator: ", "))") }
        problems += topologies.flatMap { TopicPlan.unequalCounts(of: $0, in: known) }
        checkCounts(topologies, TopicPlan.partitionCounts(in: known), settings.state, arguments, address)
        for topic in Topic.allCases where topic.isCompacted {
            guard let policy = settings.cleanup[topic.name], policy != "compact" else { continue }
            problems.append("\(topic.name) has cleanup.policy=\(policy): state would be lost, it has to be compact")
            remedies.append(Self.alteration(of: topic, "cleanup.policy=compact", address))
        }
        checkValues(settings.values, address)
        for topology in topologies { checkSizes(topology, settings.largest, address) }
    }

    /// What could not be looked at.
    private mutating func checkSight(_ settings: Settings, _ address: String) {
        func add(_ topics: [String], _ what: String, _ right: String) {
            guard !topics.isEmpty else { return }
            unchecked.append(
                "not checked: \(what) of \(topics.joined(separator: ", ")): this user lacks \(right) on them")
            remedies.append(
                "kafka-acls.sh --bootstrap-server \(address) --add --allow-principal User:NAME --operation \(right) "
                    + topics.map { "--topic \($0)" }.joined(separator: " "))
        }
        add(settings.hidden, "existence and settings", "Describe")
        add(settings.hidden + settings.untold, "the settings", "DescribeConfigs")
    }

    /// Each setting does what that of the plan does.
    private mutating func checkValues(_ values: [String: [String: String]], _ address: String) {
        for topic in Topic.allCases {
            for setting in topic.settings {
                guard let value = values[setting.name]?[topic.name], !setting.isMet(by: value) else { continue }
                let bound = setting.bound == .atLeast ? "at least" : "at most"
                let least = setting.least ?? setting.value
                let wanted = least == TopicSetting.forEver ? "\(least) (for ever)" : least
                problems.append("\(topic.name) has \(setting.name)=\(value): it has to be \(bound) \(wanted)")
                remedies.append(Self.alteration(of: topic, "\(setting.name)=\(least)", address))
            }
        }
    }

    private mutating func checkCounts(
        _ topologies: [ServiceTopology], _ counts: [Topic: Int32], _ state: StateFacts, _ arguments: String,
        _ address: String
    ) {
        if !missing.isEmpty {
            let count = counts.values.max() ?? TopicPlan.partitions
            let option = count == TopicPlan.partitions ? "" : " --partitions \(count)"
            remedies.append("turnback topics create \(arguments)\(option)")
        }
        let growth = TopicCounts(topologies, counts, state)
        problems += growth.problems
        if let target = growth.target { remedies.append("turnback topics grow \(arguments) --partitions \(target)") }
        for topology in topologies where growth.target == nil {
            let most = topology.copartitioned.compactMap { counts[$0] }.max() ?? 0
            for topic in topology.copartitioned where counts[topic].map({ $0 < most }) ?? false {
                let command =
                    "kafka-topics.sh --bootstrap-server \(address) --alter --topic \(topic.name) --partitions \(most)"
                if !remedies.contains(command) { remedies.append(command) }
            }
        }
    }

    /// What is dead-lettered or sent on is larger than what came, by a few headers.
    private mutating func checkSizes(_ topology: ServiceTopology, _ largest: [String: Int], _ address: String) {
        let others = topology.inputs.filter { TopicPlan.largestRecord($0) < TopicPlan.largestRecord(.deadLetters) }
        let inputs = others.compactMap { topic in largest[topic.name].map { (topic, $0) } }
        guard let (input, bytes) = inputs.max(by: { $0.1 < $1.1 }) else { return }
        for topic in [Topic.deadLetters, topology.reroutes] {
            guard let limit = largest[topic.name], limit < bytes + 4_096 else { continue }
            // Reported before where it is smaller than it is made.
            if limit < TopicPlan.largestRecord(topic) { continue }
            let remedy = Self.alteration(
                of: topic, "max.message.bytes=\(2 * bytes)", address)
            if remedies.contains(remedy) { continue }
            problems.append(
                "\(topic.name) takes \(limit) bytes, and has to hold records of \(input.name) (\(bytes) bytes) and more"
            )
            remedies.append(remedy)
        }
    }

    private static func alteration(of topic: Topic, _ setting: String, _ address: String) -> String {
        "kafka-configs.sh --bootstrap-server \(address) --alter --entity-type topics --entity-name \(topic.name) "
            + "--add-config \(setting)"
    }

    func report(on broker: Broker, json: Bool) throws(Failure) {
        if json {
            Output.write([
                JSONLine.object { writer in
                    writer.field("ok", problems.isEmpty && unchecked.isEmpty)
                    writer.key("problems")
                    writer.array { writer in for problem in problems { writer.string(problem) } }
                    writer.key("unchecked")
                    writer.array { writer in for one in unchecked { writer.string(one) } }
                    writer.key("remedies")
                    writer.array { writer in for remedy in remedies { writer.string(remedy) } }
                }
            ])
        } else if problems.isEmpty, unchecked.isEmpty {
            Output.write(["all \(Topic.allCases.count) topics are there and fit together"])
        } else {
            Output.write(problems + unchecked)
        }
        guard !problems.isEmpty || !unchecked.isEmpty else { return }
        let verdict = problems.isEmpty ? "could not all be checked" : "do not fit"
        throw Failure(
            .unavailable,
            "the topics in Kafka at \(broker.address) \(verdict); fix it with: \(remedies.joined(separator: "; "))")
    }
}
