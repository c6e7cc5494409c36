extension ExpectedReturn {
    /// Units are expected back from now on; what came of them already is received.
    mutating func open(
        _ created: ReturnOrderCreated, _ origin: MessageOrigin?, at now: Deadline, _ sent: SentGoods?, _ policies: Policies
    ) throws(Rejection) -> ReturnOrderAnswer {
        if let known = order?.created ?? announced?.created {
            guard known.isSame(as: created) else {
                throw Rejection(
                    .returnOrderExists, "return order \(created.returnOrderId) exists with other content",
                    path: "returnOrderId")
            }
            return ReturnOrderAnswer([])
        }
        if announce(created, origin, from: now, sent, policies) { return ReturnOrderAnswer([]) }
        do throws(Rejection) { try mustBeOut(created, sent) } catch {
            return ReturnOrderAnswer(refuseWhatWaited(error), refusal: error)
        }
        return ReturnOrderAnswer(open(created, at: now.at))
    }

    mutating func open(_ created: ReturnOrderCreated, at now: Timestamp) -> [ReturnOrderEffect] {
        publish(ReturnOrder(created, at: now), at: now) + receiveWhatWaited(at: now)
    }

    /// Nothing is expected back any more.
    mutating func cancel(at now: Timestamp) throws(Rejection) -> [ReturnOrderEffect] {
        if let announced {
            self.announced = nil
            order = ReturnOrder(announced.created, at: now)
        }
        guard var order else {
            throw Rejection(
                .unknownReturnOrder,
                "return order \(returnOrderId) of store order \(storeOrder) does not exist", path: "returnOrderId")
        }
        if order.state == .cancelled { return [] }
        guard order.state == .awaitingArrival else {
            throw Rejection(
                .returnOrderClosed,
                "return order \(returnOrderId) is \(order.state.rawValue): "
                    + "only one that awaits its arrival can be cancelled",
                path: "returnOrderId")
        }
        order.state = .cancelled
        return publish(order, at: now) + receiveWhatWaited(at: now)
    }
}
