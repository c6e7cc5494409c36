extension StoreOrderDecision {
    /// Inventory answers.
    mutating func stockReplied(_ reply: StockReply) {
        guard let index = outboundIndex(reply.outboundOrderId) else { return }
        switch reply.answer {
        case .allocated:
            order.outboundOrders[index].isBackordered = false
            order.outboundOrders[index].advance(to: .awaitingOutbound)
        case .backordered: backordered(index)
        case .released: released(index, reply)
        case .issued, .claimed: break
        case .reversed: takenBack(index, reply)
        case .restored(let claim): restored(index, reply, by: claim)
        case .refused(_, _, _, let returnOrderId, _):
            if returnOrderId == nil { releaseRefused(index, reply) }
        }
    }

    private mutating func backordered(_ index: Int) {
        switch order.outboundOrders[index].status {
        case .allocating:
            order.outboundOrders[index].isBackordered = true
            order.outboundOrders[index].status = .backordered
        case .releasing: order.outboundOrders[index].isBackordered = true
        default: break
        }
    }

    /// The quantities are free: the part is cancelled, and the outbound order with it if nothing of it is left. Whoever
    /// freed them: where somebody else was first, the release that the case sent is refused, and means nothing any more.
    private mutating func released(_ index: Int, _ reply: StockReply) {
        let lines = reply.lines.map(\.line)
        guard let place = releasing(lines, of: reply.outboundOrderId, by: reply.caseId) else { return }
        self[place].state = .cancelled
        order.outboundOrders[index].lines = order.outboundOrders[index].lines.subtracting(lines)
        goOn(index)
    }

    /// What should have been on the shelf is not: find out where the goods are. Only a whole parcel can be stopped.
    /// What others asked for and was refused, which no case sent, is theirs to settle.
    private mutating func releaseRefused(_ index: Int, _ reply: StockReply) {
        let outbound = order.outboundOrders[index]
        let lines = reply.lines.map(\.line)
        guard reply.caseId != nil, let place = releasing(lines, of: outbound.id, by: reply.caseId) else { return }
        self[place].state = lines.sameUnits(as: outbound.lines) ? .verifying : .refused(.partialAfterWorkStarted)
        // What came back while the release was on its way is why it was refused, perhaps.
        applyWhatWasDone(index, place)
        goOn(index)
    }

    /// The part that waits for the release of these units: that of the case, where the reply names one.
    private func releasing(_ lines: [Line], of id: String, by caseId: String?) -> PartPlace? {
        for (caseIndex, one) in order.cases.enumerated() where caseId == nil || one.id == caseId {
            let part = one.parts.firstIndex {
                $0.outboundOrderId == id && $0.state == .releasing && $0.lines.sameUnits(as: lines)
            }
            if let part { return PartPlace(caseIndex: caseIndex, partIndex: part) }
        }
        return nil
    }

    /// No release is on its way any more: what is left of the outbound order goes on where it stood, and hears what was
    /// reported meanwhile.
    private mutating func goOn(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.status == .releasing, openPart(of: outbound.id, where: { $0.state == .releasing }) == nil else {
            return
        }
        if outbound.lines.isEmpty {
            order.outboundOrders[index].status = .cancelled
            order.outboundOrders[index].lines = outbound.linesBeforeRelease ?? outbound.ordered
        } else {
            order.outboundOrders[index].status = outbound.isBackordered ? .backordered : .awaitingOutbound
        }
        order.outboundOrders[index].linesBeforeRelease = nil
        for report in takeWaitingReports(of: outbound.id) { self.report(report) }
    }

    /// A receipt was taken back: its units are not back any more. What a case has told of them stays.
    private mutating func takenBack(_ index: Int, _ reply: StockReply) {
        for line in reply.lines {
            order.outboundOrders[index].back[line.line.sku]?.subtract(line)
        }
    }

    /// Units came back. They count for the outbound order whether a case is open or not, and for the case that stops them.
    private mutating func restored(_ index: Int, _ reply: StockReply, by claim: RestockClaim) {
        let before = order.outboundOrders[index]
        for line in reply.lines {
            order.outboundOrders[index].back[line.line.sku, default: UnitsBack()].add(line)
        }
        // Every open part learns which way came first. Those that wait for their release may be several; what came back is
        // not theirs, unless that release is refused.
        let isFirst = openPart(of: before.id, where: { $0.restockedBy == nil && $0.state != .releasing }) != nil
        let isWriteOff = claim.by == .adjustment && reply.lines.allSatisfy { $0.handling == .dispose }
        while !isWriteOff, let place = openPart(of: before.id, where: { $0.restockedBy == nil }) {
            self[place].restockedBy = claim
        }
        if let place = openPart(of: before.id, where: { $0.state != .releasing }) {
            self[place].count(order.outboundOrders[index].back)
            let isForCase = claim.by == .adjustment && reply.caseId == order.cases[place.caseIndex].id
            if isForCase, reply.lines.contains(where: { $0.handling == .putAway }) { putBack(index, place) }
            settleIfComplete(place)
        }
        if isWriteOff {
            cancelWhatNothingComesTo(index, before, by: claim)
        } else {
            cancelLeftOver(index, before, by: claim, isFirst: isFirst)
        }
    }

    /// Return orders of ours that nothing can come to any more: a person put the units back by hand, or all of them came
    /// by another return order.
    private mutating func cancelLeftOver(
        _ index: Int, _ before: OutboundOrder, by claim: RestockClaim, isFirst: Bool
    ) {
        let byHand = claim.by == .adjustment
        let isAllBack = order.outboundOrders[index].isAllBack && !before.isAllBack
        let interception = ReturnOrder.interceptionId(before.id)
        let isIntercepted = before.status == .intercepted && policies[before.merchantId].restockBy == .returnOrder
        if isIntercepted, claim.id != interception, byHand ? isFirst : isAllBack { cancelReturnOrder(interception, by: claim) }
        if let expected = before.expectedBy, claim.id != expected, byHand ? before.back.isEmpty : isAllBack {
            cancelReturnOrder(expected, by: claim)
        }
    }

    /// Return orders of ours of which all is written off, and nothing has come to them.
    private mutating func cancelWhatNothingComesTo(_ index: Int, _ before: OutboundOrder, by claim: RestockClaim) {
        let outbound = order.outboundOrders[index]
        guard outbound.isAllBack, !before.isAllBack, outbound.onShelf.isEmpty,
            outbound.back.values.allSatisfy({ $0.quarantined == 0 })
        else { return }
        if before.status == .intercepted, policies[before.merchantId].restockBy == .returnOrder {
            cancelReturnOrder(ReturnOrder.interceptionId(before.id), by: claim)
        }
        if let expected = before.expectedBy { cancelReturnOrder(expected, by: claim) }
    }

    private mutating func cancelReturnOrder(_ id: String, by claim: RestockClaim) {
        effects.append(
            .returnOrder(.cancel(returnOrderId: id, storeOrder: order.key, supersededBy: SupersededBy(claim))))
    }
}

