import Fulfillment

/// Which outbound orders a request for the whole store order means: what was ordered when it was said.
extension Auditor {
    mutating func requested(_ request: CancellationRequested) {
        guard requests[request.requestId]?.heard != true else { return }
        requests[request.requestId, default: Request()].heard = true
        guard request.isWhole else { return }
        requests[request.requestId]?.whole = request.storeOrder
        requests[request.requestId]?.cutOff = request.requestedAt
        let known = outbound.values.filter { $0.isKnown && !$0.isForeign && $0.storeOrder == request.storeOrder }
        guard known.allSatisfy({ $0.submittedAt > request.requestedAt }) else { return }
        // It found nothing that was ordered by then: it means the first order, and what was submitted together with that.
        requests[request.requestId]?.awaitsFirst = known.isEmpty
        for one in known { takeIn(one.submittedAt, request.requestId) }
    }

    /// An outbound order was read: what waits for it may mean it.
    mutating func meant(_ submitted: OutboundOrderSubmitted) {
        let id = submitted.outboundOrderId
        outbound[id]?.submittedAt = submitted.submittedAt
        for (name, request) in requests where request.whole == submitted.storeOrder {
            if submitted.replaces != nil { outbound[id]?.spares.insert(name) }
            guard request.awaitsFirst else { continue }
            requests[name]?.awaitsFirst = false
            if !request.isFinal { takeIn(submitted.submittedAt, name) }
        }
    }

    private mutating func takeIn(_ submittedAt: Timestamp, _ name: String) {
        let together = submittedAt.adding(seconds: Policy().splitSeconds)
        let cutOff = requests[name]?.cutOff ?? together
        requests[name]?.cutOff = max(cutOff, together)
    }

    /// Whether a request for the whole store order means an outbound order of it.
    func means(_ name: String, _ id: String) -> Bool {
        guard let request = requests[name], let one = outbound[id], one.isKnown, one.storeOrder == request.whole else { return false }
        return one.submittedAt <= request.cutOff && !one.spares.contains(name)
    }

    /// A case that answers only requests for the whole store order, and none means an outbound order, leaves it alone.
    mutating func checkReplacements(_ outcome: CancellationChanged) {
        let answered = requests.filter { $0.value.caseId == outcome.caseId || $0.key == outcome.requestId }
        guard !answered.isEmpty, answered.allSatisfy({ $0.value.whole != nil }) else { return }
        for part in outcome.outboundOrders where outbound[part.outboundOrderId]?.isKnown == true {
            if answered.keys.contains(where: { means($0, part.outboundOrderId) }) { continue }
            complain("\(outcome.requestId) stops \(part.outboundOrderId), which is a replacement")
        }
    }
}
