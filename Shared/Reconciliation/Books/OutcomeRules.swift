import Contracts
import Fulfillment

/// What has to fit together within one outcome.
enum OutcomeRules {
    /// - Parameter final: the field as it stands in the message.
    static func check(_ outcome: CancellationChanged, final: Bool?, at place: Place, _ findings: inout Findings) {
        findings.expect(
            .caseUnits, balances(outcome), at: place, expected: Invariant.caseUnits.says,
            found: "\(outcome.state.rawValue) with \(describe(outcome.quantities))")
        if let found = partsComplaint(outcome) {
            findings.expect(
                .caseUnits, false, at: place,
                expected: "each outbound order once, and the units of all of them in those of the case", found: found)
        }
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
        isBalanced(outcome.quantities, isOver: outcome.state.isFinal)
    }

    private static func isBalanced(_ units: CaseQuantities, isOver: Bool) -> Bool {
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
        return isOver ? ended == units.requested && units.pending == 0 : ended <= units.requested
    }

    /// What is wrong with the units of the outbound orders; nil where nothing is, or where an earlier version sent none.
    private static func partsComplaint(_ outcome: CancellationChanged) -> String? {
        var sum = CaseQuantities()
        var ids: Set<String> = []
        for part in outcome.outboundOrders {
            guard let units = part.quantities else { return nil }
            guard ids.insert(part.outboundOrderId).inserted else { return "\(part.outboundOrderId) once more" }
            guard isBalanced(units, isOver: outcome.state.isFinal) else {
                return "\(part.outboundOrderId) with \(describe(units))"
            }
            sum.add(units)
        }
        guard !outcome.outboundOrders.isEmpty else { return nil }
        // What has come with no outbound order yet is asked for, and refused where it never came.
        let waiting = outcome.quantities.requested &- sum.requested
        sum.requested &+= waiting
        if outcome.state.isFinal || outcome.quantities.refused != sum.refused { sum.refused &+= waiting }
        return waiting >= 0 && sum == outcome.quantities
            ? nil : "\(describe(sum)) of the outbound orders, \(describe(outcome.quantities)) of the case"
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
        let actions = nextActions(outcome)
        guard actions.contains(outcome.nextAction) else {
            return (
                "nextAction \(actions.map(\.rawValue).joined(separator: " or ")) for \(outcome.code.rawValue)",
                outcome.nextAction.rawValue
            )
        }
        for part in outcome.outboundOrders {
            guard let action = part.nextAction, !isAdvice(action, of: part.code) else { continue }
            return ("the advice of \(part.code.rawValue) for \(part.outboundOrderId)", action.rawValue)
        }
        // What it asks for may have come in part: then the rest is waited for, or was in the end.
        let isWithoutOrder =
            (state == .waitingForOrder || outcome.code == .unknownOrder) && outcome.outboundOrders.isEmpty
        guard (outcome.stage == nil) == isWithoutOrder || state == .escalated else {
            return ("a stage only where there is an order", outcome.stage?.rawValue ?? "unknown")
        }
        guard state != .waitingForOrder || outcome.stage != nil || isUntouched(outcome.quantities) else {
            return ("units that fit \(state.rawValue)", describe(outcome.quantities))
        }
        return nil
    }

    private static func isUntouched(_ units: CaseQuantities) -> Bool {
        units.cancelled == 0 && units.refused == 0 && units.intercepted == 0
    }

    private static func codes(_ state: CancellationState) -> [CancellationCode] {
        let refusals: [CancellationCode] = [
            .inTransit, .delivered, .leftBeforeInterception, .unknownOrder, .partialAfterWorkStarted, .goodsMissing,
            .noAnswerFromWarehouse, .alreadyBack, .alreadyCancelled,
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
        case .partlyStopped: refusals
        }
    }

    // MARK: Advice

    /// The least urgent first.
    private static let byUrgency: [NextAction] = [.none, .wait, .resubmit, .createReturn, .contactWarehouse]

    private static func urgency(_ action: NextAction) -> Int { byUrgency.firstIndex(of: action) ?? 0 }

    /// How much a code asks of the store.
    static func urgency(_ code: CancellationCode) -> Int { urgency(advice(code)) }

    /// What an outcome may advise: what its code does. Where the goods are on their way back nobody needs a return, and the
    /// next urgent of its outbound orders' advice counts.
    private static func nextActions(_ outcome: CancellationChanged) -> [NextAction] {
        let advice = advice(outcome.code)
        guard outcome.state.isFinal else { return [advice] }
        // Whoever asks once more hears nothing new, except for what was not stopped.
        if outcome.code == .alreadyCancelled, outcome.state == .partlyStopped { return byUrgency }
        if outcome.code == .alreadyCancelled { return [.none] }
        let told = outcome.outboundOrders.compactMap(\.nextAction)
        if told.count < outcome.outboundOrders.count {
            // An earlier version advised a return wherever not all was stopped.
            return [outcome.state == .partlyStopped ? .createReturn : advice]
        }
        guard advice == .createReturn else { return [advice] }
        let least = told.map(urgency).max() ?? 0
        return byUrgency.filter { (least...max(least, urgency(advice))).contains(urgency($0)) }
    }

    /// A return is not advised of what is on its way back.
    private static func isAdvice(_ action: NextAction, of code: CancellationCode) -> Bool {
        action == advice(code) || action == .none && advice(code) == .createReturn
    }

    static func advice(_ code: CancellationCode) -> NextAction {
        switch code {
        case .inTransit, .delivered, .leftBeforeInterception: .createReturn
        case .goodsMissing, .noAnswerFromWarehouse: .contactWarehouse
        case .unknownOrder, .partialAfterWorkStarted: .resubmit
        case .cancelledBeforeWork, .interceptedAndRestocked, .alreadyCancelled, .alreadyBack: .none
        case .waitingForOrder, .awaitingRelease, .awaitingVerification, .awaitingInterception, .awaitingRestock,
            .escalated:
            .wait
        }
    }

    /// Whether all units of a case fit the state in which it ended: what is lost counts as intercepted, and as not stopped. Of an
    /// outbound order that was named and never came nobody knows how many units it has.
    static func unitsFit(
        _ state: CancellationState, _ units: CaseQuantities, code: CancellationCode? = nil
    ) -> Bool {
        switch state {
        case .cancelled: units.refused == 0 && units.intercepted == 0
        case .restocked: units.refused == 0 && units.intercepted > 0
        case .refused: units.cancelled == 0 && (units.intercepted == 0 || units.refused + units.writtenOff > 0)
        case .partlyStopped:
            (units.refused + units.writtenOff > 0 || code == .unknownOrder) && units.cancelled + units.intercepted > 0
        case .waitingForOrder, .releasing, .verifying, .intercepting, .restocking, .escalated: true
        }
    }
}

extension CaseQuantities {
    fileprivate mutating func add(_ other: CaseQuantities) {
        requested += other.requested
        cancelled += other.cancelled
        refused += other.refused
        intercepted += other.intercepted
        restored += other.restored
        quarantined += other.quarantined
        writtenOff += other.writtenOff
        pending += other.pending
    }
}
