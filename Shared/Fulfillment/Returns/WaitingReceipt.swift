/// A receipt that came before its return order, or before its goods had left by the books: it waits as long as a report
/// waits for its outbound order.
///
/// Where the floor reports a parcel as pulled and puts it away in one go, the receipt may be read before the return order
/// that its report opens. Refusing it would lose the units: a sender's retry has the same id, and would be silent.
public struct WaitingReceipt: Sendable, Equatable {
    public var received: ReturnOrderReceived
    public var origin: MessageOrigin?
    public var deadline: Timestamp
    /// When its message was made.
    public var madeAt: Timestamp
    /// It was taken back before it was processed.
    public var isTakenBack = false

    public init(_ received: ReturnOrderReceived, origin: MessageOrigin?, deadline: Timestamp, madeAt: Timestamp) {
        self.received = received
        self.origin = origin
        self.deadline = deadline
        self.madeAt = madeAt
    }
}

extension ExpectedReturn {
    /// When the next of what waits has waited long enough.
    public var nextDeadline: Timestamp? {
        (waiting.map(\.deadline) + (announced.map { [$0.deadline] } ?? [])).min()
    }

    /// Time has come to a deadline: who waited until then is refused.
    public mutating func pass(_ reached: Timestamp) -> [ReturnOrderEffect] {
        let effects = passAnnounced(reached)
        let expired = waiting.filter { $0.deadline <= reached }
        guard !expired.isEmpty else { return effects }
        waiting.removeAll { $0.deadline <= reached }
        if let order {
            let refusals = expired.filter { !$0.isTakenBack }.map { ReturnOrderEffect.refused($0, order.created.didNotLeave) }
            return effects + refusals + giveUp(order.created.didNotLeave, at: reached).effects
        }
        let rejection = Rejection(
            .unknownReturnOrder,
            "return order \(returnOrderId) of store order \(storeOrder) did not come in time", path: "returnOrderId")
        return effects + expired.filter { !$0.isTakenBack }.map { .refused($0, rejection) }
    }

    mutating func wait(
        _ received: ReturnOrderReceived, _ origin: MessageOrigin?, at now: Timestamp, from clock: Timestamp,
        _ sent: SentGoods?, _ policies: Policies
    ) throws(Rejection) -> [ReturnOrderEffect] {
        if let known = waiting.first(where: { $0.received.receiptId == received.receiptId }) {
            try received.mustBeSame(as: known.received.fingerprint)
            return []
        }
        try mustBeExpectable(sent)
        try mustHaveRoom(for: received)
        let deadline = clock.adding(seconds: policies.defaults.unknownOrderGraceSeconds)
        waiting.append(WaitingReceipt(received, origin: origin, deadline: deadline, madeAt: now))
        return []
    }

    /// The return order is there: processes the receipts that waited for it.
    mutating func receiveWhatWaited(at now: Timestamp) -> [ReturnOrderEffect] {
        let waited = waiting
        waiting = []
        var effects: [ReturnOrderEffect] = []
        for one in waited { effects += receive(one, at: now) }
        return effects
    }

    mutating func receive(_ waited: WaitingReceipt, at now: Timestamp) -> [ReturnOrderEffect] {
        do throws(Rejection) {
            if waited.isTakenBack { return try withdraw(waited.received, at: now) }
            return try receive(waited.received, waited.origin, at: now)
        } catch { return [.refused(waited, error)] }
    }
}

extension ReturnOrderReceived {
    /// Refuses another receipt under an id that was used before.
    func mustBeSame(as known: Fingerprint) throws(Rejection) {
        guard known != fingerprint else { return }
        throw Rejection(.receiptIdReused, "receipt \(receiptId) exists with other content", path: "receiptId")
    }
}
