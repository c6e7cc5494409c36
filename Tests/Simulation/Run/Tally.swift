/// What has happened in a simulation, or in many.
struct Tally: Sendable {
    var seeds = 0
    var steps = 0
    /// Messages that the outside world sent.
    var sent = 0
    /// Records that are seen on all topics at the end.
    var records = 0
    var commits = 0
    var restores = 0
    var wipes = 0
    var revocations = 0
    var losses = 0
    var requests = 0
    var casesEnded = 0
    var returnsClosed = 0
    var faults: [Fault: Int] = [:]
    /// How the keys of what is on the state topics begin.
    var stateKinds: Set<String> = []
    /// How often topics grew, and how many records of the state were moved then.
    var growths = 0
    var moved = 0

    mutating func add(_ other: Tally) {
        seeds += other.seeds
        steps += other.steps
        sent += other.sent
        records += other.records
        commits += other.commits
        restores += other.restores
        wipes += other.wipes
        revocations += other.revocations
        losses += other.losses
        requests += other.requests
        casesEnded += other.casesEnded
        returnsClosed += other.returnsClosed
        faults.merge(other.faults) { $0 + $1 }
        stateKinds.formUnion(other.stateKinds)
        growths += other.growths
        moved += other.moved
    }

    var summary: String {
        let kinds = Fault.allCases.map { "\($0.rawValue) \(faults[$0] ?? 0)" }.joined(separator: ", ")
        return """
            \(seeds) seeds, \(steps) steps, \(sent) messages sent, \(records) records written, \(commits) commits, \
            \(restores) restores, \(wipes) stores wiped, \(revocations) revocations, \(losses) losses; \
            \(requests) requests answered, \(casesEnded) cases ended, \(returnsClosed) return orders closed; \
            \(growths) growths, \(moved) records moved
            faults: \(kinds)
            """
    }
}
