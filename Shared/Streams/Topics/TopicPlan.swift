public import Contracts

/// The topics as they have to be: what `turnback topics create` makes, and what a service checks when it starts.
public enum TopicPlan {
    /// Partitions and replication unless asked otherwise.
    public static let partitions = Topic.defaultPartitions
    public static let replication = Topic.defaultReplication

    /// The settings of these topics.
    public static func settings(
        _ topics: [Topic] = Topic.allCases, partitions: Int32, replication: Int
    ) -> [TopicSettings] {
        settings(topics.map { TopicName($0) }, partitions: partitions, replication: replication)
    }

    /// The same of topics that may be tenants'.
    public static func settings(_ names: [TopicName], partitions: Int32, replication: Int) -> [TopicSettings] {
        names.map { name in
            let topic = name.topic
            return TopicSettings(
                name: name.text, partitions: partitions, replication: replication, compacted: topic.isCompacted,
                settings: Dictionary(uniqueKeysWithValues: topic.settings.map { ($0.name, $0.value) }))
        }
    }

    /// The bytes of the largest record that a topic takes.
    public static func largestRecord(_ topic: Topic) -> Int { topic.largestRecord }

    /// What is wrong with the topics a service needs, one per line; empty when nothing is.
    public static func problems(of topology: ServiceTopology, in known: [String: TopicDescription]) -> [String] {
        let missing = topology.required.filter { known[$0.name] == nil }
        var problems: [String] = []
        if !missing.isEmpty {
            problems.append("topics are missing: \(missing.map(\.name).joined(separator: ", "))")
        }
        let counts = topology.copartitioned.compactMap { topic in known[topic.name].map { (topic, $0.partitions) } }
        if Set(counts.map(\.1)).count > 1 {
            let listed = counts.map { "\($0.0.name) has \($0.1)" }.joined(separator: ", ")
            problems.append("topics that \(topology.name) reads have unequal partition counts: \(listed)")
        }
        return problems
    }

    /// The partition count of every topic of the plan that exists.
    public static func partitionCounts(in known: [String: TopicDescription]) -> [Topic: Int32] {
        var counts: [Topic: Int32] = [:]
        for topic in Topic.allCases { counts[topic] = known[topic.name]?.partitions }
        return counts
    }
}
