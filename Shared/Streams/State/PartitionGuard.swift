internal import Contracts

/// Makes sure that the state of a service was written with the partition count by which its loop places keys.
///
/// State lies in the partition of the input that changed it. With another count keys belong to other partitions, and their
/// state stays where it was: stock and cases would be lost without a word. So the count is written down with the state, and
/// a loop that finds another one ends before it has read a message.
struct PartitionGuard {
    private let topology: ServiceTopology
    /// The partition count of what the service reads, by which keys are placed.
    let count: Int32
    /// What the state says, once any partition has said it.
    private var known: Int32?

    init(_ topology: ServiceTopology, partitions: [Topic: Int32]) {
        self.topology = topology
        count = partitions[topology.state] ?? 1
    }

    /// Looks at the restored state of a partition; where that does not say, at the tails of the others: a partition that
    /// is new has no state, and one that has read nothing since an earlier version does not know. Where no partition says
    /// it, the state is an earlier version's, or there is none, and is accepted.
    ///
    /// - Throws: `.mismatch` where the count is another one.
    mutating func check(_ store: StateStore, _ partition: Int32, _ session: any LogSession) throws(LogError) {
        guard partition < count else {
            throw LogError(
                .mismatch,
                "the topics of \(topology.name) were raised to more than \(count) partitions while it ran: nothing of the new partitions was read; to go on, run: turnback topics check"
            )
        }
        if let own = try store.partitionCount(of: partition, otherThan: count) { return try require(own) }
        if known == nil { known = try countOfOthers(partition, session) }
        if let known { try require(known) }
    }

    private func countOfOthers(_ partition: Int32, _ session: any LogSession) throws(LogError) -> Int32? {
        for other in 0..<count where other != partition {
            let found = try StateTail.partitionCount { window throws(LogError) in
                try session.newestState(partition: other, within: window)
            }
            if let found { return found }
        }
        return nil
    }

    private func require(_ stored: Int32) throws(LogError) {
        guard stored != count else { return }
        throw LogError(.mismatch, WrittenCount.problem(of: topology.name, written: stored, topics: count))
    }
}

extension StateStore {
    /// The partition count that is written down in the state of a partition: one that is not `usual` first. Nil where none
    /// is.
    func partitionCount(of partition: Int32, otherThan usual: Int32) throws(LogError) -> Int32? {
        // A tenant that is gone may have left a position of long ago.
        let counts = try positions(of: partition).filter { Topic(rawValue: $0.key.topic) != nil }
            .values.compactMap(\.partitions)
        return counts.first { $0 != usual } ?? counts.first
    }
}
