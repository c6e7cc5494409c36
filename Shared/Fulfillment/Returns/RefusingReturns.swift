/// What can not come back is refused when it is announced, not on the dock.
///
/// A customer's return order is refused where inventory has answered for its outbound order, and nothing of its lines is
/// out. Where some of it is still promised, the report that it left may not have been read yet: it waits for that. More
/// than is out may be announced: what is announced is what is expected, and of what comes inventory takes what can come
/// back; `booked` says how much. An outbound order that the service does not know may be older than the service: then
/// inventory alone judges. A return order that Turnback opened itself is never refused.
extension ExpectedReturn {
    /// The outbound order whose goods decide about a command.
    public func outboundOrderId(for command: ReturnOrderCommand) -> String? {
        if case .create(let created) = command { return created.outboundOrderId }
        return (order?.created ?? announced?.created ?? refused)?.outboundOrderId
            ?? ReturnOrder.outboundOrderId(ofOwn: returnOrderId)
    }

    /// Refuses to expect what cannot come. The refusal is kept, so that its receipts are refused at once.
    mutating func mustBeOut(_ created: ReturnOrderCreated, _ sent: SentGoods?) throws(Rejection) {
        guard let rejection = created.refusal(by: sent) else { return refused = nil }
        refused = created
        throw rejection
    }

    /// Refuses a receipt for which no return order can come: it was refused and would be so again, or is Turnback's own and
    /// nothing of its outbound order can come back.
    func mustBeExpectable(_ sent: SentGoods?) throws(Rejection) {
        if let refused {
            if let rejection = refused.refusal(by: sent) { throw rejection }
        } else if ReturnOrder.outboundOrderId(ofOwn: returnOrderId) != nil,
            let rejection = sent?.refusalOfAll(path: "returnOrderId")
        {
            throw rejection
        }
    }

    /// Why the first receipt of goods that never left is refused, where their return order was created before that was
    /// known.
    func refusalOfUnsent(_ sent: SentGoods?) -> Rejection? {
        guard let order, order.state == .awaitingArrival, !order.created.isOwn, order.created.origin == .customer else {
            return nil
        }
        return sent?.refusalOfUnsent(order.created.lines, path: "returnOrderId")
    }

    /// Whether its goods are still to leave, by what inventory has answered.
    func mayStillLeave(_ sent: SentGoods?) -> Bool {
        guard let order, let sent else { return false }
        return sent.mayStillLeave(order.created.lines)
    }

    /// Nothing can come to a return order: a receipt for it is refused, and it is cancelled.
    mutating func giveUp(_ refusal: Rejection, at now: Timestamp) -> ReturnOrderAnswer {
        guard var order else { return ReturnOrderAnswer([], refusal: refusal) }
        order.state = .cancelled
        return ReturnOrderAnswer(publish(order, at: now), refusal: refusal)
    }

    /// The receipts that waited for a return order that was refused are refused as well.
    mutating func refuseWhatWaited(_ rejection: Rejection) -> [ReturnOrderEffect] {
        let waited = waiting
        waiting = []
        return waited.filter { !$0.isTakenBack }.map { .refused($0, rejection) }
    }
}

extension ReturnOrderCreated {
    /// Turnback opens it: for an interception, or for a parcel that the carrier returns to its sender.
    var isOwn: Bool { ReturnOrder.isOwn(returnOrderId, of: outboundOrderId) }

    /// The other outbound orders for which Turnback may open a return order of this id: `RO-X-2` is the first one of X-2, and
    /// the second one of X.
    public var namesakes: [String] {
        guard !isOwn, let name = ReturnOrder.outboundOrderId(ofOwn: returnOrderId) else { return [] }
        guard let dash = name.lastIndex(of: "-"), Int(name[name.index(after: dash)...]) != nil else { return [name] }
        return [name, String(name[..<dash])]
    }

    /// Why it is refused where one of these exists: Turnback's own return order would be refused, and nothing would end its case.
    public func isNamed(after outboundOrderId: String) -> Rejection {
        Rejection(
            .returnOrderExists,
            "return order \(returnOrderId) is one that Turnback opens for outbound order \(outboundOrderId): take another id",
            path: "returnOrderId")
    }

    func refusal(by sent: SentGoods?) -> Rejection? {
        guard origin == .customer, !isOwn else { return nil }
        return sent?.refusal(of: lines, path: "outboundOrderId")
    }
}
