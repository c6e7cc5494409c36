public import Contracts

/// The topics that are there, by what they are topics of: the common ones and those of tenants.
public struct TopicNames: Sendable, Equatable {
    private var names: [Topic: [(name: TopicName, partitions: Int32)]] = [:]

    /// By what a log knows; topics that are not Turnback's are passed over.
    public init(_ known: [String: TopicDescription]) {
        for (text, description) in known {
            guard let name = TopicName(text) else { continue }
            names[name.topic, default: []].append((name, description.partitions))
        }
        // The common one first.
        for topic in names.keys { names[topic]!.sort { ($0.name.alias ?? "") < ($1.name.alias ?? "") } }
    }

    /// The common ones, with so many partitions.
    public init(common: [Topic: Int32]) {
        names = Dictionary(uniqueKeysWithValues: common.map { ($0, [(TopicName($0), $1)]) })
    }

    /// The names of all topics of this kind.
    public func all(of topic: Topic) -> [TopicName] { names[topic]?.map(\.name) ?? [] }

    /// Those of tenants alone.
    public var ofTenants: [TopicName] {
        names.values.flatMap(\.self).map(\.name).filter { $0.alias != nil }.sorted { $0.text < $1.text }
    }

    /// All partitions of these topics, those of tenants among them.
    public func places(in topics: [Topic]) -> [TopicPartition] {
        topics.flatMap { topic in
            (names[topic] ?? []).flatMap { entry in (0..<entry.partitions).map { TopicPartition(entry.name.text, $0) } }
        }
    }

    /// Those in which what is written of a key lies, in a topic that may have grown.
    public func places(of key: some Collection<UInt8>, in topics: [Topic]) -> [TopicPartition] {
        topics.flatMap { topic in
            (names[topic] ?? []).flatMap { entry in
                KeyHistory.partitions(of: key, count: entry.partitions).map { TopicPartition(entry.name.text, $0) }
            }
        }
    }

    public static func == (one: TopicNames, other: TopicNames) -> Bool {
        one.names.mapValues { $0.map { "\($0.name) \($0.partitions)" } }
            == other.names.mapValues { $0.map { "\($0.name) \($0.partitions)" } }
    }
}
