/// Which consignment of an outbound order units came back of, where it has several.
extension StoreOrderDecision {
    /// Inventory knows the units of an outbound order, and not its parcels: each consignment gets as many as it awaits,
    /// the likeliest first. Of what is received, that is among several the one that awaits just so much.
    func shares(of reply: StockReply, by claim: RestockClaim) -> [(index: Int, reply: StockReply)] {
        let lines = reply.lines.map(\.line).merged()
        func isAll(_ index: Int) -> Int {
            claim.by == .returnOrder && order.outboundOrders[index].notBack.sameUnits(as: lines) ? 1 : 0
        }
        let indices = order.consignments(of: reply.outboundOrderId).sorted {
            (rank($0, reply, claim), isAll($0)) > (rank($1, reply, claim), isAll($1))
        }
        guard indices.count > 1, let likeliest = indices.first else { return indices.map { ($0, reply) } }
        var left = reply.lines
        var shares: [(index: Int, reply: StockReply)] = []
        for index in indices {
            var share = reply
            share.lines = []
            for place in left.indices {
                guard let own = order.outboundOrders[index].awaited(of: left[place]) else { continue }
                share.lines.append(own)
                left[place].line.quantity -= own.line.quantity
                left[place].found -= own.found
            }
            if !share.lines.isEmpty { shares.append((index, share)) }
        }
        // More came than anybody awaits.
        let rest = left.filter { $0.line.quantity > 0 }
        guard !rest.isEmpty else { return shares }
        if let place = shares.firstIndex(where: { $0.index == likeliest }) {
            shares[place].reply.lines += rest
        } else {
            var share = reply
            share.lines = rest
            shares.append((likeliest, share))
        }
        return shares
    }

    /// A receipt was taken back: each consignment gives up what it had of it, the likeliest first. Among several, that is the one
    /// with just so much back.
    func sharesGivenUp(of reply: StockReply, by claim: RestockClaim) -> [(index: Int, reply: StockReply)] {
        let lines = reply.lines.map(\.line).merged()
        func isAll(_ index: Int) -> Int {
            let back = order.outboundOrders[index].back.map { Line($0.key, $0.value.settled) }
            return back.filter { $0.quantity > 0 }.sameUnits(as: lines) ? 1 : 0
        }
        let indices = order.consignments(of: reply.outboundOrderId).sorted {
            (rank($0, reply, claim), isAll($0)) > (rank($1, reply, claim), isAll($1))
        }
        guard indices.count > 1 else { return indices.map { ($0, reply) } }
        var left = reply.lines
        var shares: [(index: Int, reply: StockReply)] = []
        for index in indices {
            var (share, back) = (reply, order.outboundOrders[index].back)
            share.lines = left.indices.compactMap { place in
                var own = left[place]
                own.line.quantity = min(
                    own.line.quantity, back[own.line.sku]?[keyPath: UnitsBack.counted(own)] ?? 0)
                own.found = min(own.found, own.line.quantity)
                own.neverLeft = min(own.neverLeft, own.line.quantity - own.found)
                guard own.line.quantity > 0 else { return nil }
                back[own.line.sku]?.takeBack(own)
                left[place].line.quantity -= own.line.quantity
                left[place].found -= own.found
                left[place].neverLeft -= own.neverLeft
                return own
            }
            if !share.lines.isEmpty { shares.append((index, share)) }
        }
        return shares
    }

