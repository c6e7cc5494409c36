import Contracts
import Streams

/// What the services have left on their state topics, as far as partition counts depend on it.
struct StateFacts {
    /// The state topics that hold records.
    var filled: Set<Topic> = []
    /// The counts that are written down with the state, by service.
    var written: [String: Int32] = [:]

    init() {}

    /// Where nothing can be seen, there may be records.
    static var unknown: StateFacts {
        var facts = StateFacts()
        facts.filled = Set(Topic.allCases.filter(\.isCompacted))
        return facts
    }

    init(_ broker: Broker) throws(LogError) {
        let topologies = Plant.topologies.filter { broker.partitions[$0.state] != nil }
        for (place, range) in try broker.kafka.offsets(of: broker.places(in: topologies.map(\.state)))
        where !range.isEmpty { if let topic = Topic(rawValue: place.topic) { filled.insert(topic) } }
        // Whoever may not read the state gets the unequal counts all the same.
        if let written = try? broker.writtenCounts(of: topologies) { self.written = written }
    }
}

/// Whether the topics have to grow, state and all: their counts are unequal, or others than those that the state was
/// written with. Raised by themselves, as Kafka's own tools do it, they would part keys from their state.
struct TopicCounts {
    private(set) var problems: [String] = []
    /// The count that fixes it; nil where nothing has to grow, or nothing is lost by raising a topic by itself.
    private(set) var target: Int32?

    init(_ topologies: [ServiceTopology], _ counts: [Topic: Int32], _ state: StateFacts) {
        for topology in topologies {
            let known = topology.copartitioned.compactMap { counts[$0] }
            guard let most = known.max(), let least = known.min() else { continue }
            let written = state.written[topology.name]
            if let written, written != most {
                problems.append(WrittenCount.problem(of: topology.name, written: written, topics: most))
            } else if least == most || !state.filled.contains(topology.state) {
                continue
            }
            let former = written ?? counts[topology.state] ?? most
            if former <= most { target = max(target ?? 0, WrittenCount.growth(from: former, to: most)) }
        }
        guard target != nil else { return }
        problems.append(
            "the services' state has to move with its keys: stop what sends, then all services, and grow the topics; never raise them by themselves"
        )
    }
}
