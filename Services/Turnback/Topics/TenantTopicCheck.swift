import Contracts
import Operations
import Streams

/// What is wrong with the topics of tenants: those that the access file names, and those that are there.
struct TenantTopicCheck {
    /// A line each.
    private(set) var problems: [String] = []
    /// Commands, one per line.
    private(set) var remedies: [String] = []

    /// - Parameters:
    ///   - wanted: those of the access file; nil where none was named.
    ///   - values: settings by Kafka's names of them, each by topic.
    init(
        wanted: [TopicName]?, known: [String: TopicDescription], values: [String: [String: String]], arguments: String,
        access: String?, address: String
    ) {
        let there = TopicNames(known).ofTenants
        let missing = (wanted ?? []).filter { known[$0.text] == nil }.map(\.text).sorted()
        if !missing.isEmpty {
            problems.append("topics of tenants are missing: \(missing.joined(separator: ", "))")
            remedies.append(
                "turnback topics create \(arguments) --access \(access ?? "FILE")"
                    + (known[Topic.rejections.name].map { " --partitions \($0.partitions)" } ?? ""))
        }
        for name in there {
            guard let common = known[name.topic.name]?.partitions, let own = known[name.text]?.partitions else { continue }
            if own != common {
                problems.append(
                    "\(name) has \(own) partitions, and \(name.topic.name) has \(common): it is left unread")
                remedies.append(
                    own < common
                        ? "kafka-topics.sh --bootstrap-server \(address) --alter --topic \(name) --partitions \(common)"
                        : "turnback topics grow \(arguments) --partitions \(WrittenCount.growth(from: common, to: own))")
            }
            for setting in name.topic.settings {
                guard let value = values[setting.name]?[name.text], !setting.isMet(by: value) else { continue }
                problems.append(
                    "\(name) has \(setting.name)=\(value): it has to be \(setting.bound == .atLeast ? "at least" : "at most") \(setting.value)"
                )
                remedies.append(
                    "kafka-configs.sh --bootstrap-server \(address) --alter --entity-type topics --entity-name \(name) "
                        + "--add-config \(setting.name)=\(setting.value)")
            }
        }
        guard let wanted else { return }
        let stray = Set(there).subtracting(wanted).map(\.text).sorted()
        if !stray.isEmpty {
            problems.append("nobody in the access file has these topics: \(stray.joined(separator: ", "))")
            remedies.append("name their tenant in the access file, or delete them")
        }
    }
}
