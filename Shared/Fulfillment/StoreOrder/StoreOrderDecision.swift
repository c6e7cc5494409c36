/// One message being decided: the store order as it will be, and what is to be sent besides its changes.
/// Each kind of message has its own file; here is what they share.
struct StoreOrderDecision {
    var order: StoreOrder
    /// Where the message stands.
    let origin: MessageOrigin?
    let now: Timestamp
    let policies: Policies
    /// Commands to other services, and answers to requests that change no case.
    var effects: [StoreOrderEffect] = []

    init(order: StoreOrder, origin: MessageOrigin?, now: Timestamp, policies: Policies) {
        self.order = order
        self.origin = origin
        self.now = now
        self.policies = policies
    }

    func outboundIndex(_ id: String) -> Int? { order.outboundOrders.firstIndex { $0.id == id } }

    /// The open part of an outbound order that satisfies a condition: its case and its place in it.
    func openPart(of id: String, where condition: (CasePart) -> Bool = { _ in true }) -> PartPlace? {
        for (caseIndex, one) in order.cases.enumerated() {
            for (partIndex, part) in one.parts.enumerated()
            where part.outboundOrderId == id && part.isOpen && condition(part) {
                return PartPlace(caseIndex: caseIndex, partIndex: partIndex)
            }
        }
        return nil
    }

    subscript(place: PartPlace) -> CasePart {
        get { order.cases[place.caseIndex].parts[place.partIndex] }
        set { order.cases[place.caseIndex].parts[place.partIndex] = newValue }
    }
}

/// Where a part stands: the case, and the part within it.
struct PartPlace {
    var caseIndex: Int
    var partIndex: Int
}
