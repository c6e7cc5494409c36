import Fulfillment

/// How one simulation is set up. All of it follows from the seed, except for what is cut down to find the least that fails.
struct Options: Sendable, CustomStringConvertible {
    let seed: UInt64
    var partitions: Int32
    /// How many processes each service has.
    var instances: [Int]
    /// How many inputs a batch takes.
    var batch: Int
    var recordsPerPoll: Int
    var isEager: Bool
    var delaysMarkers: Bool
    var storeOrders: Int
    var faults: Set<Fault>
    /// How often faults happen.
    var severity: Int
    var policies: Policies
    /// How many partitions the topics have from the middle of the history on; nil: as many as before.
    var growsTo: Int32?
    /// The defence that is switched off, where a test shows that it is needed.
    var flaw: Flaw?

    init(seed: UInt64) {
        self.seed = seed
        let chance = Chance(seed: seed, for: "options")
        partitions = Int32(chance.number(in: 1...4))
        instances = (0..<3).map { _ in chance.pick([1, 1, 2, 3]) }
        batch = chance.pick([1, 3, 10, 50])
        recordsPerPoll = chance.pick([2, 10, 100])
        isEager = chance.happens(percent: 60)
        delaysMarkers = chance.happens(percent: 60)
        storeOrders = chance.number(in: 2...8)
        let percent = chance.pick([20, 50, 80])
        faults = Set(Fault.allCases.filter { _ in chance.happens(percent: percent) })
        severity = chance.pick([1, 3, 6])
        policies = Self.policies(chance)
        let growth = Chance(seed: seed, for: "growth")
        if growth.happens(percent: 40) { growsTo = partitions * Int32(growth.number(in: 2...3)) }
    }

    private static func policies(_ chance: Chance) -> Policies {
        func policy() -> Policy {
            var policy = Policy()
            policy.unknownOrderGraceSeconds = Int64(chance.pick([20, 120]))
            policy.verifySeconds = Int64(chance.pick([30, 300]))
            policy.interceptSeconds = Int64(chance.pick([30, 300]))
            policy.restockSeconds = Int64(chance.pick([60, 600]))
            policy.escalationSeconds = Int64(chance.pick([20, 200]))
            policy.restockBy = chance.pick(Policy.RestockWay.allCases)
            policy.whenWarehouseIsSilent = chance.happens(percent: 80) ? .refuse : .keepOpen
            return policy
        }
        let defaults = policy()
        return Policies(defaults: defaults, merchants: ["acme": policy()])
    }

    /// The least that can be changed, one step at a time, to find out what a failure needs.
    var lesser: [Options] {
        var all: [Options] = []
        func add(_ change: (inout Options) -> Void) {
            var options = self
            change(&options)
            all.append(options)
        }
        if storeOrders > 1 { add { $0.storeOrders -= 1 } }
        if growsTo != nil { add { $0.growsTo = nil } }
        for fault in faults.sorted() { add { $0.faults.remove(fault) } }
        return all
    }

    /// Deadlines pass while a process goes on that its group has given up, and another one has what it held.
    mutating func haveTwoFireTheSameTimers() {
        faults = [.heldUp, .silence]
        severity = 6
        instances = instances.map { max(2, $0) }
    }

    var description: String {
        """
        seed \(seed): \(partitions)\(growsTo.map { ", then \($0)" } ?? "") partitions, \(instances) processes, batches of \(batch), polls of \(recordsPerPoll), \
        \(isEager ? "eager" : "cooperative") rebalances, markers \(delaysMarkers ? "late" : "at once"), \
        \(storeOrders) store orders, severity \(severity)\(flaw.map { ", without \($0.rawValue)" } ?? ""), \
        faults: \(faults.sorted().map(\.rawValue).joined(separator: " "))
        """
    }
}

/// A defence that is switched off.
enum Flaw: String, CaseIterable, Sendable {
    /// The stores are written before the log has committed.
    case storeAfterLog
    /// What is committed as progress is what was read, not what was processed.
    case progressOfWhatWasProcessed
    /// A commit whose outcome is not known passes for one that was made.
    case newSessionAfterUnknownTakenForCommitted
    /// A commit whose outcome is not known passes for one that was aborted.
    case newSessionAfterUnknownTakenForAborted
    /// A transaction for a partition where nothing was read names no offset of it.
    case offsetOfWhatWasNotRead
    /// What the state says of how far the inputs were read is not asked.
    case positionsInTheState
    /// What the state topic has is not read on assignment.
    case restore
}
