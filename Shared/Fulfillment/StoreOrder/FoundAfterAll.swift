/// Units that were lost and are there after all: written off, or named as short, and then in a parcel that somebody pulls, packs
/// or sends.
///
/// Inventory has booked them out, and hears of them when they come back: its answer says `found`. Until then they count as
/// units that are out, so that a task, a return order and the store's outcome are about all that is in the parcel.
extension StoreOrderDecision {
    /// The parcel of which every unit was written off is pulled: what was in it is to come back.
    mutating func findWhatWasWrittenOff(_ index: Int, _ news: ParcelNews) {
        let outbound = order.outboundOrders[index]
        guard news == .pulled, outbound.isAllBack, outbound.lost.sameUnits(as: outbound.lines) else { return }
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

    /// The store was told that these units are lost, or destroyed.
    mutating func tellWhatWasFound(_ index: Int, _ reply: StockReply) {
        let outbound = order.outboundOrders[index]
        guard let place = places(of: outbound).last(where: { self[$0].ending != nil }) else { return }
        if self[place].state == .restocked { self[place].count(outbound.back) }
        let part = self[place]
        let isLost = part.code == .goodsMissing || part.toldBack.values.contains { $0.writtenOff > 0 }
        let lost = isLost ? reply.lines.compactMap { $0.found > 0 ? Line($0.line.sku, $0.found) : nil } : []
        let told = order.cases[place.caseIndex].contradictions.filter {
            $0.outboundOrderId == outbound.id && ($0.code == .foundAfterAll || $0.code == .stoppedAfterAll)
        }.flatMap(\.lines)
        let found = (lost + destroyed(part, reply).subtracting(told)).merged()
        // Who was told that they are stopped after all knows that they were found.
        let isTold = part.contradiction == .stoppedAfterAll && found.subtracting(told).isEmpty
        guard !found.isEmpty, !isTold else { return }
        contradict(place, .foundAfterAll, found)
    }

    /// Units of which the store was told that they were destroyed, and that are in stock by this reply: their receipt had been
    /// booked by mistake.
    private func destroyed(_ part: CasePart, _ reply: StockReply) -> [Line] {
        reply.lines.filter { $0.handling != .dispose }.map(\.line).merged().compactMap { line in
            guard let told = part.toldBack[line.sku], told.destroyed > 0 else { return nil }
            let more = min(told.destroyed, (part.back[line.sku] ?? UnitsBack()).inHand - told.inHand)
            return more > 0 ? Line(line.sku, more) : nil
        }
    }
}
