/// Parcels of one consignment go different ways, and somebody says what is in one of them: from then on each goes its own.
extension StoreOrderDecision {
    /// Makes a separate consignment of some parcels and of what is in them. The parts of its cases are divided as it is.
    ///
    /// - Parameters:
    ///   - numbers: the parcels that leave; at least one stays.
    ///   - lines: what is in them: not all of it.
    ///   - hasBack: what is in them had come back.
    /// - Returns: where the new one stands.
    mutating func separate(_ index: Int, _ numbers: [Int], _ lines: [Line], hasBack: Bool = false) -> Int {
        let outbound = order.outboundOrders[index]
        var apart = outbound.toldApart(
            nextConsignment(of: outbound.id), lines, in: outbound.parcels.filter { numbers.contains($0.number) })
        // It stands where all of it stood.
        (apart.status, apart.reached, apart.stockIssued) = (outbound.status, outbound.reached, outbound.stockIssued)
        (apart.isAnswered, apart.isBackordered, apart.origin) = (
            outbound.isAnswered, outbound.isBackordered, outbound.origin
        )
        apart.found = outbound.found.common(with: lines)
        order.outboundOrders[index].found = outbound.found.subtracting(apart.found)
        order.outboundOrders[index].parcels = outbound.parcels.filter { !numbers.contains($0.number) }
        apart.keepWhatAwaits(outbound)
        order.outboundOrders[index].keepWhatAwaits(outbound)
        order.outboundOrders[index].ordered = outbound.ordered.subtracting(lines)
        order.outboundOrders[index].lines = outbound.lines.subtracting(lines)
        let first = hasBack ? .all : FirstToHave(apart, order.outboundOrders[index])
        order.outboundOrders[index].divideBack(with: &apart, first)
        order.outboundOrders.append(apart)
        divide(outbound, lines, apart.consignment, first)
        return order.outboundOrders.count - 1
    }

    /// The number of a consignment that is distinguished from the others.
    func nextConsignment(of id: String) -> Int {
        1 + order.consignments(of: id).map { order.outboundOrders[$0].consignment }.max()!
    }

    /// Each part that was about all of it is about both from now on. Several may have been about one that was cancelled
    /// some of it each.
    private mutating func divide(
        _ outbound: OutboundOrder, _ lines: [Line], _ consignment: Int, _ first: FirstToHave
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
            (self[place].back, other.back) = self[place].back.divided(rest, own, first)
            if let ending = self[place].ending {
                let (stays, goes) = ending.back.divided(rest, own, first)
                self[place].ending?.back = stays
                other.ending?.back = goes
            }
            order.cases[place.caseIndex].parts.append(other)
        }
    }

    /// What came back says what was in the parcels that were stopped: the rest left with those that are gone.
    ///
    /// It says nothing about what nobody finds: that is neither back nor gone.
    mutating func tellApart(_ index: Int) {
        let outbound = order.outboundOrders[index]
        let stopped = outbound.backFromInside
        let gone = outbound.lines.subtracting(stopped)
        guard outbound.isTornApart, outbound.whereabouts.isPulled,
            !outbound.filled.contains(where: { $0.givenUp == .missing }), !stopped.isEmpty, !outbound.notBack.isEmpty
        else { return }
        let apart = separate(index, outbound.filled.filter(\.isGone).map(\.number), gone)
        for place in places(of: order.outboundOrders[index])
        where self[place].ending != nil && self[place].holdsUnits && !self[place].isBelievedStopped {
            contradict(place, .stoppedAfterAll, self[place].inParcel)
        }
        hearAnew(apart)
        for place in places(of: order.outboundOrders[index]) { settleIfComplete(place) }
    }

    /// Parcels were distinguished from others: what became of them is so for their units now.
    mutating func hearAnew(_ index: Int) {
        let outbound = order.outboundOrders[index]
        // What is back already came back for the case, wherever its parcel was.
        if outbound.isAllBack { for place in places(of: outbound) { settleIfComplete(place) } }
        if outbound.isAllBack, places(of: outbound).contains(where: { self[$0].state == .restocked }) { return }
        if outbound.whereabouts.isPulled { return hear(.pulled, index) }
        guard outbound.isGone || outbound.hasLeft else { return }
        let reached =
            outbound.filled.map { $0.status ?? outbound.reached }.min { $0.rank < $1.rank } ?? outbound.reached
        if outbound.status == .intercepted {
            order.outboundOrders[index].status = reached
        } else {
            order.outboundOrders[index].advance(to: reached)
        }
        // The warehouse has reported that it left, and no carrier has scanned it.
        guard outbound.isGone else { return hear(.left, index) }
        // What was being brought back from the shelf was never there.
        if outbound.newsOfAll == .comingBack { hear(.withCarrier(delivered: false), index) }
        hear(outbound.newsOfAll, index)
    }
}

/// Which of the units that came back a consignment has first, where it is distinguished from another one.
private enum FirstToHave {
    case none, all, lost, found

    init(_ apart: OutboundOrder, _ rest: OutboundOrder) {
        switch (apart.isMissing, rest.isMissing) {
        case (true, false): self = .lost
        case (false, true): self = .found
        default: self = apart.nearness > rest.nearness ? .all : .none
        }
    }
}

