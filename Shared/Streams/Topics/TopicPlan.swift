public import Contracts

/// The topics as they have to be: what `turnback topics create` makes, and what a service checks when it starts.
public enum TopicPlan {
    /// Partitions and replication unless asked otherwise.
    public static let partitions: Int32 = 3
    public static let replication = 1

    /// The settings of these topics. State is compacted, with small segments so that a restore reads little twice.
    public static func settings(
        _ topics: [Topic] = Topic.allCases, partitions: Int32, replication: Int
    ) -> [TopicSettings] {
        topics.map { topic in
            var settings = ["max.message.bytes": "\(largestRecord(topic))"]
            if topic.isCompacted {
                settings["segment.ms"] = "3600000"
                settings["min.cleanable.dirty.ratio"] = "0.1"
            }
            return TopicSettings(
                name: topic.name, partitions: partitions, replication: replication, compacted: topic.isCompacted,
                settings: settings)
        }
    }

    /// The bytes of the largest record that a topic takes. What others write is a value of 1 MiB with as much key and
    /// headers beside it at most; what services write must hold that and more, else a record that goes to the dead
    /// letters, with its reasons added, would stop its partition.
    public static func largestRecord(_ topic: Topic) -> Int {
        let isWrittenByOthers = MessageType.allCases.contains { $0.topic == topic && $0.isSentByOthers }
        return isWrittenByOthers ? 2 << 20 : 8 << 20
    }

    /// What is wrong with the topics a service needs, a line each; empty when nothing is.
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
