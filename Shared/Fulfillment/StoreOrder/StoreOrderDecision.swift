/// One message being decided: the store order as it will be, and what is to be sent besides its changes.
/// Each kind of message has its own file; here is what they share.
struct StoreOrderDecision {
    var order: StoreOrder
    /// Where the message stands.
    let origin: MessageOrigin?
    /// When the message was made.
    let now: Timestamp
    /// When it is processed, by the clock of the service.
    let clock: Timestamp
    let policies: Policies
    /// Commands to other services, and answers to requests that change no case.
    var effects: [StoreOrderEffect] = []

    init(order: StoreOrder, origin: MessageOrigin?, now: Timestamp, clock: Timestamp? = nil, policies: Policies) {
        self.order = order
        self.origin = origin
        self.now = now
        self.clock = clock ?? now
        self.policies = policies
    }

    /// The first consignment of an outbound order.
    func outboundIndex(_ id: String) -> Int? { order.outboundOrders.firstIndex { $0.id == id && !$0.isRefused } }

    /// The consignment that a part is about.
    func outboundIndex(of part: CasePart) -> Int? {
        order.consignmentIndex(of: part).flatMap { order.outboundOrders[$0].isRefused ? nil : $0 }
    }

    /// All parts of a consignment, the oldest first.
    func places(of outbound: OutboundOrder) -> [PartPlace] {
        places { $0.outboundOrderId == outbound.id && $0.consignment == outbound.consignment }
    }

    /// All parts that satisfy a condition, the oldest first.
    func places(where condition: (CasePart) -> Bool) -> [PartPlace] {
        order.cases.indices.flatMap { caseIndex in
            order.cases[caseIndex].parts.indices.compactMap { partIndex in
                condition(order.cases[caseIndex].parts[partIndex])
                    ? PartPlace(caseIndex: caseIndex, partIndex: partIndex) : nil
            }
        }
    }

    /// The part of a consignment whose units are on their way somewhere, and that satisfies a condition.
    func partInProgress(of outbound: OutboundOrder, where condition: (CasePart) -> Bool = { _ in true }) -> PartPlace? {
        places(of: outbound).first { self[$0].isInProgress && condition(self[$0]) }
    }

    subscript(place: PartPlace) -> CasePart {
        get { order.cases[place.caseIndex].parts[place.partIndex] }
        set { order.cases[place.caseIndex].parts[place.partIndex] = newValue }
    }

    func caseId(_ place: PartPlace) -> String { order.cases[place.caseIndex].id }

    /// Orders inventory to do something with units of an outbound order.
    mutating func tell(_ outbound: OutboundOrder, _ action: StockCommand.Action) {
        effects.append(.stock(StockCommand(warehouse: outbound.warehouse, action: action)))
    }

    func move(
        _ outbound: OutboundOrder, _ lines: [Line], caseId: String? = nil, again: Bool = false
    ) -> StockMove {
        StockMove(outboundOrderId: outbound.id, lines: lines, caseId: caseId, replyTo: order.key, again: again)
    }
}

/// Where a part stands: the case, and the part within it.
struct PartPlace: Equatable {
    var caseIndex: Int
    var partIndex: Int
}
