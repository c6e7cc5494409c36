/// Units that were lost and are there after all: written off, or named as short, and then in a parcel that somebody pulls, packs
/// or sends.
///
/// Inventory has booked them out, and hears of them when they come back: its answer says `found`. Until then they count as
/// units that are out, so that a task, a return order and the store's outcome are about all that is in the parcel.
extension StoreOrderDecision {
    /// The parcel whose units were all written off is pulled: what was in it is to come back.
    ///
    /// - Parameter before: the outbound order before that was said.
    mutating func findWhatWasWrittenOff(_ index: Int, _ news: ParcelNews, since before: OutboundOrder) {
        let outbound = order.outboundOrders[index]
        guard news == .pulled, outbound.isAllLost else { return }
        if !before.isLost, yieldLostToOpened(index) { return }
        for line in outbound.lost { order.outboundOrders[index].back[line.sku]?.writtenOff -= line.quantity }
        order.outboundOrders[index].found = (outbound.found + outbound.lost).merged()
        order.outboundOrders[index].dropWhatCountsNothing()
        countBack(index)
    }

    /// Units came back, or are lost: those that inventory found among them are no longer written off.
    mutating func count(_ line: StockReply.ReplyLine, _ index: Int) {
        let sku = line.line.sku
        let lost = min(line.found, order.outboundOrders[index].back[sku]?.writtenOff ?? 0)
        order.outboundOrders[index].back[sku, default: UnitsBack()].add(line, found: lost)
        let pulled = [Line(sku, line.found - lost)].filter { $0.quantity > 0 }
        order.outboundOrders[index].found = order.outboundOrders[index].found.subtracting(pulled)
    }

    /// What was written off and then pulled did not come with its return order. Inventory has it as lost already, and refuses to
    /// write it off once more: it is lost again.
    mutating func writeOffAnew(_ reply: StockReply) {
        var left = reply.lines.filter { $0.handling == .dispose && !$0.destroyed }.map(\.line).merged()
        for index in order.consignments(of: reply.outboundOrderId) {
            let outbound = order.outboundOrders[index]
            let lost = outbound.found.common(with: left).common(with: outbound.notBack)
            guard !lost.isEmpty else { continue }
            left = left.subtracting(lost)
            order.outboundOrders[index].found = outbound.found.subtracting(lost)
            order.outboundOrders[index].writeOff(lost)
            countBack(index)
            for place in places(of: outbound) { settleIfComplete(place) }
        }
    }

    /// Units that did not come with a receipt, and were written off for that, are on the shelf: the warehouse's own system has freed
    /// them.
    mutating func freedAfterAll(_ lines: [StockReply.ReplyLine], _ reply: StockReply) {
        var left = lines.map { Line($0.line.sku, $0.found) }.merged()
        for index in order.consignments(of: reply.outboundOrderId) {
            let own = order.outboundOrders[index].lost.common(with: left)
            guard !own.isEmpty else { continue }
            left = left.subtracting(own)
            var share = reply
            share.lines = own.map { StockReply.ReplyLine($0, handling: .putAway, found: $0.quantity) }
            for line in share.lines { count(line, index) }
            order.outboundOrders[index].dropWhatCountsNothing()
            countWhatIsRestocked(index)
            tellWhatWasFound(index, share)
        }
    }

    /// Parts of a case that is open still count what came after they had come to their end.
    private mutating func countWhatIsRestocked(_ index: Int) {
        let outbound = order.outboundOrders[index]
        for place in places(of: outbound) where self[place].state == .restocked && self[place].ending == nil {
            self[place].count(outbound.back)
        }
    }

    /// Units are in stock. The store heard that they are lost, or destroyed.
    mutating func tellWhatWasFound(_ index: Int, _ reply: StockReply) {
        let outbound = order.outboundOrders[index]
        guard let place = places(of: outbound).last(where: { self[$0].ending != nil }) else { return }
        if self[place].state == .restocked { self[place].count(outbound.back) }
        var part = self[place]
        part.count(outbound.back)
        func told(_ codes: ContradictionCode...) -> [Line] {
            order.cases[place.caseIndex].contradictions.filter {
                $0.outboundOrderId == outbound.id && codes.contains($0.code)
            }.flatMap(\.lines).merged()
        }
        var found: [Line] = []
        if part.told == .restocked {
            found = moreInStock(part, reply).subtracting(told(.foundAfterAll))
        } else if part.code == .goodsMissing {
            found = reply.lines.compactMap { $0.found > 0 ? Line($0.line.sku, $0.found) : nil }.merged()
        }
        // Whoever heard that they are stopped after all knows that they were found.
        let isTold = part.contradiction == .stoppedAfterAll && found.subtracting(told(.stoppedAfterAll)).isEmpty
        if !found.isEmpty, !isTold { contradict(place, .foundAfterAll, found) }
    }

    /// Units in stock by this reply, beyond those that the store heard of.
    private func moreInStock(_ part: CasePart, _ reply: StockReply) -> [Line] {
        reply.lines.filter { $0.handling != .dispose }.map(\.line).merged().compactMap { line in
            guard let told = part.toldBack[line.sku] else { return nil }
            let more = (part.back[line.sku] ?? UnitsBack()).inHand - told.inHand
            return more > 0 ? Line(line.sku, min(more, told.destroyed + told.writtenOff)) : nil
        }.filter { $0.quantity > 0 }
    }

    /// Units that an open case counts as cancelled, because they were short, and that are in a parcel: it stops them with the rest.
    ///
    /// - Returns: the parts that these units are of now.
    mutating func takeIntoOpenCases(_ beyond: [Line], _ index: Int) -> [PartPlace] {
        let parts = take(
            beyond, index,
            parts: { decision, other in
                decision.places(of: decision.order.outboundOrders[other]).filter {
                    decision[$0].state == .cancelled && decision[$0].ending == nil && decision.stopping(with: $0, index) != nil
                }
            },
            units: { decision, part in
                decision.outboundIndex(of: decision[part]).map {
                    decision.order.outboundOrders[$0].mayBeFound(of: decision[part].short)
                } ?? []
            })
        for place in parts {
            if let stopping = stopping(with: place, index) { self[place].state = self[stopping].state }
        }
        return parts
    }

    /// Parts of a case whose units are in one parcel with the rest that it stops are one with that.
    mutating func join(_ parts: [PartPlace], _ index: Int) {
        for place in parts.reversed() {
            guard let stopping = stopping(with: place, index) else { continue }
            self[stopping].lines = (self[stopping].lines + self[place].lines).merged()
            order.cases[place.caseIndex].parts.remove(at: place.partIndex)
        }
    }

    /// The part of the same case that stops a consignment.
    private func stopping(with place: PartPlace, _ index: Int) -> PartPlace? {
        places(of: order.outboundOrders[index]).first {
            $0 != place && caseId($0) == caseId(place) && self[$0].isOpen && self[$0].holdsUnits
        }
    }
}
