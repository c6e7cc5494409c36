import Contracts
import Fulfillment

/// How a case stands as a whole, compared with what its outcome says of each outbound order. All that a case is about stands
/// there while nobody but the one who opened it has asked; of several parcels the entry of their outbound order may hide one of
/// them.
enum StandingRules {
    static func check(_ outcome: CancellationChanged, at place: Place, _ findings: inout Findings) {
        guard !outcome.outboundOrders.isEmpty,
            outcome.outboundOrders.allSatisfy({ $0.quantities != nil && $0.parcels.isEmpty })
        else { return }
        let complaint = complaint(outcome)
        findings.expect(
            .caseWords, complaint == nil, at: place, expected: complaint?.expected ?? "", found: complaint?.found ?? "")
    }

    private static func complaint(_ outcome: CancellationChanged) -> (expected: String, found: String)? {
        let (codes, said) = (outcome.outboundOrders.map(\.code), outcome.code)
        let found = "\(outcome.state.rawValue), \(said.rawValue)"
        guard outcome.stage == outcome.outboundOrders[0].stage else {
            return ("the stage of \(outcome.outboundOrders[0].outboundOrderId)", outcome.stage?.rawValue ?? "unknown")
        }
        for part in outcome.outboundOrders where !isFitting(part) {
            return ("the status of an outbound order that is \(part.code.rawValue)", part.status.rawValue)
        }
        if let open = foremost(codes) {
            let isRight = (outcome.state, said) == open
            return isRight ? nil : ("\(open.0.rawValue), as its outbound orders say", found)
        }
        if outcome.state == .waitingForOrder { return nil }
        return isEnd(outcome, codes) ? nil : ("the end that its outbound orders come to", found)
    }

    /// What is open keeps the case open, and what a person has to see first comes first.
    private static func foremost(_ codes: [CancellationCode]) -> (CancellationState, CancellationCode)? {
        let byRank: [(CancellationState, CancellationCode)] = [
            (.escalated, .escalated), (.verifying, .awaitingVerification), (.intercepting, .awaitingInterception),
            (.releasing, .awaitingRelease), (.restocking, .awaitingRestock),
        ]
        return byRank.first { codes.contains($0.1) }
    }

    /// Whether an end says the gravest that is said of an outbound order, or that some never came.
    private static func isEnd(_ outcome: CancellationChanged, _ codes: [CancellationCode]) -> Bool {
        switch outcome.code {
        // An outbound order may have been free of it before, in part: then its entry says the rest.
        case .unknownOrder, .alreadyBack, .alreadyCancelled: return true
        case .cancelledBeforeWork, .interceptedAndRestocked:
            return codes.allSatisfy { $0 == .cancelledBeforeWork || $0 == .interceptedAndRestocked }
        default:
            let gravest = codes.map(OutcomeRules.urgency).max() ?? 0
            return codes.contains(outcome.code) && OutcomeRules.urgency(outcome.code) == gravest
        }
    }

    private static func isFitting(_ part: CancellationChanged.Part) -> Bool {
        switch part.code {
        case .awaitingRelease: part.status == .releasing
        case .awaitingRestock: part.status == .intercepted
        case .awaitingVerification, .awaitingInterception: part.status != .releasing && part.status != .cancelled
        default: true
        }
    }
}
