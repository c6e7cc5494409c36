import Fulfillment

/// What is sent to the store and the warehouse floor about a case.
extension Auditor {
    mutating func told(_ outcome: CancellationChanged) {
        let name = outcome.requestId
        var request = requests[name, default: Request()]
        if request.isFinal { complain("\(name) was sent \(outcome.state) after its final outcome") }
        if !request.told || request.caseId != outcome.caseId {
            for part in outcome.outboundOrders where outbound[part.outboundOrderId]?.isContradicted == true {
                request.knownBefore.insert(part.outboundOrderId)
            }
        }
        request.isFinal = outcome.state.isFinal
        request.state = outcome.state
        request.told = true
        request.caseId = outcome.caseId
        checkReplacements(outcome)
        balance(outcome)
        escalate(outcome, &request)
        var one = Case()
        for part in outcome.outboundOrders {
            let id = part.outboundOrderId
            request.codes[id] = part.code
            if !part.code.isOpen, !part.isToldStopped { outbound[id]?.isGivenUp = true }
            one.codes[id] = part.code
            if part.isToldStopped {
                request.stopped.insert(id)
            } else if !part.code.isOpen {
                // Until its final outcome a case may find that the parcel has left after all.
                request.stopped.remove(id)
            }
            if part.status == .intercepted, part.code.isOfIntercepted { one.intercepted.insert(id) }
            if part.code == .cancelledBeforeWork, part.status.goesOn { request.packedWithout.insert(id) }
        }
        // A request that asked for part of what its case stops hears of that part alone.
        one.asked = request.whole != nil ? .max : outcome.quantities.requested
        for part in outcome.outboundOrders where one.intercepted.contains(part.outboundOrderId) {
            guard let units = part.quantities else { continue }
            let back = [units.restored, units.quarantined, units.writtenOff]
            for index in 0..<3 { one.cameBack[index] += back[index] }
        }
        one.toldTo = name
        let known = cases[outcome.caseId]
        // One that joined a case hears of the outbound orders that it asked about alone.
        let isAll = one.asked >= known?.asked ?? 0 && one.codes.count >= known?.codes.count ?? 0
        if known == nil || known?.toldTo == name || isAll { cases[outcome.caseId] = one }
        requests[name] = request
    }

    private func isBoxed(_ id: String) -> Bool { (outbound[id]?.boxes.count ?? 0) > 1 }

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
                // A parcel that was pulled and goes on all the same has to be stopped again, and put back again after that.
                guard let step = request.codes[id], step != .escalated, step != .awaitingInterception else { continue }
                if !request.escalated[id, default: []].insert(step).inserted, !isBoxed(id) {
                    complain("\(name): \(step) of \(id) was escalated twice")
                }
            } else if part.code == .awaitingInterception {
                request.escalated[id]?.remove(.awaitingRestock)
            } else if request.codes[id] == .escalated, request.escalated[id]?.contains(part.code) == true, !isBoxed(id) {
                complain("\(name): \(id) went back to \(part.code) after it was escalated")
            }
        }
    }

    /// The warehouse shipped what the store believes stopped: published once, and of nothing else.
    mutating func told(_ contradicted: CancellationContradicted) {
        let name = contradicted.requestId
        let id = contradicted.outboundOrderId
        var request = requests[name, default: Request()]
        let isBelievedStopped = request.contradicted[id].map { $0 != .lateShipment && $0 != .leftAfterAll }
        switch contradicted.code {
        case .lateShipment, .leftAfterAll:
            // Each of several boxes is published by itself. Whoever heard that it is back hears that it is out once more.
            let isBack = request.codes[id] == .alreadyBack && request.contradicted[id] == nil
            if !(isBelievedStopped ?? request.stopped.contains(id)), !isBack, !isBoxed(id) {
                complain("\(name): \(id) left, and the store does not believe it stopped")
            }
            // A request that asked for part of it hears of that part.
            let units = contradicted.quantity
            if contradicted.code == .lateShipment, request.packedWithout.contains(id) {
                outbound[id]?.leftInParcel[contradicted.caseId, default: 0].raise(to: units)
            } else {
                outbound[id, default: Outbound()].contradicted[contradicted.caseId, default: 0].raise(to: units)
            }
        case .stoppedAfterAll:
            if isBelievedStopped ?? request.stopped.contains(id), !isBoxed(id) {
                complain("\(name): \(id) was stopped, and the store believes so already")
            }
        case .laterPart:
            if !means(name, id) { complain("\(name) stops the later part \(id), which is a replacement") }
            if request.codes[id] != nil { complain("\(name): \(id) is a later part, and stands in its outcome") }
            if let following = contradicted.followedBy { followUps.insert(following) }
            if contradicted.followedBy == nil { complain("\(name): no case stops the later part \(id)") }
        case .foundAfterAll: break
        }
        // A later part that cannot be stopped is published as that, though it has not left.
        if contradicted.code == .leftAfterAll, contradicted.nextAction != .createReturn { outbound[id]?.isGivenUp = true }
        request.contradicted[id] = contradicted.code
        // What was found says nothing of where the rest is.
        if contradicted.code != .foundAfterAll {
            outbound[id, default: Outbound()].isCaught = contradicted.code == .stoppedAfterAll
        }
        requests[name] = request
    }

    mutating func told(_ task: WarehouseTask) {
        let known = tasks[task.taskId]
        if task.result == nil {
            if known != nil { complain("\(task.taskId) was opened twice") }
            tasks[task.taskId] = Task(
                kind: task.kind, caseId: task.caseId, outboundOrderId: task.outboundOrderId,
                trackingNumber: task.trackingNumber)
        } else {
            if known?.isOpen != true { complain("\(task.taskId) was closed and is not open") }
            tasks[task.taskId]?.isOpen = false
        }
    }
}

extension Int {
    fileprivate mutating func raise(to other: Int) { self = Swift.max(self, other) }
}

extension CancellationChanged.Part {
    /// The store heard that it does not leave: it was cancelled, is intercepted, or was written off after that.
    fileprivate var isToldStopped: Bool {
        switch code {
        case .cancelledBeforeWork, .interceptedAndRestocked: true
        case .goodsMissing: quantities.map { $0.intercepted > 0 && $0.intercepted + $0.cancelled == $0.requested } ?? false
        default: status == .intercepted && code.isOfIntercepted
        }
    }
}

extension CancellationCode {
    /// What is said of an outbound order that was intercepted.
    fileprivate var isOfIntercepted: Bool {
        self == .awaitingRestock || self == .interceptedAndRestocked || self == .escalated
    }
}
