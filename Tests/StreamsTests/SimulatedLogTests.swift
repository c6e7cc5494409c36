import Streams
import TestLogs
import Testing

/// Simulated logs, which have no more than one process.
private struct SimulatedLogFactory: LogFactory {
    let features: LogFeatures = [.markersTakeOffsets]
    var traits = SimulatedLog.Traits()

    func make() throws -> any Log { SimulatedLog(traits: traits) }

    /// What it has stored is the log itself.
    func reopen(_ log: any Log) throws -> any Log { log }

    /// A member hears of it when it polls, and not before.
    func makeDeaf(_ log: any Log) throws -> (any Log)? { log }

    func loseOffsets(of group: String, leftBy member: String, on log: any Log) throws -> Bool {
        try #require(log as? SimulatedLog).loseOffsets(of: group)
        return true
    }

    func expel(_ member: String, of group: String, from log: any Log) throws {
        let log = try #require(log as? SimulatedLog)
        log.expire(session: try #require(log.sessions(of: group).first { $0.member == member }).id)
    }
}

@Suite("SimulatedLog", .timeLimit(.minutes(15)))
struct SimulatedLogTests {
    @Test("keeps the promises of a log", arguments: LogConformance.cases)
    func keeps(_ promise: LogConformance.Case) async throws { try await promise.run(on: SimulatedLogFactory()) }

    @Test("keeps the promises of a log when rebalances are eager", arguments: LogConformance.cases)
    func keepsWhenEager(_ promise: LogConformance.Case) async throws {
        var traits = SimulatedLog.Traits()
        traits.isEager = true
        try await promise.run(on: SimulatedLogFactory(traits: traits))
    }
}
