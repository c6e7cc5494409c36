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
        apart.awaitsUnknown = false
        apart.parcels = outbound.parcels.filter { numbers.contains($0.number) }
        order.outboundOrders[index].parcels = outbound.parcels.filter { !numbers.contains($0.number) }
        apart.keepWhatAwaits(outbound)
        order.outboundOrders[index].keepWhatAwaits(outbound)
        order.outboundOrders[index].ordered = outbound.ordered.subtracting(lines)
        order.outboundOrders[index].lines = outbound.lines.subtracting(lines)
        let isApartFirst = apart.comesBack && !order.outboundOrders[index].comesBack
        let rest = order.outboundOrders[index].lines
        (order.outboundOrders[index].back, apart.back) = outbound.back.divided(rest, lines, isApartFirst)
        order.outboundOrders.append(apart)
        divide(outbound, lines, apart.consignment, isApartFirst)
        return order.outboundOrders.count - 1
    }

    /// Each part that was about all of it is about both from now on. Of one that was cancelled, several may have been about
    /// some of it each.
    private mutating func divide(
        _ outbound: OutboundOrder, _ lines: [Line], _ consignment: Int, _ isApartFirst: Bool
    ) {
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
            (other.consignment, other.lines, other.short) = (consignment, own, [])
            self[place].lines = self[place].lines.subtracting(own)
            let rest = self[place].lines
            (self[place].back, other.back) = self[place].back.divided(rest, own, isApartFirst)
            if let ending = self[place].ending {
                let (stays, goes) = ending.back.divided(rest, own, isApartFirst)
                self[place].ending?.back = stays
                other.ending?.back = goes
            }
            order.cases[place.caseIndex].parts.append(other)
        }
    }

    /// What came back says what was in the parcels that were stopped: the rest left with those that are gone.
    mutating func tellApart(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.isTornApart, outbound.whereabouts.isPulled,
            outbound.back.values.contains(where: { $0.settled > 0 }),
            !outbound.notBack.isEmpty
        else { return }
        let apart = separate(index, outbound.parcels.filter(\.isGone).map(\.number), outbound.notBack)
        for place in places(of: order.outboundOrders[index])
        where self[place].ending != nil && self[place].holdsUnits && !self[place].isBelievedStopped {
            contradict(place, .stoppedAfterAll, self[place].inParcel)
        }
        hearAnew(apart)
        for place in places(of: order.outboundOrders[index]) { settleIfComplete(place) }
    }

    /// Parcels were told apart from others: what became of them is so for their units now.
    mutating func hearAnew(_ index: Int) {
        let outbound = order.outboundOrders[index]
        if outbound.whereabouts.isPulled { return hear(.pulled, index) }
        guard outbound.parcels.allSatisfy(\.isGone) else { return }
        let reached =
            outbound.parcels.map { $0.status ?? outbound.reached }.min { $0.rank < $1.rank } ?? outbound.reached
        if outbound.status == .intercepted {
            order.outboundOrders[index].status = reached
        } else {
            order.outboundOrders[index].advance(to: reached)
        }
        hear(outbound.newsOfAll, index)
    }
}

extension OutboundOrder {
    /// What came back was in a parcel that was pulled, or that the carrier brings back.
    fileprivate var comesBack: Bool {
        parcels.allSatisfy { $0.whereabouts.isPulled || $0.whereabouts.isReturning }
    }

    /// What awaited all of it awaits both. An interception awaits nothing of what is gone, and what the carrier brings back
    /// comes by the return order that was opened for that.
    fileprivate mutating func keepWhatAwaits(_ all: OutboundOrder) {
        let isReturning = parcels.contains(where: \.whereabouts.isReturning)
        let isGone = parcels.allSatisfy(\.isGone)
        awaitedBy = all.awaitedBy.filter { id in
            ReturnOrder.isReturnToSender(id, of: all.id) ? isReturning : !all.isTornApart || !isGone
        }
        wasReturnedToSender = all.wasReturnedToSender && isReturning
    }
}

extension [String: UnitsBack] {
    /// Divides what came back among two shares of what it was of.
    ///
    /// - Parameter isSecondFirst: as much as can be is of the second one, else of the first.
    fileprivate func divided(
        _ first: [Line], _ second: [Line], _ isSecondFirst: Bool
    ) -> ([String: UnitsBack], [String: UnitsBack]) {
        var (one, other): ([String: UnitsBack], [String: UnitsBack]) = (self, [:])
        for (sku, units) in self {
            let most = isSecondFirst ? second.quantity(of: sku) : units.settled - first.quantity(of: sku)
            let taken = units.first(Swift.max(0, most))
            guard taken.settled > 0 else { continue }
            one[sku]?.subtract(taken)
            other[sku] = taken
        }
        return (one.filter { $0.value.settled > 0 }, other)
    }
}

extension UnitsBack {
    /// So many of them: those that are on the shelf first.
    func first(_ count: Int) -> UnitsBack {
        var taken = UnitsBack()
        taken.restored = min(restored, count)
        taken.quarantined = min(quarantined, count - taken.restored)
        taken.writtenOff = min(writtenOff, count - taken.restored - taken.quarantined)
        return taken
    }
}
