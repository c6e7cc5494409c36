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
        problems(of: [topology], in: known)
    }

    /// The same of several services: a topic that is missing is named once.
    public static func problems(of topologies: [ServiceTopology], in known: [String: TopicDescription]) -> [String] {
        let required = Set(topologies.flatMap(\.required))
        let missing = Topic.allCases.filter { required.contains($0) && known[$0.name] == nil }
        let absent = missing.isEmpty ? [] : ["topics are missing: \(missing.map(\.name).joined(separator: ", "))"]
        return absent + topologies.flatMap { unequalCounts(of: $0, in: known) }
    }

    /// A line where the topics that a service reads side by side have unequal numbers of partitions.
    public static func unequalCounts(
        of topology: ServiceTopology, in known: [String: TopicDescription]
    ) -> [String] {
        let counts = topology.copartitioned.compactMap { topic in known[topic.name].map { (topic, $0.partitions) } }
        guard Set(counts.map(\.1)).count > 1 else { return [] }
        let listed = counts.map { "\($0.0.name) has \($0.1)" }.joined(separator: ", ")
        return ["topics that \(topology.name) reads have unequal partition counts: \(listed)"]
    }

    /// The partition count of every topic of the plan that exists.
    public static func partitionCounts(in known: [String: TopicDescription]) -> [Topic: Int32] {
        var counts: [Topic: Int32] = [:]
        for topic in Topic.allCases { counts[topic] = known[topic.name]?.partitions }
        return counts
    }
}
