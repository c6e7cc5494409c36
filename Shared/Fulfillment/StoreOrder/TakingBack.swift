/// A receipt was booked by mistake, and is taken back.
///
/// What was sent to a store about a case stays. Where the case was at its end it is on its way once more, without a word to the
/// store: inventory holds the units for it, the warehouse is asked to put them away, and its return order expects them.
extension StoreOrderDecision {
    /// Units are not back after all.
    mutating func takenBack(_ index: Int, _ reply: StockReply, by claim: RestockClaim) {
        for line in reply.lines {
            order.outboundOrders[index].back[line.line.sku]?.takeBack(line)
            guard claim.isFromOutside(of: reply.outboundOrderId) else { continue }
            order.outboundOrders[index].backFromOutside[line.line.sku]?.count(line, -1)
        }
        order.outboundOrders[index].dropWhatCountsNothing()
        order.outboundOrders[index].fillAnew()
        awaitAnew(index, claim)
        restockAnew(index)
        countBack(index)
        issueWhatHasLeft(index, reply)
        if order.outboundOrders[index].stockIssued { tellWhoHeardItIsBack(index, reply.lines.map(\.line).merged()) }
        // The carrier said so while they were taken for back.
        let outbound = order.outboundOrders[index]
        if outbound.whereabouts.isReturning, outbound.awaitedBy.isEmpty { expectFromCarrier(index) }
    }

    /// The parcel left while its units were taken for lost, or for back: they are out now.
    private mutating func issueWhatHasLeft(_ index: Int, _ reply: StockReply) {
        let outbound = order.outboundOrders[index]
        let lines = reply.lines.compactMap { $0.neverLeft > 0 ? Line($0.line.sku, $0.neverLeft) : nil }.merged()
        guard outbound.stockIssued, !lines.isEmpty else { return }
        tell(outbound, .issue(move(outbound, lines)))
    }

    /// The return order of our own that the units came by expects them again.
    private mutating func awaitAnew(_ index: Int, _ claim: RestockClaim) {
        let outbound = order.outboundOrders[index]
        guard ReturnOrder.isOwn(claim.id, of: outbound.id), !outbound.awaitedBy.contains(claim.id) else { return }
        order.outboundOrders[index].awaitedBy.append(claim.id)
        if ReturnOrder.isReturnToSender(claim.id, of: outbound.id) {
            order.outboundOrders[index].changeStaying { $0.isStillReturning() }
        }
    }

    /// A part had come to its end by units that are not back.
    private mutating func restockAnew(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard !outbound.isAllBack else { return }
        var rest = outbound.back
        for place in places(of: outbound) where self[place].holdsUnits || self[place].state == .restocked {
            var part = self[place]
            part.count(rest)
            for (sku, own) in part.back { rest[sku]?.subtract(own) }
            guard part.state == .restocked, part.settled < part.lines.units else { continue }
            self[place].state = .restocking
            self[place].restarts += 1
            // Who works on it hears by the new task.
            self[place].isWorkedOn = false
            let way = policies[outbound.merchantId].restockBy
            if GuideRule.step(.intercepted(way)) == .expectReturn { expectIntercepted(index, caseId: caseId(place)) }
        }
    }
}

extension UnitsBack {
    /// Units that came back are not back, and those of them that had been written off are so again.
    mutating func takeBack(_ line: StockReply.ReplyLine) {
        let counted = Self.counted(line)
        let units = min(line.line.quantity, self[keyPath: counted])
        self[keyPath: counted] -= units
        writtenOff += min(line.found, units)
    }
}
