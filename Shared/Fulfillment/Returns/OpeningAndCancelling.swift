extension ExpectedReturn {
    /// Units are expected back from now on; what came of them already is received.
    mutating func open(
        _ created: ReturnOrderCreated, _ origin: MessageOrigin?, at now: Timestamp, from clock: Timestamp,
        _ sent: SentGoods?, _ policies: Policies
    ) throws(Rejection) -> ReturnOrderAnswer {
        if let known = order?.created ?? announced?.created {
            guard known.isSame(as: created) else {
                throw Rejection(
                    .returnOrderExists, "return order \(created.returnOrderId) exists with other content",
                    path: "returnOrderId")
            }
            return ReturnOrderAnswer([])
        }
        if announce(created, origin, from: clock, sent, policies) { return ReturnOrderAnswer([]) }
        do throws(Rejection) { try mustBeOut(created, sent) } catch {
            return ReturnOrderAnswer(refuseWhatWaited(error), refusal: error)
        }
        return ReturnOrderAnswer(open(created, at: now))
    }

    mutating func open(_ created: ReturnOrderCreated, at now: Timestamp) -> [ReturnOrderEffect] {
        publish(ReturnOrder(created, at: now), at: now) + receiveWhatWaited(at: now)
    }

    /// Nothing is expected back any more.
    ///
    /// A return order of Turnback's own is the way by which a case ends: nobody else cancels it while anything can still
    /// come. Where Turnback knows that nothing more comes, one that was partly received is closed with what came.
    mutating func cancel(
        _ supersededBy: SupersededBy?, at now: Timestamp, _ sent: SentGoods?
    ) throws(Rejection) -> [ReturnOrderEffect] {
        if let announced {
            self.announced = nil
            order = ReturnOrder(announced.created, at: now)
        }
        guard var order else {
            throw Rejection(
                .unknownReturnOrder,
                "return order \(returnOrderId) of store order \(storeOrder) does not exist", path: "returnOrderId")
        }
        // A receipt of it was taken back since that was said: it awaits those units again.
        if let supersededBy, !order.reversed.isEmpty, sent?.isOvertaken(supersededBy) == true { return [] }
        switch order.state {
        case .cancelled: return []
        case .awaitingArrival:
            if supersededBy == nil { try mustNotBeAwaited(order.created, sent) }
            order.state = .cancelled
        case .partlyReceived where supersededBy != nil: order.state = .received
        case .received where supersededBy != nil: return []
        case .partlyReceived, .received:
            throw Rejection(
                .returnOrderClosed,
                "return order \(returnOrderId) is \(order.state.rawValue): "
                    + "only one that awaits its arrival can be cancelled",
                path: "returnOrderId")
        }
        order.lost = supersededBy?.writtenOff ?? []
        return publish(order, at: now) + receiveWhatWaited(at: now)
    }

    private func mustNotBeAwaited(_ created: ReturnOrderCreated, _ sent: SentGoods?) throws(Rejection) {
        guard created.isOwn, sent?.refusalOfAll(path: "returnOrderId") == nil else { return }
        throw Rejection(
            .notCancellable,
            "Turnback opened return order \(returnOrderId), and units of outbound order \(created.outboundOrderId) "
                + "may still arrive: receive them, or send a receipt with complete",
            path: "returnOrderId")
    }
}
