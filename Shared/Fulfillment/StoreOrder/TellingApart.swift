/// Parcels of one consignment go different ways, and somebody says what is in one of them: from then on each goes its own.
extension StoreOrderDecision {
    /// Makes a consignment of its own of some parcels and of what is in them. The parts of its cases are divided as it is.
    ///
    /// - Parameters:
    ///   - numbers: the parcels that leave; at least one stays.
    ///   - lines: what is in them: not all of it.
    /// - Returns: where the new one stands.
    mutating func separate(_ index: Int, _ numbers: [Int], _ lines: [Line]) -> Int {
        let outbound = order.outboundOrders[index]
        var apart = outbound
        apart.consignment = 1 + order.consignments(of: outbound.id).map { order.outboundOrders[$0].consignment }.max()!
        (apart.ordered, apart.lines, apart.short, apart.linesBeforeRelease) = (lines, lines, [], nil)
        (apart.back, apart.awaitedBy, apart.awaitsUnknown) = ([:], [], false)
        apart.parcels = outbound.parcels.filter { numbers.contains($0.number) }
        order.outboundOrders[index].parcels = outbound.parcels.filter { !numbers.contains($0.number) }
        order.outboundOrders[index].ordered = outbound.ordered.subtracting(lines)
        order.outboundOrders[index].lines = outbound.lines.subtracting(lines)
        order.outboundOrders.append(apart)
        divide(outbound, lines, apart.consignment)
        return order.outboundOrders.count - 1
    }

    /// Each part that was about all of it is about both from now on. Of one that was cancelled, several may have been about
    /// some of it each.
    private mutating func divide(_ outbound: OutboundOrder, _ lines: [Line], _ consignment: Int) {
        var left = lines
        for place in places(of: outbound).reversed() where !self[place].isShort {
            let isWhole = self[place].inParcel.sameUnits(as: outbound.lines)
            guard isWhole || outbound.status == .cancelled else { continue }
            let own = self[place].inParcel.common(with: isWhole ? lines : left)
            if !isWhole { left = left.subtracting(own) }
            guard !own.isEmpty else { continue }
            guard !own.sameUnits(as: self[place].lines) else {
                self[place].consignment = consignment
                continue
            }
            var other = self[place]
            (other.consignment, other.lines, other.short, other.back) = (consignment, own, [], [:])
            other.ending?.back = [:]
            self[place].lines = self[place].lines.subtracting(own)
            order.cases[place.caseIndex].parts.append(other)
        }
    }

    /// What came back says what was in the parcels that were stopped: the rest left with those that are gone.
    mutating func tellApart(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.isTornApart, outbound.whereabouts.isPulled, outbound.back.values.contains(where: { $0.settled > 0 }),
            !outbound.notBack.isEmpty
        else { return }
        let apart = separate(index, outbound.parcels.filter(\.isGone).map(\.number), outbound.notBack)
        for place in places(of: order.outboundOrders[index])
        where self[place].ending != nil && self[place].holdsUnits && !self[place].isBelievedStopped {
            contradict(place, .stoppedAfterAll, self[place].inParcel)
        }
        hearOfGone(apart)
        for place in places(of: order.outboundOrders[index]) { settleIfComplete(place) }
    }

    /// Parcels that are gone were told apart from others that are not: what became of them is so for their units now.
    mutating func hearOfGone(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.parcels.allSatisfy(\.isGone) else { return }
        let reached = outbound.parcels.map { $0.status ?? outbound.reached }.min { $0.rank < $1.rank } ?? outbound.reached
        if outbound.status == .intercepted {
            order.outboundOrders[index].status = reached
        } else {
            order.outboundOrders[index].advance(to: reached)
        }
        hear(outbound.newsOfAll, index)
    }
}
