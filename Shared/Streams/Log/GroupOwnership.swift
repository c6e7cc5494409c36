/// Which member of a group owns which partition. A member that is to lose a partition gives it up before another gets it.
package struct GroupOwnership<Session: Hashable & Sendable>: Sendable {
    /// Members in the order of their names, each with the session that speaks for it now.
    package private(set) var members: [(name: String, session: Session)] = []
    private var owners: [Int32: Session] = [:]
    package private(set) var partitions: Int32

    package init(partitions: Int32) { self.partitions = partitions }

    /// A session joins, or takes over from a predecessor of the same name, which is fenced by it.
    package mutating func join(_ name: String, _ session: Session) {
        if let index = members.firstIndex(where: { $0.name == name }) {
            let former = members[index].session
            owners = owners.filter { $0.value != former }
            members[index].session = session
        } else {
            members.append((name, session))
            members.sort { $0.name < $1.name }
        }
    }

    /// The inputs have more partitions from now on.
    package mutating func raise(to partitions: Int32) { self.partitions = max(self.partitions, partitions) }

    package mutating func leave(_ session: Session) {
        members.removeAll { $0.session == session }
        owners = owners.filter { $0.value != session }
    }

    package func contains(_ session: Session) -> Bool { members.contains { $0.session == session } }

    /// Who should own a partition: consecutive ranges in the order of names, as Kafka's range assignor has it.
    private func target(_ partition: Int32) -> Session? {
        guard !members.isEmpty else { return nil }
        let count = Int32(members.count)
        let (share, extra) = (partitions / count, partitions % count)
        var start: Int32 = 0
        for (index, member) in members.enumerated() {
            let end = start + share + (Int32(index) < extra ? 1 : 0)
            if partition < end { return member.session }
            start = end
        }
        return nil
    }

    /// Partitions that this session holds.
    package func held(by session: Session) -> [Int32] { (0..<partitions).filter { owners[$0] == session } }

    /// Partitions that this session holds and is to give up.
    package func toRevoke(_ session: Session) -> [Int32] {
        (0..<partitions).filter { owners[$0] == session && target($0) != session }
    }

    /// Partitions that are free and this session's now.
    package mutating func assign(_ session: Session) -> [Int32] {
        let free = (0..<partitions).filter { owners[$0] == nil && target($0) == session }
        for partition in free { owners[partition] = session }
        return free
    }

    package mutating func release(_ partition: Int32, _ session: Session) {
        if owners[partition] == session { owners[partition] = nil }
    }
}
