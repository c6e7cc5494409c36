/// A customer's return order that was read before it was known that its goods had left: it waits for that as long as a
/// report waits for its outbound order.
///
/// The topics are not in step: where orders or inventory is behind, a return may be announced and even received before the
/// departure is processed. Refusing it would lose it: a sender's retry has the same id, and would be silent. A receipt that
/// was made before the departure is refused all the same: it cannot be of these goods.
public struct AnnouncedReturn: Sendable, Equatable {
    public var created: ReturnOrderCreated
    public var origin: MessageOrigin?
    public var deadline: Timestamp

    public init(_ created: ReturnOrderCreated, origin: MessageOrigin?, deadline: Timestamp) {
        self.created = created
        self.origin = origin
        self.deadline = deadline
    }
}

extension ExpectedReturn {
    /// It or one of its receipts waits for goods to leave: `learn` is to be called with the next answer about them.
    public var awaitsGoods: Bool { announced != nil || (order != nil && !waiting.isEmpty) }

    /// Makes a return order wait whose goods have not left, and still may. False where it does not have to.
    mutating func announce(
        _ created: ReturnOrderCreated, _ origin: MessageOrigin?, from clock: Timestamp, _ sent: SentGoods?,
        _ policies: Policies
    ) -> Bool {
        guard created.refusal(by: sent) != nil, sent?.mayStillLeave(created.lines) == true else { return false }
        refused = nil
        announced = AnnouncedReturn(
            created, origin: origin, deadline: clock.adding(seconds: policies.defaults.unknownOrderGraceSeconds))
        return true
    }

    /// Inventory has answered about its outbound order: what waits goes on once goods have left, and is refused once none can.
    public mutating func learn(_ sent: SentGoods, at now: Timestamp) -> [ReturnOrderEffect] {
        if let announced {
            guard let refusal = announced.created.refusal(by: sent) else {
                self.announced = nil
                return refuseWhatCameBefore(now, announced.created) + open(announced.created, at: now)
            }
            return sent.mayStillLeave(announced.created.lines) ? [] : refuse(announced, refusal)
        }
        if order == nil, sent.isRefused {
            do throws(Rejection) { try mustBeExpectable(sent) } catch { return refuseWhatWaited(error) }
        }
        guard let created = order?.created, awaitsGoods else { return [] }
        guard let refusal = refusalOfUnsent(sent) else {
            return refuseWhatCameBefore(now, created) + receiveWhatWaited(at: now)
        }
        guard !mayStillLeave(sent) else { return [] }
        return refuseWhatWaited(refusal) + giveUp(refusal, at: now).effects
    }

    /// What was received before the goods left cannot have been these goods.
    private mutating func refuseWhatCameBefore(_ left: Timestamp, _ created: ReturnOrderCreated) -> [ReturnOrderEffect] {
        let early = waiting.filter { $0.madeAt < left }
        waiting.removeAll { $0.madeAt < left }
        return early.map { one in
            .refused(
                one,
                Rejection(
                    .exceedsIssued,
                    "receipt \(one.received.receiptId) was made before the goods of outbound order "
                        + "\(created.outboundOrderId) left", path: "receiptId"))
        }
    }

    /// Time has come to a deadline, and the goods have not left.
    mutating func passAnnounced(_ reached: Timestamp) -> [ReturnOrderEffect] {
        guard let announced, announced.deadline <= reached else { return [] }
        return refuse(announced, announced.created.didNotLeave)
    }

    private mutating func refuse(_ announced: AnnouncedReturn, _ rejection: Rejection) -> [ReturnOrderEffect] {
        self.announced = nil
        refused = announced.created
        return [.refusedToOpen(announced, rejection)] + refuseWhatWaited(rejection)
    }
}

extension ReturnOrderCreated {
    /// Why it is refused once it has waited long enough.
    var didNotLeave: Rejection {
        Rejection(
            .exceedsIssued, "outbound order \(outboundOrderId) did not leave in time, so nothing of it can come back",
            path: "outboundOrderId")
    }
}
