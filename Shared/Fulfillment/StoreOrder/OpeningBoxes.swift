/// Stopped parcels whose contents nobody has reported, and that are opened.
///
/// They are received box by box, and each box in one receipt or unit by unit: what was in a box is known when its return order
/// is closed. What did not come with it is in the others: in those that lie there it is expected by the next return order, and
/// what is not in the last of them left with those that are gone. Where none is gone, it is missing.
extension StoreOrderDecision {
    /// A receipt was booked, or refused: where nothing more comes by its return order, a box of unknown contents is
    /// empty, and what a carrier brought back and was not in it is not on its way.
    mutating func hearWhetherMoreComes(_ reply: StockReply, by claim: RestockClaim) {
        guard reply.complete == true, claim.by == .returnOrder else { return }
        if ReturnOrder.isReturnToSender(claim.id, of: reply.outboundOrderId) {
            for index in order.consignments(of: reply.outboundOrderId) {
                order.outboundOrders[index].awaitedBy.removeAll { $0 == claim.id }
            }
        }
        guard ReturnOrder.isInterception(claim.id, of: reply.outboundOrderId) else { return }
        for index in order.consignments(of: reply.outboundOrderId) {
            let outbound = order.outboundOrders[index]
            guard outbound.awaitsUnknown, outbound.awaitedBy.contains(claim.id) else { continue }
            isOpened(index, by: claim)
        }
    }

    /// The store heard that these units left, and they came with a box that was stopped.
    mutating func tellWhatWasInAnotherBox(_ index: Int, _ reply: StockReply, _ claim: RestockClaim) {
        let outbound = order.outboundOrders[index]
        guard claim.by == .returnOrder, ReturnOrder.isInterception(claim.id, of: outbound.id),
            order.consignments(of: outbound.id).count > 1, partInProgress(of: outbound) == nil,
            let place = places(of: outbound).last(where: { self[$0].ending != nil }),
            self[place].isOut, !self[place].isBelievedStopped
        else { return }
        let came = reply.lines.filter { $0.handling != .dispose || $0.destroyed }.map(\.line).merged()
        let own = came.common(with: self[place].inParcel)
        if !own.isEmpty { contradict(place, .stoppedAfterAll, own) }
    }

    private mutating func isOpened(_ index: Int, by claim: RestockClaim) {
        let outbound = order.outboundOrders[index]
        let pulled = outbound.filled.filter { !$0.isGone && $0.whereabouts.isPulled }
        if outbound.isTornApart, pulled.count == 1 {
            // It says nothing about what nobody finds.
            guard !outbound.filled.contains(where: { $0.givenUp == .missing }) else { return }
            if outbound.backFromInside.isEmpty { isEmpty(index, pulled[0]) } else { tellApart(index) }
            return endIfNothingIsLeft(index, claim)
        }
        if pulled.count > 1 { order.outboundOrders[index].empty { $0.number == pulled[0].number } }
        order.outboundOrders[index].awaitedBy.removeAll { $0 == claim.id }
        order.outboundOrders[index].awaitsUnknown = false
        guard let place = partInProgress(of: outbound, where: { $0.state == .restocking }) else { return }
        expectIntercepted(index, caseId: caseId(place))
    }

    /// Nothing was in a box that was stopped: all of it left with the others.
    private mutating func isEmpty(_ index: Int, _ parcel: Parcel) {
        order.outboundOrders[index].empty { $0.number == parcel.number }
        order.outboundOrders[index].awaitedBy = []
        order.outboundOrders[index].awaitsUnknown = false
        hearAnew(index)
    }
}
