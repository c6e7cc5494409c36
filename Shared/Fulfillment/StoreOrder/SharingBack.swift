/// Which consignment of an outbound order units came back of, where it has several.
extension StoreOrderDecision {
    /// Inventory knows the units of an outbound order, and not its parcels: each consignment gets as many as it awaits.
    func shares(of reply: StockReply, by claim: RestockClaim) -> [(index: Int, reply: StockReply)] {
        let indices = order.consignments(of: reply.outboundOrderId).sorted {
            likelihood($0, reply, claim) > likelihood($1, reply, claim)
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

    /// A receipt was taken back: each consignment gives up what it had of it, the likeliest first.
    func sharesGivenUp(of reply: StockReply, by claim: RestockClaim) -> [(index: Int, reply: StockReply)] {
        let indices = order.consignments(of: reply.outboundOrderId).sorted {
            likelihood($0, reply, claim) > likelihood($1, reply, claim)
        }
        guard indices.count > 1 else { return indices.map { ($0, reply) } }
        var left = reply.lines
        var shares: [(index: Int, reply: StockReply)] = []
        for index in indices {
            var (share, back) = (reply, order.outboundOrders[index].back)
            share.lines = left.indices.compactMap { place in
                var own = left[place]
                own.line.quantity = min(
                    own.line.quantity, back[own.line.sku]?[keyPath: UnitsBack.counted(own.handling)] ?? 0)
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

    /// The carrier has a consignment: what was taken for its units that came back was of others that left.
    mutating func yieldBack(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard outbound.awaitedBy.isEmpty else { return }
        for other in order.consignments(of: outbound.id) where other != index {
            let one = order.outboundOrders[other]
            guard one.stockIssued, one.awaitedBy.isEmpty, partInProgress(of: one) == nil else { continue }
            yieldBack(index, to: other)
        }
    }

    /// A consignment has left: what was taken for its units that came back was of another one that lies pulled.
    mutating func yieldBackToStopped(_ index: Int) {
        let outbound = order.outboundOrders[index]
        guard !outbound.back.isEmpty else { return }
        for other in order.consignments(of: outbound.id) where other != index {
            let one = order.outboundOrders[other]
            guard one.whereabouts.isPulled, partInProgress(of: one) != nil else { continue }
            yieldBack(index, to: other)
            countBack(other)
            for place in places(of: one) { settleIfComplete(place) }
        }
    }

    /// What came back of one counts for the other, as far as that awaits it.
    private mutating func yieldBack(_ index: Int, to other: Int) {
        for line in order.outboundOrders[other].notBack {
            guard let taken = order.outboundOrders[index].back[line.sku]?.first(line.quantity) else { continue }
            order.outboundOrders[index].back[line.sku]?.subtract(taken)
            order.outboundOrders[other].back[line.sku, default: UnitsBack()].add(taken)
        }
    }

    /// The return order that awaits it, the case that stops it, and what has left and nobody else awaits, in this order.
    private func likelihood(_ index: Int, _ reply: StockReply, _ claim: RestockClaim) -> Int {
        let outbound = order.outboundOrders[index]
        if claim.by == .returnOrder, outbound.awaitedBy.contains(claim.id) { return 8 }
        let parts = places(of: outbound).filter { caseId($0) == reply.caseId && self[$0].holdsUnits }
        let isRestocking = parts.contains { self[$0].state == .restocking }
        if outbound.whereabouts.isPulled, !parts.isEmpty { return isRestocking ? 7 : 6 }
        if isRestocking { return 5 }
        guard parts.isEmpty else { return reply.caseId == nil ? 0 : 4 }
        if !outbound.stockIssued { return 0 }
        if !outbound.awaitedBy.isEmpty { return 1 }
        return outbound.status == .delivered ? 3 : 2
    }
}

extension OutboundOrder {
    /// What of a line it awaits: units that were written off and are found, and units that are not back.
    fileprivate func awaited(of line: StockReply.ReplyLine) -> StockReply.ReplyLine? {
        var own = line
        own.found = min(line.found, back[line.line.sku]?.writtenOff ?? 0)
        own.line.quantity = own.found + min(line.line.quantity - line.found, notBack.quantity(of: line.line.sku))
        return own.line.quantity > 0 ? own : nil
    }
}
