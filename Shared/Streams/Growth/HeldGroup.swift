internal import Contracts

/// All partitions of what a service reads, held by one session in the place of its loops: none of them is running, and what
/// one commits all the same does not count.
public final class HeldGroup {
    /// What holds them. Nothing was begun.
    public let session: any LogSession
    public let topology: ServiceTopology
    /// How many partitions it holds.
    public let partitions: Int32
    private let isOver: () -> Bool

    /// Joins the service's group, and waits until it has all partitions, which it has alone.
    ///
    /// - Parameters:
    ///   - member: its name, of which there must be one at a time; what a predecessor has left open is ended.
    ///   - patience: how long it waits: a loop that was killed is missed after its session, 10 s.
    ///   - isOver: ends the waiting, and the work.
    /// - Throws: `.configuration` where it does not get all of them: the service is running.
    public init(
        _ topology: ServiceTopology, on log: any Log, as member: String, partitions: Int32,
        patience: Duration = .seconds(30), until isOver: @escaping () -> Bool
    ) throws(LogError) {
        var group = GroupSettings(
            group: topology.name, member: member, inputs: topology.consumed.map(\.name),
            outputs: [topology.reroutes.name], stateTopic: topology.state.name)
        group.comesBack = false
        self.topology = topology
        self.partitions = partitions
        self.isOver = isOver
        session = try log.join(group)
        do throws(LogError) { try take(within: patience) } catch {
            close()
            throw error
        }
    }

    private func take(within patience: Duration) throws(LogError) {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline, !isOver() {
            for event in try session.poll(timeout: .milliseconds(100)) {
                switch event {
                case .assigned(let held) where held.count == partitions: return
                case .revoked(let lost, _): try session.release(lost)
                default: break
                }
            }
        }
        try goOn()
        throw LogError(
            .configuration, "\(topology.name) is running, or was until a moment ago: stop all of its processes first")
    }

    private func goOn() throws(LogError) {
        if isOver() { throw LogError(.configuration, "interrupted; run this again, it goes on where it stopped") }
    }

    /// Stays in the group during long work. What comes to be read is passed over.
    /// - Throws: `.configuration` where the group gives the partitions to another, or the work is to end.
    public func stay() throws(LogError) {
        try goOn()
        for event in try session.poll(timeout: .zero) {
            if case .revoked = event {
                throw LogError(
                    .configuration,
                    "a process of \(topology.name) was started meanwhile: stop it, and run this again; it goes on where it stopped"
                )
            }
        }
    }

    public func close() { session.close(deadline: .seconds(5)) }
}
