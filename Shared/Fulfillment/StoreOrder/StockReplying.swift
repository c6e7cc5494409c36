extension StoreOrderDecision {
    /// Inventory answers.
    mutating func stockReplied(_ reply: StockReply) {
        guard let index = outboundIndex(reply.outboundOrderId) else { return }
        switch reply.answer {
        case .allocated:
            for index in order.consignments(of: reply.outboundOrderId) { allocated(index) }
        case .backordered:
            for index in order.consignments(of: reply.outboundOrderId) { backordered(index) }
        case .released: released(reply)
        case .issued, .shortened: break
        case .claimed: claimed(reply)
        case .held: held(reply)
        case .restored(let claim):
            booked(reply)
            let shares = reply.lines.isEmpty ? [] : shares(of: reply, by: claim)
            for (index, share) in shares { restored(index, share, by: claim) }
            hearWhetherMoreComes(reply, by: claim)
        case .reversed(let claim):
            for (index, share) in sharesGivenUp(of: reply, by: claim) { takenBack(index, share, by: claim) }
        case .refused(.outboundOrderExists, let message, _, _, _): submissionRefused(index, reply, message)
        case .refused(_, _, _, let returnOrderId, _):
            if reply.command == .hold { _ = isLastHold(reply) }
            if reply.command == .restore { writeOffAnew(reply) }
            if let returnOrderId { hearWhetherMoreComes(reply, by: RestockClaim(by: .returnOrder, id: returnOrderId)) }
            // An earlier version did not say which command was refused.
            if returnOrderId == nil, reply.command ?? .release == .release { releaseRefused(reply) }
        }
    }

    private mutating func allocated(_ index: Int) {
        order.outboundOrders[index].isBackordered = false
        order.outboundOrders[index].advance(to: .awaitingOutbound)
        answered(index)
    }

    private mutating func answered(_ index: Int) {
        order.outboundOrders[index].isAnswered = true
        order.outboundOrders[index].origin = nil
        releaseOnceMore(index)
    }

    /// Releases that inventory read before the allocation are asked for again, now that it has read that.
    private mutating func releaseOnceMore(_ index: Int) {
        let outbound = order.outboundOrders[index]
        for place in places(of: outbound) where self[place].state == .releasing && self[place].isReleaseEarly {
            self[place].isReleaseEarly = false
            tell(outbound, .release(move(outbound, self[place].lines, caseId: caseId(place))))
        }
    }

    private mutating func backordered(_ index: Int) {
        answered(index)
        switch order.outboundOrders[index].status {
        case .allocating:
            order.outboundOrders[index].isBackordered = true
            order.outboundOrders[index].status = .backordered
        case .releasing: order.outboundOrders[index].isBackordered = true
        default: break
        }
    }

    /// Its id belongs to another store order: it is not one of this order's, and whoever submitted it is notified.
    private mutating func submissionRefused(_ index: Int, _ reply: StockReply, _ message: String) {
        let outbound = order.outboundOrders[index]
        // What others asked for under its id was refused, which says nothing of it.
        guard !outbound.isAnswered, reply.lines.map(\.line).sameUnits(as: outbound.ordered) else { return }
        order.outboundOrders[index].isRefused = true
        order.outboundOrders[index].status = outbound.endedStatus
        for place in places(of: outbound) where self[place].isOpen { self[place].state = .refused(.unknownOrder) }
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
    private mutating func released(_ reply: StockReply) {
        let found = reply.lines.filter { $0.found > 0 }
        if !found.isEmpty { freedAfterAll(found, reply) }
        let lines = reply.lines.compactMap {
            $0.line.quantity > $0.found ? Line($0.line.sku, $0.line.quantity - $0.found) : nil
        }
        guard found.isEmpty || !lines.isEmpty else { return }
        guard let place = releasing(lines, of: reply.outboundOrderId, by: reply.caseId),
            let index = outboundIndex(of: self[place])
        else {
            if reply.caseId == nil || wasCancelled(lines, of: reply.outboundOrderId, by: reply.caseId) {
                freed(lines, of: reply.outboundOrderId)
            }
            return
        }
        cancelled(place)
        order.outboundOrders[index].lines = order.outboundOrders[index].lines.subtracting(lines)
        goOn(index)
    }

    /// Whether the part that waited for the release of these units is cancelled: somebody else freed as many just before, and
    /// their answer was taken for the one to the case, which is about further units.
    private func wasCancelled(_ lines: [Line], of id: String, by caseId: String?) -> Bool {
        places { $0.outboundOrderId == id && $0.state == .cancelled && $0.lines.sameUnits(as: lines) }
            .contains { self.caseId($0) == caseId }
    }

    private mutating func cancelled(_ place: PartPlace) {
        self[place].state = .cancelled
        self[place].cancelledAt = now
    }

    /// The warehouse's own system freed units of an outbound order: they do not belong to it any more. Those that a case was to
    /// stop are cancelled by that.
    private mutating func freed(_ lines: [Line], of id: String) {
        var left = lines
        let indices = order.consignments(of: id)
        let isOnly = indices.count == 1
        // Among several, it is the one that holds just these units, if there is one.
        func isAll(_ index: Int) -> Bool { order.outboundOrders[index].notBack.sameUnits(as: lines) }
        // What has left is not freed.
        for index in indices.filter(isAll) + indices.filter({ !isAll($0) })
        where !left.isEmpty && !order.outboundOrders[index].stockIssued {
            let own = isOnly ? left : order.outboundOrders[index].notBack.common(with: left)
            left = left.subtracting(own)
            freed(index, own)
        }
    }

    private mutating func freed(_ index: Int, _ lines: [Line]) {
        let outbound = order.outboundOrders[index]
        let holding = places(of: outbound).filter { self[$0].holdsUnits }
        guard !lines.isEmpty, !outbound.status.isStopped || !holding.isEmpty else { return }
        let left = outbound.lines.subtracting(lines)
        if let stopping = holding.first(where: { self[$0].ending == nil }) {
            split(stopping, lines)
        } else if holding.isEmpty {
            tellWhatWasFreed(outbound, lines, isAll: left.isEmpty)
        }
        if !left.isEmpty || outbound.status == .releasing {
            order.outboundOrders[index].lines = left
        } else {
            // It ends with its last unit, and still says what was to go out until then.
            order.outboundOrders[index].status = outbound.endedStatus
        }
        // Nothing more can come of it, and what was sent to the store stays.
        let isOver = left.isEmpty || order.outboundOrders[index].isAllBack
        guard isOver, outbound.status != .releasing else { return }
        for place in holding where self[place].holdsUnits && self[place].ending != nil {
            self[place].state = .restocked
        }
        cancelAwaited(index, SupersededBy(by: .short, id: outbound.id))
    }

    /// The store heard that these units are not stopped, and the warehouse's own system has stopped them.
    private mutating func tellWhatWasFreed(_ outbound: OutboundOrder, _ lines: [Line], isAll: Bool) {
        let refused = places(of: outbound).last {
            if case .refused = self[$0].state { self[$0].ending != nil && !self[$0].isBelievedStopped } else { false }
        }
        guard let place = refused, case let own = self[place].lines.common(with: lines), !own.isEmpty else { return }
        contradict(place, .stoppedAfterAll, own)
        // If it leaves all the same, the store is notified.
        if isAll { cancelled(place) }
    }

    /// Inventory says how many units it really holds for a case: what is neither there nor back was freed by others, and the
    /// case goes on with the rest.
    private mutating func held(_ reply: StockReply) {
        guard isLastHold(reply) else { return }
        let holding = places {
            $0.outboundOrderId == reply.outboundOrderId && $0.holdsUnits
        }.filter { caseId($0) == reply.caseId }
        var held = reply.lines.map(\.line).merged()
        var arriving = order.consignments(of: reply.outboundOrderId).flatMap { order.outboundOrders[$0].arriving }
            .flatMap(\.lines).merged()
        defer { if !held.isEmpty { holdAnew(reply) } }
        for place in holding {
            guard let index = outboundIndex(of: self[place]) else { continue }
            self[place].count(order.outboundOrders[index].back)
            let back = self[place].back.map { Line($0.key, $0.value.settled) }
            // Inventory hears of what was written off and pulled since when it comes back.
            let rest = self[place].lines.subtracting(back).subtracting(order.outboundOrders[index].found)
            let own = rest.common(with: held)
            held = held.subtracting(own)
            let underway = rest.subtracting(own).common(with: arriving)
            arriving = arriving.subtracting(underway)
            let freed = rest.subtracting(own).subtracting(underway)
            if self[place].ending == nil {
                split(place, freed)
                endWhereFreed(index, place)
            } else if !freed.isEmpty, own.isEmpty, underway.isEmpty {
                // Nothing can come back for it any more, and its outcome stays as it is.
                self[place].state = .restocked
            }
        }
    }

    /// Inventory holds more for a case than that still waits for: some of it had come back before the hold was read. Others
    /// that were to be held after that got less: they are held anew.
    private mutating func holdAnew(_ reply: StockReply) {
        let id = reply.outboundOrderId
        let others = order.cases.indices.filter { index in
            order.cases[index].id != reply.caseId
                && order.cases[index].parts.first { $0.outboundOrderId == id }.map { $0.unansweredHolds > 0 } == true
        }
        guard !others.isEmpty, let own = order.cases.firstIndex(where: { $0.id == reply.caseId }) else { return }
        for caseIndex in [own] + others {
            let one = order.cases[caseIndex]
            let waiting = one.parts.filter { $0.outboundOrderId == id && $0.holdsUnits }
            guard let first = one.parts.firstIndex(where: { $0.outboundOrderId == id }),
                let outbound = order.outboundOrder(id), !waiting.isEmpty
            else { continue }
            let lines = waiting.flatMap { part in
                part.returnable.subtracting(part.back.map { Line($0.key, $0.value.settled) })
            }
            guard !lines.isEmpty else { continue }
            order.cases[caseIndex].parts[first].unansweredHolds += 1
            tell(outbound, .hold(move(outbound, lines.merged(), caseId: one.id)))
        }
    }

    /// All of an outbound order turns out to be free: it has ended, and what leaves of it leaves all the same.
    private mutating func endWhereFreed(_ index: Int, _ place: PartPlace) {
        let outbound = order.outboundOrders[index]
        guard self[place].state == .cancelled, !outbound.status.isStopped, !outbound.stockIssued,
            self[place].lines.sameUnits(as: outbound.lines)
        else { return }
        order.outboundOrders[index].reached = outbound.status
        order.outboundOrders[index].status = outbound.endedStatus
    }

    /// Counts an answer to a hold: whether it is about what is held now.
    private mutating func isLastHold(_ reply: StockReply) -> Bool {
        let first = places { $0.outboundOrderId == reply.outboundOrderId }.first { caseId($0) == reply.caseId }
        guard let first else { return false }
        self[first].unansweredHolds = max(0, self[first].unansweredHolds - 1)
        return self[first].unansweredHolds == 0
    }

    /// These units of a part that is to be stopped are free already: they are cancelled, the rest goes on.
    ///
    /// - Parameter isShort: they are, because the warehouse will not send them.
    mutating func split(_ place: PartPlace, _ lines: [Line], isShort: Bool = false) {
        let part = self[place]
        let freed = lines.common(with: part.lines)
        guard !freed.isEmpty else { return }
        if freed.sameUnits(as: part.lines) {
            if isShort { self[place].short = freed }
            cancelled(place)
            return
        }
        self[place].lines = part.lines.subtracting(freed)
        var other = CasePart(
            outboundOrderId: part.outboundOrderId, consignment: part.consignment, lines: freed, stage: part.stage,
            state: .cancelled)
        if isShort { other.short = freed }
        other.cancelledAt = now
        order.cases[place.caseIndex].parts.append(other)
        settleIfComplete(place)
    }

    /// What should have been on the shelf is not: find out where the goods are. Only a whole parcel can be stopped.
    /// What others asked for and was refused, which no case sent, is theirs to settle.
    private mutating func releaseRefused(_ reply: StockReply) {
        let lines = reply.lines.map(\.line)
        guard reply.caseId != nil, let place = releasing(lines, of: reply.outboundOrderId, by: reply.caseId),
            let index = outboundIndex(of: self[place])
        else { return }
        let outbound = order.outboundOrders[index]
        if reply.isUnknown, !outbound.isAnswered {
            // Two versions of orders write to two topics while they take turns: the release was read before the allocation.
            self[place].isReleaseEarly = true
            return
        }
        if outbound.lines.isEmpty {
            // Somebody else freed all of it first.
            cancelled(place)
        } else {
            self[place].state = lines.sameUnits(as: outbound.lines) ? .verifying : .refused(.partialAfterWorkStarted)
            // What came back while the release was on its way is why it was refused, perhaps.
            applyWhatWasDone(index, place)
        }
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

    /// No release is on its way any more: what is left of the outbound order goes on where it stood, unless it is stopped
    /// by now, and hears what was reported meanwhile.
    private mutating func goOn(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard partInProgress(of: outbound, where: { $0.state == .releasing }) == nil else { return }
        if outbound.status == .releasing {
            if outbound.lines.isEmpty {
                order.outboundOrders[index].status = .cancelled
                order.outboundOrders[index].lines = outbound.linesBeforeRelease ?? outbound.ordered
            } else {
                order.outboundOrders[index].status = outbound.isBackordered ? .backordered : .awaitingOutbound
            }
        }
        order.outboundOrders[index].linesBeforeRelease = nil
        guard !isReleasing(outbound.id) else { return }
        processWaiting(takeWaitingReports(of: outbound.id), index)
    }

    /// Units came back. They count for the outbound order whether a case is open or not, and for the case that stops them.
    private mutating func restored(_ index: Int, _ reply: StockReply, by claim: RestockClaim) {
        let isFromOutside = claim.isFromOutside(of: reply.outboundOrderId)
        for line in reply.lines {
            count(line, index)
            guard isFromOutside else { continue }
            order.outboundOrders[index].backFromOutside[line.line.sku, default: UnitsBack()].count(line, 1)
        }
        if reply.lines.contains(where: { $0.handling != .dispose || $0.destroyed }) {
            order.outboundOrders[index].cameAt = now
        }
        let outbound = order.outboundOrders[index]
        let holding = places(of: order.outboundOrders[index]).filter { self[$0].holdsUnits }
        let isByHand = claim.by == .adjustment && holding.contains { caseId($0) == reply.caseId }
        if isByHand, reply.lines.contains(where: { $0.handling == .putAway }) { putBack(index, holding) }
        countBack(index)
        for place in holding { settleIfComplete(place) }
        tellWhatWasFound(index, reply)
        tellWhatWasInAnotherBox(index, reply, claim)
        // What came with one of several receipts is not all; the last of a box is heard of below.
        let isReceived =
            reply.complete ?? true && !(order.outboundOrders[index].awaitsUnknown && reply.complete == true)
        if isReceived { tellApart(index) }
        if !leaveOnceMore(index, since: outbound, claim) { endIfNothingIsLeft(index, claim) }
    }

    /// What came back of an outbound order counts for the parts that hold its units, each unit once, the oldest part first.
    mutating func countBack(_ index: Int) {
        var rest = order.outboundOrders[index].back
        for place in places(of: order.outboundOrders[index]) where self[place].holdsUnits {
            self[place].count(rest)
            for (sku, own) in self[place].back { rest[sku]?.subtract(own) }
        }
    }

    /// A person put units back for a case that is to stop them.
    private mutating func putBack(_ index: Int, _ holding: [PartPlace]) {
        let stopping = holding.filter { self[$0].state == .verifying || self[$0].state == .intercepting }
        // It does not say which of several parcels.
        guard !stopping.isEmpty, !order.outboundOrders[index].hasSeveralParcels else { return }
        let wasPulled = order.outboundOrders[index].whereabouts.isPulled
        order.outboundOrders[index].changeStaying { $0.putBack(at: now) }
        for place in stopping {
            self[place].hear(.pulled, wasPulled: wasPulled)
            restockIfStopped(index, place)
        }
    }

    /// Every unit is back or written off: nothing of the outbound order can ship, and nothing more is expected of it.
    mutating func endIfNothingIsLeft(_ index: Int, _ claim: RestockClaim) {
        let outbound = order.outboundOrders[index]
        guard outbound.isAllBack else { return }
        // Who writes it off has looked for it: what was reported before that does not find it.
        if outbound.isAllLost, claim.by == .adjustment {
            order.outboundOrders[index].changeStaying { $0.wasWrittenOff(at: now) }
        }
        cameBack(index, at: now, itself: isItself(index, claim))
        cancelWhatIsOver(index, claim)
        if outbound.status.rank < OutboundStatus.shipped.rank, outbound.status.rank >= OutboundStatus.picking.rank {
            order.outboundOrders[index].reached = outbound.status
            order.outboundOrders[index].status = .intercepted
        }
    }

    /// All of it that is to come has come: what leaves after that leaves once more.
    mutating func cameBack(_ index: Int, at time: Timestamp, itself: Bool) {
        guard order.outboundOrders[index].back.values.contains(where: { $0.cameBack > 0 }) else { return }
        order.outboundOrders[index].changeStaying { $0.cameBack(at: time, itself: itself) }
        order.outboundOrders[index].empty()
    }

    /// Nothing more can come. What a person puts back may be of any consignment that is being stopped: while one of them is not
    /// all back, what awaits the others stays.
    private mutating func cancelWhatIsOver(_ index: Int, _ claim: RestockClaim) {
        let indices = order.consignments(of: order.outboundOrders[index].id)
        let isGoingOn = indices.contains { other in
            let one = order.outboundOrders[other]
            return !one.isAllBack && partInProgress(of: one, where: { $0.holdsUnits }) != nil
        }
        for other in isGoingOn && claim.by == .adjustment ? [] : indices where order.outboundOrders[other].isAllBack {
            cancelAwaited(other, SupersededBy(claim), except: claim.by == .returnOrder ? claim.id : nil)
        }
    }

    /// Whether what brought the last units back shows that it was this consignment: a return order that awaits it, or a
    /// person who puts back what was pulled. What a buyer sends back may be any that left.
    private func isItself(_ index: Int, _ claim: RestockClaim) -> Bool {
        let outbound = order.outboundOrders[index]
        return order.consignments(of: outbound.id).count == 1 || outbound.awaitedBy.contains(claim.id)
            || (claim.by == .adjustment && outbound.whereabouts.isPulled)
    }

    /// A case that has begun to verify an outbound order learns what the floor did before it was asked.
    mutating func applyWhatWasDone(_ index: Int, _ place: PartPlace) {
        guard self[place].state == .verifying else { return }
        countBack(index)
        if order.outboundOrders[index].whereabouts.isPulled {
            self[place].hear(.pulled, wasPulled: true)
            restockIfStopped(index, place)
        } else if order.outboundOrders[index].staying.contains(where: \.whereabouts.isPulled) {
            // One of several whose contents nobody has reported.
            self[place].hear(.seenInside, wasPulled: false)
        }
        settleIfComplete(place)
    }
}

extension OutboundOrder {
    /// How it ends where nothing of it is left: what left `awaitingOutbound` never becomes cancelled.
    fileprivate var endedStatus: OutboundStatus {
        status.rank < OutboundStatus.picking.rank || status == .cancelled ? .cancelled : .intercepted
    }

    /// Every unit that was to go out is back, or written off.
    public var isAllBack: Bool { notBack.isEmpty }

    /// Nobody has found any of it.
    var isAllLost: Bool { isAllBack && lost.sameUnits(as: lines) }

    /// Units that were to go out and that nobody has found.
    var lost: [Line] {
        lines.compactMap { line in
            let units = min(line.quantity, back[line.sku]?.writtenOff ?? 0)
            return units > 0 ? Line(line.sku, units) : nil
        }
    }

    /// Units that were to go out and are neither back nor written off.
    var notBack: [Line] {
        lines.compactMap { line in
            let rest = line.quantity - (back[line.sku]?.settled ?? 0)
            return rest > 0 ? Line(line.sku, rest) : nil
        }
    }
}

extension StockReply {
    /// Inventory has never heard of the outbound order.
    fileprivate var isUnknown: Bool {
        if case .refused(.unknownOutboundOrder, _, _, _, _) = answer { true } else { false }
    }
}

extension RestockClaim {
    /// What comes this way had left the building.
    func isFromOutside(of outboundOrderId: String) -> Bool {
        by == .returnOrder && !ReturnOrder.isInterception(id, of: outboundOrderId)
    }
}

extension UnitsBack {
    /// Where the units of a line are counted.
    static func counted(_ line: StockReply.ReplyLine) -> WritableKeyPath<UnitsBack, Int> {
        switch line.handling ?? .putAway {
        case .putAway: \.restored
        case .quarantine: \.quarantined
        case .dispose: line.destroyed ? \.destroyed : \.writtenOff
        }
    }

    /// Counts units of a line, or takes them back.
    mutating func count(_ line: StockReply.ReplyLine, _ sign: Int) {
        let counted = Self.counted(line)
        self[keyPath: counted] = max(0, self[keyPath: counted] + sign * line.line.quantity)
    }

    /// Counts units of a line where some had been written off.
    mutating func add(_ line: StockReply.ReplyLine, found: Int) {
        writtenOff -= found
        self[keyPath: Self.counted(line)] += line.line.quantity
    }
}
