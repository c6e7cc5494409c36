/// What the store is told beyond its final outcome, which stays as it is.
extension StoreOrderDecision {
    /// Tells every request that the case answers, once for each event.
    mutating func contradict(
        _ place: PartPlace, _ code: ContradictionCode, _ report: WarehouseReport? = nil, quantity: Int? = nil
    ) {
        self[place].contradiction = code
        let contradiction = CancellationCase.Contradiction(
            outboundOrderId: self[place].outboundOrderId, code: code, quantity: quantity ?? self[place].lines.units,
            reportedAt: report?.reportedAt ?? now)
        tell(contradiction, of: place.caseIndex)
    }

    /// Says it under each request of a case, and of the case that it follows.
    mutating func tell(_ contradiction: CancellationCase.Contradiction, of caseIndex: Int) {
        order.cases[caseIndex].contradictions.append(contradiction)
        let answering = [order.cases[caseIndex].id, order.cases[caseIndex].follows]
        for request in order.requests where answering.contains(request.caseId) {
            say(contradiction, of: order.cases[caseIndex].id, to: request.requestId)
        }
    }

    mutating func say(_ one: CancellationCase.Contradiction, of caseId: String, to requestId: String) {
        let outbound = order.outboundOrders.first { $0.id == one.outboundOrderId }
        effects.append(
            .contradicted(
                CancellationContradicted(
                    caseId: caseId, requestId: requestId, storeOrder: order.key, outboundOrderId: one.outboundOrderId,
                    code: one.code, quantity: one.quantity, followedBy: one.followedBy, carrier: outbound?.carrier,
                    trackingNumber: outbound?.trackingNumber, reportedAt: one.reportedAt)))
    }
}