    /// A consignment has left the building: what a case brought back was of another one, which lies pulled. Where the carrier
    /// brings it back and all of it had been taken for back, that was of one that left as well, or that nobody finds.
    ///
    /// - Parameter isNew: it is said just now. Else what came since by the return order that awaits it was of it.
    mutating func yieldBack(_ index: Int, _ news: ParcelNews, isNew: Bool) {
        for other in others(than: index) where !order.outboundOrders[index].back.isEmpty {
            let one = order.outboundOrders[other]
            if one.whereabouts.isPulled, partInProgress(of: one) != nil, mayBeOf(other, whatCameFor: index) {
                yieldBack(index, to: other) { (UnitsBack(), $0.inside) }
            }
            guard news == .comingBack else { continue }
            if order.outboundOrders[index].isNoBuyers, one.stockIssued, partInProgress(of: one) == nil {
                yieldBack(index, to: other) { ($0.outside, UnitsBack()) }
            }
            let isExpected = !isNew && order.outboundOrders[index].wasReturnedToSender
            guard order.outboundOrders[index].isAllBack, !isExpected else { continue }
            // What nobody finds is not what the carrier has.
            if one.isLost || !one.stockIssued { yieldBack(index, to: other) { (UnitsBack(), $0.inside.lostAlone) } }
            if one.stockIssued, partInProgress(of: one) == nil { yieldBack(index, to: other) { $0 } }
        }
    }

    /// Whether what a case brought back of one consignment may have been of another: that awaits as much, and it did not come by
    /// the return order of the one, while the other's is still awaited.
    private func mayBeOf(_ other: Int, whatCameFor index: Int) -> Bool {
        let (one, another) = (order.outboundOrders[index], order.outboundOrders[other])
        let isByItsOwn = one.isAllBack && one.awaitedBy.isEmpty && !another.awaitedBy.isEmpty
        return !isByItsOwn && one.backFromInside.subtracting(another.notBack).isEmpty
    }

    /// Nobody finds a consignment: what was written off of another one was of it.
    mutating func yieldLost(to index: Int) {
        guard order.outboundOrders[index].isLost else { return }
        for other in others(than: index) where !order.outboundOrders[other].isLost {
            yieldBack(other, to: index) { (UnitsBack(), $0.inside.lostAlone) }
        }
    }

    /// A consignment is pulled whose units a person had all written off, though nobody had missed it: that was of another
    /// one, which was opened before.
    ///
    /// - Returns: whether there is such a one.
    mutating func yieldLostToOpened(_ index: Int) -> Bool {
        let lost = order.outboundOrders[index].lost
        guard order.outboundOrders[index].filled.contains(where: { $0.whereabouts.missing != nil }) else { return false }
        let opened = others(than: index).first { other in
            let one = order.outboundOrders[other]
            return one.whereabouts.isPulled && lost.subtracting(one.notBack).isEmpty
                && partInProgress(of: one) { $0.state == .restocking } != nil
        }
        // A part that has come to its end by it keeps it.
        let isCounted = places(of: order.outboundOrders[index]).contains { self[$0].state == .restocked }
        guard let opened, !isCounted else { return false }
        yieldBack(index, to: opened) { (UnitsBack(), $0.inside.lostAlone) }
        return true
    }

    /// The other consignments of the same outbound order.
    func others(than index: Int) -> [Int] {
        order.consignments(of: order.outboundOrders[index].id).filter { $0 != index }
    }

    /// What came back of one counts for the other, as far as that awaits it.
    private mutating func yieldBack(
        _ index: Int, to other: Int, _ only: (SplitBack) -> SplitBack
    ) {
        var isAny = false
        for line in order.outboundOrders[other].notBack {
            var taken = only(order.outboundOrders[index].back(of: line.sku))
            taken.outside = taken.outside.first(line.quantity)
            taken.inside = taken.inside.first(line.quantity - taken.outside.settled)
            guard taken.outside.settled + taken.inside.settled > 0 else { continue }
            isAny = true
            order.outboundOrders[index].subtract(taken, of: line.sku)
            order.outboundOrders[index].fillAnew()
            order.outboundOrders[other].add(taken, of: line.sku)
        }
        guard isAny else { return }
        for place in [index, other] { countBack(place) }
        for place in places(of: order.outboundOrders[other]) { settleIfComplete(place) }
        guard order.outboundOrders[other].isAllBack else { return }
        cancelAwaited(other, SupersededBy(by: .departure, id: order.outboundOrders[index].id))
    }