extension OutboundOrder {
    /// Every unit that was to go out is back, or written off.
    fileprivate var isAllBack: Bool { notBack.isEmpty }

    /// Units that were to go out and are neither back nor written off.
    var notBack: [Line] {
        lines.compactMap { line in
            let units = back[line.sku] ?? UnitsBack()
            let rest = line.quantity - units.restored - units.quarantined - units.writtenOff
            return rest > 0 ? Line(line.sku, rest) : nil
        }
    }

    /// Units that were to go out and are back where they are sold from.
    var onShelf: [Line] {
        lines.compactMap { line in
            let units = min(line.quantity, back[line.sku]?.restored ?? 0)
            return units > 0 ? Line(line.sku, units) : nil
        }
    }
}

extension UnitsBack {
    fileprivate mutating func add(_ line: StockReply.ReplyLine) {
        switch line.handling ?? .putAway {
        case .putAway: restored += line.line.quantity
        case .quarantine: quarantined += line.line.quantity
        case .dispose: writtenOff += line.line.quantity
        }
    }

    fileprivate mutating func subtract(_ line: StockReply.ReplyLine) {
        switch line.handling ?? .putAway {
        case .putAway: restored = max(0, restored - line.line.quantity)
        case .quarantine: quarantined = max(0, quarantined - line.line.quantity)
        case .dispose: writtenOff = max(0, writtenOff - line.line.quantity)
        }
    }
}
