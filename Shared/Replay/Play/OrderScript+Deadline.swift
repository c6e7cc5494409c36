import Contracts
import Fulfillment

/// The deadlines of the open case, where the run drives the clock by which they fall due. The script knows them by the
/// policy, not from the services, and so notices one that comes early or not at all.
extension OrderScript {
    /// When the case is overdue.
    struct Deadline: Equatable, Sendable {
        /// By the data's clock.
        var at: Timestamp
        /// The same by the clock of the run, which stood still since the case came to where it stands.
        var clock: Int64
    }

    /// The clock of the run has come to this time. Returns what follows from it.
    mutating func hear(clock: Int64) -> [Saying] {
        known.clock = clock
        return advance()
    }

    /// The time by the run's clock that has to come before it goes on; nil where it waits for the services, or goes on.
    var awaitedClock: Int64? {
        for case .clock(let time) in expected where time > known.clock { return time }
        return nil
    }

    /// The deadline that passes before anything else happens.
    var nextDeadline: Deadline? {
        guard let deadline = work?.deadline else { return nil }
        guard let next = schedule.first else { return deadline }
        return deadline.at < next.at ? deadline : nil
    }

    /// Notes where the case stands now, and when that is overdue.
    mutating func follow(_ outcome: CancellationChanged, _ work: inout Work) {
        guard let policy, outcome.state != work.state else { return }
        if outcome.state == .escalated, work.deadline != nil {
            result.untrue = "request \(outcome.requestId) was escalated before its deadline"
        }
        work.state = outcome.state
        let seconds: Int64?
        switch outcome.state {
        case .verifying: seconds = policy.verifySeconds
        case .intercepting: seconds = policy.interceptSeconds
        case .restocking: seconds = policy.restockSeconds
        // Units on their way back are waited for as long as it takes.
        case .escalated: seconds = work.step == .restocking ? nil : policy.escalationSeconds
        case .waitingForOrder, .releasing, .cancelled, .restocked, .refused, .partlyStopped: seconds = nil
        }
        if outcome.state != .escalated { work.step = outcome.state }
        work.deadline = seconds.map {
            Deadline(at: now.adding(seconds: $0), clock: known.clock + $0 * 1000)
        }
    }

    /// Nothing happens until this deadline: waits for it, and for what it leads to.
    mutating func wait(for deadline: Deadline) {
        guard var work, let policy else { return }
        now = max(now, deadline.at)
        work.deadline = nil
        expected = [.clock(deadline.clock)]
        if work.state != .escalated {
            work.escalation = work.escalation ?? OrderResult.Escalation()
            expected.append(.state(work.requestId, .escalated))
        } else if work.step == .intercepting, work.isPulled {
            // The parcel is here and goes back to the shelf, with or without its label.
            work.isLabelSettled = true
            schedule.removeAll { $0.step == .voidLabel }
            expected.append(.state(work.requestId, .restocking))
        } else if policy.whenWarehouseIsSilent == .refuse {
            silentCases.insert(work.caseId)
            expected.append(.final(work.requestId))
        } else {
            work.escalation?.isKeptOpen = true
        }
        self.work = work
    }
}
