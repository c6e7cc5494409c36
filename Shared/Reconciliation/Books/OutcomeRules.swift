import Contracts
import Fulfillment

/// What has to fit together within one outcome.
enum OutcomeRules {
    /// - Parameter final: the field as it stands in the message.
    static func check(_ outcome: CancellationChanged, final: Bool?, at place: Place, _ findings: inout Findings) {
        findings.expect(
            .caseUnits, balances(outcome), at: place, expected: Invariant.caseUnits.says,
            found: "\(outcome.state.rawValue) with \(describe(outcome.quantities))")
        let complaint = complaint(outcome, final: final)
        findings.expect(
            .caseWords, complaint == nil, at: place, expected: complaint?.expected ?? "",
            found: complaint?.found ?? "")
    }

    static func describe(_ units: CaseQuantities) -> String {
        "requested \(units.requested), cancelled \(units.cancelled), refused \(units.refused), intercepted "
            + "\(units.intercepted), restored \(units.restored), quarantined \(units.quarantined), writtenOff "
            + "\(units.writtenOff), pending \(units.pending)"
    }

    private static func balances(_ outcome: CancellationChanged) -> Bool {
        let units = outcome.quantities
        let all = [
            units.requested, units.cancelled, units.refused, units.intercepted, units.restored, units.quarantined,
            units.writtenOff, units.pending,
        ]
        // No sum of what is in these bounds overflows.
        guard all.allSatisfy({ (0...Int(Int32.max) * 1_000).contains($0) }) else { return false }
        let ended = units.cancelled + units.refused + units.intercepted
        guard units.intercepted == units.restored + units.quarantined + units.writtenOff + units.pending else {
            return false
        }
        return outcome.state.isFinal ? ended == units.requested && units.pending == 0 : ended <= units.requested
    }

    // MARK: Words

    private static func complaint(
        _ outcome: CancellationChanged, final: Bool?
    ) -> (expected: String, found: String)? {
        let state = outcome.state
        guard final == state.isFinal else {
            return ("final \(state.isFinal) for \(state.rawValue)", final.map { "final \($0)" } ?? "no final")
        }
        let codes = codes(state)
        guard codes.contains(outcome.code) else {
            return ("\(state.rawValue) with \(codes.map(\.rawValue).joined(separator: ", "))", outcome.code.rawValue)
        }
        let action = nextAction(state, outcome.code)
        guard outcome.nextAction == action else {
            return ("nextAction \(action.rawValue) for \(outcome.code.rawValue)", outcome.nextAction.rawValue)
        }
        // What it asks for may have come in part: then the rest is waited for, or was in the end.
        let isWithoutOrder =
            (state == .waitingForOrder || outcome.code == .unknownOrder) && outcome.outboundOrders.isEmpty
        guard (outcome.stage == nil) == isWithoutOrder || state == .escalated else {
            return ("a stage only where there is an order", outcome.stage?.rawValue ?? "unknown")
        }
        guard unitsFit(state, outcome) else {
            return ("units that fit \(state.rawValue)", describe(outcome.quantities))
        }
        return nil
    }

    private static func codes(_ state: CancellationState) -> [CancellationCode] {
        let refusals: [CancellationCode] = [
            .inTransit, .delivered, .leftBeforeInterception, .unknownOrder, .partialAfterWorkStarted, .goodsMissing,
            .noAnswerFromWarehouse,
        ]
        return switch state {
        case .waitingForOrder: [.waitingForOrder]
        case .releasing: [.awaitingRelease]
        case .verifying: [.awaitingVerification]
        case .intercepting: [.awaitingInterception]
        case .restocking: [.awaitingRestock]
        case .escalated:
            [
                .escalated, .waitingForOrder, .awaitingRelease, .awaitingVerification, .awaitingInterception,
                .awaitingRestock,
            ]
        case .cancelled: [.cancelledBeforeWork, .alreadyCancelled]
        case .restocked: [.interceptedAndRestocked, .alreadyCancelled]
        case .refused: refusals
        case .partlyStopped: refusals + [.alreadyCancelled]
        }
    }

    private static func nextAction(_ state: CancellationState, _ code: CancellationCode) -> NextAction {
        if state == .partlyStopped { return .createReturn }
        return switch code {
        case .inTransit, .delivered, .leftBeforeInterception: .createReturn
        case .goodsMissing, .noAnswerFromWarehouse: .contactWarehouse
        case .unknownOrder, .partialAfterWorkStarted: .resubmit
        case .cancelledBeforeWork, .interceptedAndRestocked, .alreadyCancelled: .none
        case .waitingForOrder, .awaitingRelease, .awaitingVerification, .awaitingInterception, .awaitingRestock,
            .escalated:
            .wait
        }
    }

    private static func unitsFit(_ state: CancellationState, _ outcome: CancellationChanged) -> Bool {
        let units = outcome.quantities
        return switch state {
        case .cancelled: units.refused == 0 && units.intercepted == 0
        case .restocked: units.refused == 0 && units.intercepted > 0
        case .refused: units.cancelled == 0 && units.intercepted == 0
        case .partlyStopped: units.refused > 0 && units.cancelled + units.intercepted > 0
        case .waitingForOrder:
            outcome.stage != nil || units.cancelled == 0 && units.refused == 0 && units.intercepted == 0
        case .releasing, .verifying, .intercepting, .restocking, .escalated: true
        }
    }
}
