/// What may go wrong.
enum Fault: String, CaseIterable, Sendable, Comparable {
    // A process is killed: before, inside and after each step of a commit.
    case killWhilePolling, killWhileAppending, killBeforeCommit, killAfterLogCommit, killBetweenStores, killAfterStores
    case killBetweenSteps, killWhileRestoring, killBeforeBegin, killAfterRevoke
    // The log says no.
    case abort, unknownButAborted, unknownButCommitted, brokerAway, joinFails, transactionTimesOut, refusal
    // Membership.
    case fence, expire, heldUp, rebalance, leave, lostOffsets
    // The disk.
    case lostState, oldState, corruptState, machineDown, fullDisk, slowDisk
    // What comes in.
    case delayed, redelivered, wrongPartition, wrongKey, noKey, poison
    // The rest.
    case clockForward, clockBack, compaction, silence

    /// A process is killed while it takes something in, or before and after the steps of a commit.
    var killsInAStep: Bool {
        switch self {
        case .killWhileAppending, .killBeforeCommit, .killAfterLogCommit, .killBetweenStores, .killAfterStores,
            .killWhileRestoring, .killBeforeBegin, .killAfterRevoke:
            true
        default: false
        }
    }

    static func < (one: Fault, other: Fault) -> Bool { one.rawValue < other.rawValue }

    /// It takes one of so many thousand chances to happen, where a seed has it.
    func perMille(severity: Int) -> Int {
        switch self {
        case .killWhilePolling, .killBetweenSteps: severity
        case .killWhileAppending, .heldUp: 2 * severity
        case .killBeforeCommit, .killAfterLogCommit, .killAfterStores, .abort, .unknownButAborted, .unknownButCommitted:
            6 * severity
        case .killBetweenStores: 40 * severity
        case .fullDisk, .slowDisk: 10 * severity
        case .killWhileRestoring, .killBeforeBegin, .killAfterRevoke, .joinFails: 20 * severity
        case .brokerAway, .refusal, .transactionTimesOut, .fence, .expire, .rebalance, .leave, .lostOffsets: severity
        case .lostState, .oldState, .corruptState, .machineDown: 60 * severity
        case .delayed, .redelivered: 40 * severity
        case .wrongPartition, .wrongKey, .noKey, .poison: 15 * severity
        case .clockForward, .clockBack, .compaction: severity
        case .silence: 60 * severity
        }
    }
}
