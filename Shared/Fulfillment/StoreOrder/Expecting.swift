/// The return orders that Turnback opens by itself.
extension StoreOrderDecision {
    /// What was stopped comes back by a return order, where none of ours awaits it yet.
    mutating func expectIntercepted(_ index: Int, caseId: String) {
        let outbound = order.outboundOrders[index]
        guard outbound.awaitedBy.isEmpty, let first = outboundIndex(outbound.id) else { return }
        let count = free(ReturnOrder.interceptionId, order.outboundOrders[first].interceptions + 1, at: first)
        let id = ReturnOrder.numbered(ReturnOrder.interceptionId(outbound.id), count)
        order.outboundOrders[first].interceptions = count
        order.outboundOrders[index].awaitsUnknown = outbound.hasSeveralParcels
        let stopping = places(of: outbound).filter { self[$0].isInProgress }.flatMap { self[$0].lines }.merged()
        expect(index, id, .interception, caseId, inParcelOrOut(outbound).common(with: stopping))
    }

    /// Some of the parcels that a return order awaits have left: it goes on for what was in the others, of which nothing is
    /// missing if less comes.
    mutating func expectWhatIsLeft(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.isTornApart, !outbound.awaitsUnknown, !outbound.awaitedBy.isEmpty,
            let place = partInProgress(of: outbound, where: { $0.state == .restocking })
        else { return }
        cancelAwaited(index, SupersededBy(by: .departure, id: outbound.id))
        expectIntercepted(index, caseId: caseId(place))
    }

    /// The carrier brings the parcel back: a return order receives it, and with it what was written off of it.
    ///
    /// Rejected: cancelling it when the carrier says later that it has delivered the parcel. Perhaps it came back and was sent
    /// once more, and its receipt, or the report that it was, is read after that scan: the receipt would be refused.
    mutating func expectFromCarrier(_ index: Int) {
        let outbound = order.outboundOrders[index]
        // Another one of several parcels may have come already.
        let isExpected = outbound.wasReturnedToSender && !(outbound.hasSeveralParcels && outbound.awaitedBy.isEmpty)
        let lines = (inParcelOrOut(outbound) + outbound.lost).merged()
        guard !lines.isEmpty, !isExpected, let first = outboundIndex(outbound.id) else { return }
        // A record of an earlier version does not say the number.
        let isFurther = order.consignments(of: outbound.id).contains { order.outboundOrders[$0].wasReturnedToSender }
        let number = max(order.outboundOrders[first].returnsToSender, isFurther ? 1 : 0) + 1
        let count = free(ReturnOrder.returnedToSenderId, number, at: first)
        order.outboundOrders[first].returnsToSender = count
        let id = ReturnOrder.numbered(ReturnOrder.returnedToSenderId(outbound.id), count)
        order.outboundOrders[index].wasReturnedToSender = true
        expect(index, id, .customer, nil, lines)
    }

    /// The number of the next return order: `RO-X-2` is the second one of outbound order X, and would be the first one of X-2.
    private mutating func free(_ name: (String) -> String, _ number: Int, at first: Int) -> Int {
        let id = order.outboundOrders[first].id
        let others = order.outboundOrders.filter { $0.id != id && $0.consignment == 0 }
        var number = number
        while others.contains(where: { $0.has(ReturnOrder.numbered(name(id), number), name) }) {
            if number < Int.bitWidth - 1 { order.outboundOrders[first].passedNumbers |= 1 << number }
            number += 1
        }
        return number
    }

    /// What of it is neither back nor written off, together with what was cancelled of it and left in its parcel.
    private func inParcelOrOut(_ outbound: OutboundOrder) -> [Line] {
        let alongside = leftAlongside(outbound).flatMap { self[$0].lines }
        guard !alongside.isEmpty else { return outbound.notBack }
        var all = outbound
        all.lines = (outbound.lines + alongside).merged()
        return all.notBack
    }

    private mutating func expect(
        _ index: Int, _ id: String, _ origin: ReturnOrder.Origin, _ caseId: String?, _ lines: [Line]
    ) {
        let outbound = order.outboundOrders[index]
        order.outboundOrders[index].awaitedBy.append(id)
        effects.append(
            .returnOrder(
                .create(
                    ReturnOrderCreated(
                        returnOrderId: id, storeOrder: order.key, outboundOrderId: outbound.id,
                        warehouse: outbound.warehouse, origin: origin, caseId: caseId, handling: .putAway, lines: lines,
                        trackingNumbers: outbound.staying.compactMap(\.trackingNumber),
                        contentsUnknown: order.outboundOrders[index].awaitsUnknown && origin == .interception,
                        writtenOff: origin == .interception ? outbound.lost : []))))
    }

    /// Nothing can come to the return orders that Turnback opened any more, but what the named one has received.
    mutating func cancelAwaited(_ index: Int, _ reason: SupersededBy, except received: String? = nil) {
        let outbound = order.outboundOrders[index]
        // What the carrier brings back comes by the return order that expects it.
        let isComing = reason.by == .departure && outbound.parcels.contains(where: \.whereabouts.isReturning)
        let kept = outbound.awaitedBy.filter { isComing && ReturnOrder.isReturnToSender($0, of: outbound.id) }
        let awaited = outbound.awaitedBy.filter { !kept.contains($0) }
        order.outboundOrders[index].awaitedBy = kept
        order.outboundOrders[index].awaitsUnknown = false
        for id in awaited where id != received {
            let others = order.consignments(of: outbound.id).filter {
                order.outboundOrders[$0].awaitedBy.contains(id)
            }
            let isCancelled = others.isEmpty || reason.by == .departure || reason.by == .short
            guard isCancelled else { continue }
            var reason = reason
            if reason.by != .departure { reason.writtenOff = outbound.mayBeFound(of: outbound.lost) }
            effects.append(.returnOrder(.cancel(returnOrderId: id, storeOrder: order.key, supersededBy: reason)))
            for other in others { expectAnew(other, insteadOf: id) }
        }
    }

    /// A return order that awaited several parcels is cancelled, because one of them left: the others are expected by one of
    /// their own.
    private mutating func expectAnew(_ index: Int, insteadOf id: String) {
        order.outboundOrders[index].awaitedBy.removeAll { $0 == id }
        let outbound = order.outboundOrders[index]
        if let place = partInProgress(of: outbound, where: { $0.state == .restocking }) {
            expectIntercepted(index, caseId: caseId(place))
        } else if outbound.whereabouts.isReturning {
            order.outboundOrders[index].wasReturnedToSender = false
            expectFromCarrier(index)
        }
    }
}

extension OutboundOrder {
    /// Whether a return order of this id is one of its own, or would be its first one.
    fileprivate func has(_ returnOrderId: String, _ name: (String) -> String) -> Bool {
        (1...max(1, interceptions, returnsToSender)).contains { number in
            let isPassed = number < Int.bitWidth - 1 && passedNumbers & 1 << number != 0
            return !isPassed && ReturnOrder.numbered(name(id), number) == returnOrderId
        }
    }
}
