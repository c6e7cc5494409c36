extension StoreOrderDecision {
    /// Inventory answers.
    mutating func stockReplied(_ reply: StockReply) {
        guard let index = outboundIndex(reply.outboundOrderId) else { return }
        switch reply.answer {
        case .allocated:
            order.outboundOrders[index].isBackordered = false
            order.outboundOrders[index].advance(to: .awaitingOutbound)
            order.outboundOrders[index].origin = nil
        case .backordered: backordered(index)
        case .released: released(index, reply)
        case .issued: break
        case .restored(let claim): restored(index, reply, by: claim)
        case .refused(.outboundOrderExists, let message, _, _, _): submissionRefused(index, message)
        case .refused(_, _, _, let returnOrderId, _):
            if returnOrderId == nil { releaseRefused(index, reply) }
        }
    }

    private mutating func backordered(_ index: Int) {
        order.outboundOrders[index].origin = nil
        switch order.outboundOrders[index].status {
        case .allocating:
            order.outboundOrders[index].isBackordered = true
            order.outboundOrders[index].status = .backordered
        case .releasing: order.outboundOrders[index].isBackordered = true
        default: break
        }
    }

    /// Its id belongs to another store order: it is none of this one, and who submitted it is told.
    private mutating func submissionRefused(_ index: Int, _ message: String) {
        let outbound = order.outboundOrders[index]
        guard outbound.status.rank <= OutboundStatus.releasing.rank else { return }
        order.outboundOrders[index].isRefused = true
        order.outboundOrders[index].status = .cancelled
        for place in places(of: outbound.id) where self[place].isOpen { self[place].state = .refused(.unknownOrder) }
        let submitted = OutboundOrderSubmitted(
            outboundOrderId: outbound.id, storeOrder: order.key, merchantId: outbound.merchantId,
            warehouseId: outbound.warehouseId, lines: outbound.ordered, submittedAt: outbound.submittedAt,
            replaces: outbound.replaces)
        effects.append(
            .refused(
                RefusedMessage(
                    .submitted(submitted), origin: outbound.origin,
                    rejection: Rejection(.outboundOrderExists, message, path: "outboundOrderId"))))
        for waiting in takeWaitingReports(of: outbound.id) {
            effects.append(
                .refused(
                    RefusedMessage(
                        .reported(waiting.report), origin: waiting.origin,
                        rejection: Rejection(.unknownOutboundOrder, message, path: "outboundOrderId"))))
        }
    }

    /// The quantities are free: the part is cancelled, and the outbound order with it if nothing of it is left. Whoever
    /// freed them: where somebody else was first, the release that the case sent is refused, and means nothing any more.
    private mutating func released(_ index: Int, _ reply: StockReply) {
        let lines = reply.lines.map(\.line)
        guard let place = releasing(lines, of: reply.outboundOrderId, by: reply.caseId) else {
            if reply.caseId == nil { freed(index, lines) }
            return
        }
        cancelled(place)
        order.outboundOrders[index].lines = order.outboundOrders[index].lines.subtracting(lines)
        goOn(index)
    }

    private mutating func cancelled(_ place: PartPlace) {
        self[place].state = .cancelled
        self[place].cancelledAt = now
    }

    /// The warehouse's own system freed units of an outbound order: they are none of it any more. Those that a case was to
    /// stop are cancelled by that.
    private mutating func freed(_ index: Int, _ lines: [Line]) {
        let outbound = order.outboundOrders[index]
        guard !outbound.status.isStopped else { return }
        if let place = places(of: outbound.id).first(where: { self[$0].holdsUnits }) { split(place, lines) }
        let left = outbound.lines.subtracting(lines)
        if !left.isEmpty || outbound.status == .releasing {
            order.outboundOrders[index].lines = left
        } else {
            // It ends with its last unit, and still says what was to go out until then.
            order.outboundOrders[index].status = outbound.status.rank < OutboundStatus.picking.rank ? .cancelled : .intercepted
        }
    }

    /// Of a part that is to be stopped these units are free already: they are cancelled, the rest goes on.
    mutating func split(_ place: PartPlace, _ lines: [Line]) {
        let part = self[place]
        let freed = lines.compactMap { line -> Line? in
            let units = min(line.quantity, part.lines.quantity(of: line.sku))
            return units > 0 ? Line(line.sku, units) : nil
        }
        guard !freed.isEmpty else { return }
        if freed.sameUnits(as: part.lines) {
            cancelled(place)
            return
        }
        self[place].lines = part.lines.subtracting(freed)
        var other = CasePart(outboundOrderId: part.outboundOrderId, lines: freed, stage: part.stage, state: .cancelled)
        other.cancelledAt = now
        order.cases[place.caseIndex].parts.append(other)
        settleIfComplete(place)
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
        guard outbound.status == .releasing, partInProgress(of: outbound.id, where: { $0.state == .releasing }) == nil
        else { return }
        if outbound.lines.isEmpty {
            order.outboundOrders[index].status = .cancelled
            order.outboundOrders[index].lines = outbound.linesBeforeRelease ?? outbound.ordered
        } else {
            order.outboundOrders[index].status = outbound.isBackordered ? .backordered : .awaitingOutbound
        }
        order.outboundOrders[index].linesBeforeRelease = nil
        processWaiting(takeWaitingReports(of: outbound.id), index)
    }

    /// Units came back. They count for the outbound order whether a case is open or not, and for the case that stops them.
    private mutating func restored(_ index: Int, _ reply: StockReply, by claim: RestockClaim) {
        for line in reply.lines { order.outboundOrders[index].back[line.line.sku, default: UnitsBack()].add(line) }
        let id = reply.outboundOrderId
        if let place = places(of: id).first(where: { self[$0].holdsUnits }) {
            let isByHand = claim.by == .adjustment && reply.caseId == caseId(place)
            if isByHand, reply.lines.contains(where: { $0.handling == .putAway }) { putBack(index, place) }
            self[place].count(order.outboundOrders[index].back)
            settleIfComplete(place)
        }
        endIfNothingIsLeft(index, claim)
    }

    /// A person put units back for the case that is to stop them.
    private mutating func putBack(_ index: Int, _ place: PartPlace) {
        guard self[place].state == .verifying || self[place].state == .intercepting else { return }
        let wasPulled = order.outboundOrders[index].whereabouts.isPulled
        order.outboundOrders[index].whereabouts.putBack(at: now)
        self[place].hear(.pulled, wasPulled: wasPulled)
        restockIfStopped(index, place)
    }

    /// Every unit is back or written off: nothing of the outbound order can ship, and nothing more is expected of it.
    private mutating func endIfNothingIsLeft(_ index: Int, _ claim: RestockClaim) {
        let outbound = order.outboundOrders[index]
        guard outbound.isAllBack else { return }
        cancelAwaited(index, except: claim.by == .returnOrder ? claim.id : nil)
        if outbound.status.rank < OutboundStatus.shipped.rank, outbound.status.rank >= OutboundStatus.picking.rank {
            order.outboundOrders[index].reached = outbound.status
            order.outboundOrders[index].status = .intercepted
        }
    }

    /// A case that has begun to verify an outbound order learns what the floor did before it was asked.
    mutating func applyWhatWasDone(_ index: Int, _ place: PartPlace) {
        guard self[place].state == .verifying else { return }
        self[place].count(order.outboundOrders[index].back)
        if order.outboundOrders[index].whereabouts.isPulled {
            self[place].hear(.pulled, wasPulled: true)
            restockIfStopped(index, place)
        }
        settleIfComplete(place)
    }
}

extension OutboundOrder {
    /// Every unit that was to go out is back, or written off.
    public var isAllBack: Bool { notBack.isEmpty }

    /// Units that were to go out and are neither back nor written off.
    var notBack: [Line] {
        lines.compactMap { line in
            let rest = line.quantity - (back[line.sku]?.settled ?? 0)
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
}
