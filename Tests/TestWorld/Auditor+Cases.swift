import Fulfillment

/// What the store and the warehouse floor are told of a case.
extension Auditor {
    mutating func told(_ outcome: CancellationChanged) {
        let name = outcome.requestId
        var request = requests[name, default: Request()]
        if request.isFinal { complain("\(name) was told \(outcome.state) after its final outcome") }
        if !request.told || request.caseId != outcome.caseId {
            for part in outcome.outboundOrders where outbound[part.outboundOrderId]?.isContradicted == true {
                request.knownBefore.insert(part.outboundOrderId)
            }
        }
        request.isFinal = outcome.state.isFinal
        request.state = outcome.state
        request.told = true
        request.caseId = outcome.caseId
        balance(outcome)
        escalate(outcome, &request)
        var one = Case()
        for part in outcome.outboundOrders {
            let id = part.outboundOrderId
            request.codes[id] = part.code
            one.codes[id] = part.code
            if part.code == .cancelledBeforeWork || (part.status == .intercepted && part.code.isOfIntercepted) {
                request.stopped.insert(id)
            }
            if part.status == .intercepted, part.code.isOfIntercepted { one.intercepted.insert(id) }
            if part.code == .cancelledBeforeWork, part.status.goesOn { request.packedWithout.insert(id) }
        }
        let units = outcome.quantities
        one.cameBack = [units.restored, units.quarantined, units.writtenOff]
        cases[outcome.caseId] = one
        requests[name] = request
    }

    private mutating func balance(_ outcome: CancellationChanged) {
        let units = outcome.quantities
        let name = outcome.requestId
        let all = [
            units.requested, units.cancelled, units.refused, units.intercepted, units.restored, units.quarantined,
            units.writtenOff, units.pending,
        ]
        if all.contains(where: { $0 < 0 }) { complain("\(name) has negative units: \(units)") }
        let ended = units.cancelled + units.refused + units.intercepted
        if outcome.state.isFinal ? ended != units.requested : ended > units.requested {
            complain("\(name): \(units) do not balance")
        }
        if units.intercepted != units.restored + units.quarantined + units.writtenOff + units.pending {
            complain("\(name): intercepted units do not balance: \(units)")
        }
        if outcome.state.isFinal, units.pending != 0 {
            complain("\(name) is \(outcome.state) with units pending: \(units)")
        }
    }

    /// A step is escalated at most once, and no end is an escalation.
    private mutating func escalate(_ outcome: CancellationChanged, _ request: inout Request) {
        let name = outcome.requestId
        if (outcome.state == .escalated) != (outcome.code == .escalated) {
            complain("\(name) is \(outcome.state) with the code \(outcome.code)")
        }
        for part in outcome.outboundOrders {
            let id = part.outboundOrderId
            if part.code == .escalated {
                if outcome.state.isFinal { complain("\(name) ended with \(id) escalated") }
                guard let step = request.codes[id], step != .escalated else { continue }
                if !request.escalated[id, default: []].insert(step).inserted {
                    complain("\(name): \(step) of \(id) was escalated twice")
                }
            } else if request.codes[id] == .escalated, request.escalated[id]?.contains(part.code) == true {
                complain("\(name): \(id) went back to \(part.code) after it was escalated")
            }
        }
    }

    /// The warehouse shipped what the store had been told is stopped: told once, and of nothing else.
    mutating func told(_ contradicted: CancellationContradicted) {
        let name = contradicted.requestId
        let id = contradicted.outboundOrderId
        var request = requests[name, default: Request()]
        if !request.stopped.contains(id) {
            complain("\(name): \(id) is contradicted, and was never told to be stopped")
        }
        if request.caseId != contradicted.caseId { complain("\(name) is contradicted under \(contradicted.caseId)") }
        if !request.contradicted.insert(id).inserted { complain("\(name): \(id) is contradicted twice") }
        requests[name] = request
        outbound[id, default: Outbound()].contradicted[contradicted.caseId] = contradicted.quantity
    }

    mutating func told(_ task: WarehouseTask) {
        let known = tasks[task.taskId]
        if task.result == nil {
            if known != nil { complain("\(task.taskId) was opened twice") }
            tasks[task.taskId] = Task(kind: task.kind, caseId: task.caseId, outboundOrderId: task.outboundOrderId)
        } else {
            if known?.isOpen != true { complain("\(task.taskId) was closed and is not open") }
            tasks[task.taskId]?.isOpen = false
        }
    }
}

extension CancellationCode {
    /// What is said of an outbound order that was intercepted.
    fileprivate var isOfIntercepted: Bool {
        self == .awaitingRestock || self == .interceptedAndRestocked || self == .escalated
    }
}
