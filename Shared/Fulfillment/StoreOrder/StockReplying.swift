extension StoreOrderDecision {
    /// Inventory answers.
    mutating func stockReplied(_ reply: StockReply) {
        guard let index = outboundIndex(reply.outboundOrderId) else { return }
        switch reply.answer {
        case .allocated:
            order.outboundOrders[index].advance(to: .awaitingOutbound)
        case .backordered:
            if order.outboundOrders[index].status == .allocating { order.outboundOrders[index].status = .backordered }
        case .released: released(index, reply.lines.map(\.line))
        case .issued: break
        case .restored(let claim): restored(index, reply.lines, by: claim)
        case .refused: releaseRefused(index)
        }
    }

    /// The quantities are free: the part is cancelled, and the outbound order with it if nothing of it is left.
    private mutating func released(_ index: Int, _ lines: [Line]) {
        let id = order.outboundOrders[index].id
        guard let place = openPart(of: id, where: { $0.state == .releasing && $0.lines.sameUnits(as: lines) }) else {
            return
        }
        self[place].state = .cancelled
        order.outboundOrders[index].lines = order.outboundOrders[index].lines.subtracting(lines)
        guard order.outboundOrders[index].status == .releasing else { return }
        if order.outboundOrders[index].lines.isEmpty {
            order.outboundOrders[index].status = .cancelled
            order.outboundOrders[index].lines = order.outboundOrders[index].ordered
        } else if openPart(of: id, where: { $0.state == .releasing }) == nil {
            order.outboundOrders[index].status = .awaitingOutbound
        }
    }

    /// What should have been on the shelf is not: find out where the goods are.
    private mutating func releaseRefused(_ index: Int) {
        guard let place = openPart(of: order.outboundOrders[index].id, where: { $0.state == .releasing }) else { return }
        self[place].state = .verifying
    }

    private mutating func restored(_ index: Int, _ lines: [StockReply.ReplyLine], by claim: RestockClaim) {
        let outbound = order.outboundOrders[index]
        guard
            let place = openPart(
                of: outbound.id, where: { $0.state == .restocking || $0.state == .intercepting || $0.state == .verifying })
        else { return }
        for line in lines {
            switch line.handling ?? .putAway {
            case .putAway: self[place].restored += line.line.quantity
            case .quarantine: self[place].quarantined += line.line.quantity
            case .dispose: self[place].writtenOff += line.line.quantity
            }
        }
        let first = self[place].restockedBy == nil
        self[place].restockedBy = self[place].restockedBy ?? claim
        settleIfComplete(place)
        if first, claim.by == .adjustment, policies[outbound.merchantId].restockBy == .returnOrder,
            outbound.status == .intercepted
        {
            cancelReturnOrder(of: outbound)
        }
    }

    /// A return order that was left over after the other way won.
    private mutating func cancelReturnOrder(of outbound: OutboundOrder) {
        effects.append(
            .returnOrder(.cancel(returnOrderId: ReturnOrder.interceptionId(outbound.id), storeOrder: order.key)))
    }
}
