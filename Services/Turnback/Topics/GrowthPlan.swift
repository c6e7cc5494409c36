import Contracts
import Operations
import Streams

/// What there is to do to grow, by what is known of the topics and of the services' state.
struct GrowthPlan {
    let target: Int32
    /// The partition count of each topic.
    let counts: [Topic: Int32]
    /// The counts that are written down with the state, by service; nothing of a service whose state has none.
    let written: [String: Int32]
    let topologies: [ServiceTopology]
    /// The topics of tenants that are there, with their partition counts.
    var tenants: [(name: TopicName, partitions: Int32)] = []

    /// Those of them that have less: they grow with the others, and hold no state.
    var tenantsToRaise: [TopicName] {
        tenants.filter { $0.partitions < target }.map(\.name).sorted { $0.text < $1.text }
    }

    /// The topics that have less.
    var toRaise: [Topic] { Topic.allCases.filter { counts[$0, default: 0] < target } }

    /// The count with which the services have worked until now, where nothing is begun: all topics have it still, and no
    /// state says another.
    var untouched: Int32? {
        let all = Set(topologies.flatMap(\.copartitioned).map { counts[$0, default: 0] })
        guard all.count == 1, let count = all.first, count < target, written.values.allSatisfy({ $0 == count }) else {
            return nil
        }
        return count
    }

    /// The count that the services' state has, where it is known and that of none was moved yet.
    var former: Int32? {
        let counts = Set(written.values)
        return counts.count == 1 && !counts.contains(target) ? counts.first.flatMap { $0 > 0 ? $0 : nil } : nil
    }

    /// Nothing is left to do.
    var isDone: Bool {
        toRaise.isEmpty && tenantsToRaise.isEmpty && topologies.allSatisfy { written[$0.name] == target }
    }

    /// Why it cannot be done; nil where it can.
    var problem: Failure? {
        if let (topic, count) = counts.filter({ $0.value > target }).max(by: {
            ($0.value, $0.key.name) < ($1.value, $1.key.name)
        }) {
            let former = written.values.max() ?? 0
            return Failure(
                .usage,
                "\(topic.name) has \(count) partitions, and Kafka takes none away: ask for --partitions \(WrittenCount.growth(from: former, to: count)) or more"
            )
        }
        let former = written.values.filter { $0 > 0 } + [untouched].compactMap(\.self)
        guard let one = former.first(where: { target % $0 != 0 }) else { return nil }
        return Failure(
            .usage,
            "\(target) is not a multiple of \(one), the partitions that the state has now: ask for --partitions \(WrittenCount.growth(from: one, to: target)), so that keys go to new partitions alone, and what is written of one key can be read in its order"
        )
    }
}
