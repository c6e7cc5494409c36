internal import Contracts
internal import Synchronization
internal import Threads

/// Which topics of tenants are in force now: one thread says it, and loops look whether it has changed.
public final class TenantTopics: Sendable {
    private struct State {
        var table = TenantTable.none
        var directory = 0
        /// When each topic was there last.
        var seen: [String: (partitions: Int32, at: ContinuousClock.Instant)] = [:]
    }

    private let state = Monitor(State())
    private let number = Atomic(0)

    /// How long a topic may be away: a broker that comes back does not know all of them for a moment.
    static let patience = Duration.seconds(60)

    private let inputs: Set<Topic>
    private let outputs: Set<Topic>

    /// For services with these topologies: the topics of others are not theirs to look at.
    public init(_ topologies: [ServiceTopology]) {
        inputs = Set(topologies.flatMap(\.inputs).filter(\.isForTenants))
        outputs = Set(topologies.flatMap(\.produced).filter(\.isForTenants)).subtracting(inputs)
    }

    /// Grows with each change.
    public var version: Int { number.load(ordering: .acquiring) }

    /// What is in force.
    public var table: TenantTable { state.withLock { $0.table } }

    /// Takes note of the access file and of the topics as they are. Returns what is in force then, where that changed.
    /// Where the common topics are not all known, which is so while a broker comes back, nothing changes.
    /// - Parameter generation: another one where the access file was read again.
    @discardableResult
    public func update(
        _ directory: TenantDirectory, generation: Int = 0, _ known: [String: TopicDescription],
        now: ContinuousClock.Instant = .now
    ) -> TenantTable? {
        let common = TopicPlan.partitionCounts(in: known)
        guard inputs.union(outputs).allSatisfy({ common[$0] != nil }) else { return nil }
        var directory = directory
        directory.tenants = directory.tenants.compactMap(ofConcern)
        return state.withLock { state in
            let names = Set(directory.tenants.flatMap(\.topics).map(\.text))
            for (name, topic) in known where names.contains(name) { state.seen[name] = (topic.partitions, now) }
            state.seen = state.seen.filter { names.contains($0.key) && now - $0.value.at <= Self.patience }
            let table = TenantTable(
                directory, partitions: state.seen.mapValues(\.partitions), common: common)
            guard generation != state.directory || !table.isSame(as: state.table) else { return nil }
            state.table = table
            state.directory = generation
            number.add(1, ordering: .releasing)
            return table
        }
    }

    /// A tenant as far as it has to do with these services; nil where it has not.
    private func ofConcern(_ tenant: Tenant) -> Tenant? {
        var tenant = tenant
        tenant.inputs = tenant.inputs.filter(inputs.contains)
        // Who sends nothing to these services is refused nothing by them.
        tenant.outputs = tenant.outputs.filter { outputs.contains($0) && ($0 != .rejections || !tenant.inputs.isEmpty) }
        return tenant.topics.isEmpty ? nil : tenant
    }
}

/// The table that a loop goes by; used by its thread alone.
final class TenantsInForce {
    private let topics: TenantTopics?
    private var version = 0
    private(set) var table = TenantTable.none

    init(_ topics: TenantTopics?) { self.topics = topics }

    /// Looks again. True where something has changed.
    func refresh() -> Bool {
        guard let topics, topics.version != version else { return false }
        version = topics.version
        table = topics.table
        return true
    }
}
