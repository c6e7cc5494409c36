internal import Streams

/// A group of a simulated log: who owns which partition, and how far the group is.
struct SimulatedGroup: Sendable {
    var ownership: GroupOwnership<Int>
    /// The next offset to read, by what was committed.
    var offsets: [TopicPartition: Int64] = [:]
    /// Every rebalance takes all partitions from all members first, as Kafka's eager protocol does; else only those that
    /// move.
    private let isEager: Bool
    /// Members that have to give up all they hold before anything is assigned.
    private var revoking: Set<Int> = []

    init(partitions: Int32, isEager: Bool) {
        ownership = GroupOwnership(partitions: partitions)
        self.isEager = isEager
    }

    /// The inputs have more partitions from now on: all of them are shared again.
    mutating func raise(to partitions: Int32) {
        ownership.raise(to: partitions)
        rebalance()
    }

    mutating func join(_ name: String, _ session: Int) {
        ownership.join(name, session)
        rebalance()
    }

    mutating func leave(_ session: Int) {
        guard ownership.contains(session) else { return }
        ownership.leave(session)
        revoking.remove(session)
        rebalance()
    }

    /// Everybody gives up what they hold, where the protocol is eager.
    mutating func rebalance() {
        guard isEager else { return }
        revoking = Set(ownership.members.map(\.session).filter { !ownership.held(by: $0).isEmpty })
    }

    func toRevoke(_ session: Int) -> [Int32] {
        guard isEager else { return ownership.toRevoke(session) }
        return revoking.contains(session) ? ownership.held(by: session) : []
    }

    mutating func assign(_ session: Int) -> [Int32] { revoking.isEmpty ? ownership.assign(session) : [] }

    mutating func release(_ partitions: [Int32], _ session: Int) {
        for partition in partitions { ownership.release(partition, session) }
        if ownership.held(by: session).isEmpty { revoking.remove(session) }
    }
}