extension OutboundOrder {
    /// A consignment that is distinguished from this one, with what is the same of both: nothing has become of it yet.
    func toldApart(_ number: Int, _ lines: [Line], in parcels: [Parcel]) -> OutboundOrder {
        var apart = OutboundOrder(
            id: id, merchantId: merchantId, warehouseId: warehouseId, ordered: lines, lines: lines,
            submittedAt: submittedAt, changedAt: changedAt)
        (apart.consignment, apart.parcels) = (number, parcels)
        (apart.replaces, apart.carrier, apart.caseId) = (replaces, carrier, caseId)
        apart.cameAt = cameAt
        return apart
    }

    /// How likely units that came back were of it: what was pulled, or was brought back by the carrier and is awaited, comes
    /// before what a buyer can have sent back.
    fileprivate var nearness: Int {
        if filled.allSatisfy(\.whereabouts.isPulled) { return 2 }
        if filled.allSatisfy({ $0.whereabouts.isPulled || $0.whereabouts.isReturning }), !awaitedBy.isEmpty {
            return 2
        }
        return filled.contains { $0.status == .delivered } ? 1 : 0
    }

    /// What awaited all of it awaits both. An interception awaits nothing of what is gone, and what the carrier brings back
    /// comes by the return order that was opened for that.
    fileprivate mutating func keepWhatAwaits(_ all: OutboundOrder) {
        let isReturning = filled.contains(where: \.whereabouts.isReturning)
        let isGone = isGone
        awaitedBy = all.awaitedBy.filter { id in
            ReturnOrder.isReturnToSender(id, of: all.id) ? isReturning : !all.isTornApart || !isGone
        }
        awaitsUnknown = all.awaitsUnknown && !awaitedBy.isEmpty
        wasReturnedToSender = all.wasReturnedToSender && isReturning
    }
}

extension OutboundOrder {
    /// Gives one that was distinguished from it what came back of that: of what had left, as much as can be where that is
    /// likelier to have left; of the rest, what it has first.
    fileprivate mutating func divideBack(with apart: inout OutboundOrder, _ first: FirstToHave) {
        (apart.back, apart.backFromOutside) = ([:], [:])
        let isApartOut = apart.distance > distance
        for sku in back.keys.sorted() {
            let (outside, inside) = back(of: sku)
            let (own, other) = (lines.quantity(of: sku), apart.lines.quantity(of: sku))
            let goes = outside.first(isApartOut ? other : outside.settled - own)
            let (outsideKept, outsideGone) = (outside.settled - goes.settled, goes.settled)
            let taken = inside.share(first, own: own - outsideKept, other: other - outsideGone)
            subtract((goes, taken), of: sku)
            apart.add((goes, taken), of: sku)
        }
    }

    /// How far out of the building it is.
    private var distance: Int {
        if filled.contains(where: { $0.status == .delivered || $0.whereabouts.isReturning }) { return 2 }
        return filled.contains { $0.whereabouts.custody != .warehouse } ? 1 : 0
    }
}

extension UnitsBack {
    /// What of it another one has that has room for so many.
    fileprivate func share(_ first: FirstToHave, own: Int, other: Int) -> UnitsBack {
        let most = max(settled - own, min(first.units(of: self), other))
        return first == .lost ? lost(most) : self.first(most)
    }
}

extension FirstToHave {
    fileprivate func units(of back: UnitsBack) -> Int {
        switch self {
        case .none: 0
        case .all: back.settled
        case .lost: back.writtenOff
        case .found: back.cameBack
        }
    }
}

extension [String: UnitsBack] {
    /// Divides what came back among two shares of what it was of.
    ///
    /// - Parameter secondHas: what of it as much as can be is of the second one; the rest is of the first.
    fileprivate func divided(
        _ first: [Line], _ second: [Line], _ secondHas: FirstToHave
    ) -> ([String: UnitsBack], [String: UnitsBack]) {
        var (one, other): ([String: UnitsBack], [String: UnitsBack]) = (self, [:])
        for (sku, units) in self {
            let taken = units.share(secondHas, own: first.quantity(of: sku), other: second.quantity(of: sku))
            guard taken.settled > 0 else { continue }
            one[sku]?.subtract(taken)
            other[sku] = taken
        }
        return (one.filter { $0.value.settled > 0 }, other)
    }
}

extension UnitsBack {
    /// So many of them: those that nobody finds first.
    func lost(_ count: Int) -> UnitsBack {
        var taken = UnitsBack()
        taken.writtenOff = min(writtenOff, Swift.max(0, count))
        var rest = self
        rest.writtenOff -= taken.writtenOff
        taken.add(rest.first(count - taken.writtenOff))
        return taken
    }

    /// So many of them: those that are on the shelf first.
    func first(_ count: Int) -> UnitsBack {
        var taken = UnitsBack()
        let count = max(0, count)
        taken.restored = min(restored, count)
        taken.quarantined = min(quarantined, count - taken.restored)
        taken.destroyed = min(destroyed, count - taken.inHand)
        taken.writtenOff = min(writtenOff, count - taken.cameBack)
        return taken
    }
}