    /// Of two that are as likely, the one with known contents.
    private func rank(_ index: Int, _ reply: StockReply, _ claim: RestockClaim) -> Int {
        2 * likelihood(index, reply, claim) + (order.outboundOrders[index].hasSeveralParcels ? 0 : 1)
    }

    /// The return order that awaits it, the case that stops it, and what has left and nobody else awaits, in this order.
    private func likelihood(_ index: Int, _ reply: StockReply, _ claim: RestockClaim) -> Int {
        let outbound = order.outboundOrders[index]
        // What had left by the books is written off only for the case that holds it, or of what nobody finds.
        if reply.isWrittenOff(by: claim) {
            let neverLeft = reply.lines.contains { $0.neverLeft > 0 }
            let isAll = reply.lines.allSatisfy { outbound.notBack.quantity(of: $0.line.sku) == $0.line.quantity }
            if outbound.isLost, neverLeft || isAll { return 10 }
            if neverLeft, !outbound.stockIssued { return 9 }
        }
        if claim.by == .returnOrder, outbound.awaitedBy.contains(claim.id) { return 8 }
        let parts = places(of: outbound).filter { caseId($0) == reply.caseId && self[$0].holdsUnits }
        let isRestocking = parts.contains { self[$0].state == .restocking }
        if outbound.whereabouts.isPulled, !parts.isEmpty { return isRestocking ? 7 : 6 }
        if isRestocking { return 5 }
        // Whichever case a person names, he puts back what was pulled.
        if claim.by == .adjustment, outbound.whereabouts.isPulled, partInProgress(of: outbound) != nil { return 5 }
        guard parts.isEmpty else { return reply.caseId == nil ? 0 : 4 }
        if !outbound.stockIssued { return 0 }
        // A buyer sends back what was delivered.
        let isFromBuyer = claim.by == .returnOrder && !ReturnOrder.isOwn(claim.id, of: outbound.id)
        if isFromBuyer, outbound.filled.contains(where: { $0.status == .delivered }) { return 3 }
        if !outbound.awaitedBy.isEmpty { return 1 }
        return 2
    }
}

/// Units that came back: those that had left, and the others.
typealias SplitBack = (outside: UnitsBack, inside: UnitsBack)

extension StockReply {
    /// A person says that nobody finds these units.
    fileprivate func isWrittenOff(by claim: RestockClaim) -> Bool {
        claim.by == .adjustment && lines.allSatisfy { $0.handling == .dispose && !$0.destroyed }
    }
}

extension UnitsBack {
    /// Those of them that nobody finds.
    fileprivate var lostAlone: UnitsBack {
        var lost = UnitsBack()
        lost.writtenOff = writtenOff
        return lost
    }
}

extension OutboundOrder {
    /// The carrier brings it back for the first time, and delivered nothing of it: no buyer has had it.
    fileprivate var isNoBuyers: Bool { !wasReturnedToSender && !filled.contains { $0.status == .delivered } }

    /// Nobody finds one of its parcels, or could pull it though it was not seen to leave.
    var isLost: Bool {
        filled.contains { $0.givenUp == .missing || ($0.givenUp != nil && $0.whereabouts.custody == .warehouse) }
    }

    /// What of a line it awaits: units that were written off and are found, and units that are not back.
    fileprivate func awaited(of line: StockReply.ReplyLine) -> StockReply.ReplyLine? {
        var own = line
        let pulled = min(line.found, found.quantity(of: line.line.sku))
        own.found = pulled + min(line.found - pulled, back[line.line.sku]?.writtenOff ?? 0)
        let rest = notBack.quantity(of: line.line.sku) - pulled
        own.line.quantity = own.found + max(0, min(line.line.quantity - line.found, rest))
        return own.line.quantity > 0 ? own : nil
    }
}
