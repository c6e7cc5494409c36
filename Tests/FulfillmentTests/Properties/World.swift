import Fulfillment

/// Orders, inventory and returns wired together in memory. Every topic keeps its order; which topic is read next is
/// whoever's choice, as it is between Kafka's partitions.
struct World {
    /// A topic as one service reads it.
    enum Lane: Int, CaseIterable { case inventoryCommands, repliesToOrders, repliesToReturns, returnCommands }

    enum Body {
        case order(StoreOrderMessage)
        case stock(StockCommand)
        case reply(StockReply)
        case returns(ReturnOrderCommand)
    }

    /// A message and what tells it from all others: derived from its cause, as the runtime does.
    struct Sent {
        var identity: Fingerprint
        var body: Body

        /// The record's key; nil for the one warehouse.
        var key: StoreOrderKey? {
            switch body {
            case .order(let message): message.key
            case .reply(let reply): reply.storeOrder
            case .returns(let command): command.storeOrder
            case .stock: nil
            }
        }
    }

    private(set) var orders: [StoreOrderKey: StoreOrder] = [:]
    private(set) var shelf = Shelf()
    private(set) var returns: [String: ReturnOrder] = [:]
    private(set) var lanes: [[Sent]] = Array(repeating: [], count: Lane.allCases.count)
    private(set) var auditor = Auditor()
    /// Commands that inventory refused. It does not remember them itself: one that came again would be decided anew, and
    /// its answer, under the same derived id, be taken for a redelivery.
    private var refused: Set<Fingerprint> = []
    let policies: Policies

    init(policies: Policies = .byReturnOrder) { self.policies = policies }

    var isQuiet: Bool { lanes.allSatisfy(\.isEmpty) }
    var complaints: [String] { auditor.complaints + (isQuiet ? auditor.quiet() : []) }

    /// Reads the next message of a topic.
    mutating func read(_ lane: Lane) {
        let sent = lanes[lane.rawValue].removeFirst()
        deliver(sent, toReturns: lane == .repliesToReturns)
    }

    /// Reads the next message of one of a topic's keys: only messages of the same key keep their order. Now and then a
    /// message comes once more.
    mutating func read(_ lane: Lane, _ random: inout SplitMix64) {
        var keys: [StoreOrderKey?] = []
        for sent in lanes[lane.rawValue] where !keys.contains(sent.key) { keys.append(sent.key) }
        let key = keys[random.below(keys.count)]
        let sent = lanes[lane.rawValue].remove(at: lanes[lane.rawValue].firstIndex { $0.key == key }!)
        if random.chance(5) { lanes[lane.rawValue].append(sent) }
        deliver(sent, toReturns: lane == .repliesToReturns)
    }

    /// Reads all topics until nothing is on its way.
    mutating func settle() {
        while let lane = Lane.allCases.first(where: { !lanes[$0.rawValue].isEmpty }) { read(lane) }
    }

    /// Hands a message to the service that reads it.
    mutating func deliver(_ sent: Sent, toReturns: Bool = false) {
        switch sent.body {
        case .order(let message): tell(message, sent.identity)
        case .reply(let reply):
            if toReturns { refused(reply, sent.identity) } else { tell(.stockReplied(reply), sent.identity) }
        case .stock(let command): move(command, sent.identity)
        case .returns(let command): handle(command, sent.identity)
        }
    }

    private mutating func send(_ body: Body, on lanes: Lane..., cause: Fingerprint, index: inout Int) {
        var identity = Fingerprint(value: cause.value)
        identity.add(index)
        index += 1
        for lane in lanes { self.lanes[lane.rawValue].append(Sent(identity: identity, body: body)) }
    }

    private mutating func tell(_ message: StoreOrderMessage, _ identity: Fingerprint) {
        let key = message.key
        var order = orders[key] ?? StoreOrder(key: key)
        guard
            let effects = try? order.handle(message, identity: identity, at: Sample.now, policies: policies)
        else { return }
        orders[key] = order
        switch message {
        case .submitted(let submitted): auditor.hear(.submitted(submitted))
        case .requested(let request): auditor.hear(.requested(request))
        case .reported(let report): auditor.hear(.reported(report))
        case .stockReplied: break
        }
        var index = 0
        for effect in effects {
            switch effect {
            case .outboundOrderChanged(let changed): auditor.hear(.outbound(changed))
            case .cancellationChanged(let changed): auditor.hear(.outcome(changed))
            case .stock(let command): send(.stock(command), on: .inventoryCommands, cause: identity, index: &index)
            case .returnOrder(let command): send(.returns(command), on: .returnCommands, cause: identity, index: &index)
            case .taskOpened, .taskClosed, .contradicted, .reportExpired: break
            }
        }
    }

    private mutating func move(_ command: StockCommand, _ identity: Fingerprint) {
        guard !refused.contains(identity) else { return }
        var decider = StockDecider(store: shelf)
        var index = 0
        do throws(Rejection) {
            try decider.handle(command, identity: identity)
        } catch {
            refused.insert(identity)
            guard let reply = command.refused(error) else { return }
            return send(.reply(reply), on: .repliesToOrders, .repliesToReturns, cause: identity, index: &index)
        }
        shelf = decider.store
        for movement in decider.movements { auditor.hear(.moved(movement)) }
        for reply in decider.replies {
            send(.reply(reply), on: .repliesToOrders, .repliesToReturns, cause: identity, index: &index)
        }
    }

    private mutating func handle(_ command: ReturnOrderCommand, _ identity: Fingerprint) {
        guard
            let (order, effects) = try? ReturnOrderDecider.handle(
                command, on: returns[command.returnOrderId], at: Sample.now)
        else { return }
        keep(order, effects, identity)
    }

    private mutating func refused(_ reply: StockReply, _ identity: Fingerprint) {
        guard case .refused(let code, _, _, let id?, let receiptId?) = reply.answer, let known = returns[id] else {
            return
        }
        let (order, effects) = ReturnOrderDecider.refused(
            code, receiptId: receiptId, lines: reply.lines, on: known, at: Sample.now)
        keep(order, effects, identity)
    }

    private mutating func keep(_ order: ReturnOrder, _ effects: [ReturnOrderEffect], _ identity: Fingerprint) {
        returns[order.created.returnOrderId] = order
        var index = 0
        for effect in effects {
            switch effect {
            case .changed(let order): auditor.hear(.returnOrder(order))
            case .stock(let command): send(.stock(command), on: .inventoryCommands, cause: identity, index: &index)
            }
        }
    }
}

extension StoreOrderMessage {
    var key: StoreOrderKey {
        switch self {
        case .submitted(let submitted): submitted.storeOrder
        case .requested(let request): request.storeOrder
        case .reported(let report): report.storeOrder
        case .stockReplied(let reply): reply.storeOrder
        }
    }
}

extension StockCommand {
    /// What the store order is told when its command is refused.
    fileprivate func refused(_ rejection: Rejection) -> StockReply? {
        func reply(_ id: String, _ key: StoreOrderKey, _ lines: [StockReply.ReplyLine], _ restore: StockRestore? = nil)
            -> StockReply
        {
            StockReply(
                outboundOrderId: id, storeOrder: key, lines: lines,
                answer: .refused(
                    rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
                    returnOrderId: restore?.returnOrderId, receiptId: restore?.receiptId))
        }
        switch action {
        case .receive, .adjust: return nil
        case .allocate(let move), .release(let move), .issue(let move):
            return reply(move.outboundOrderId, move.replyTo, move.lines.map { .init($0) })
        case .restore(let restore):
            return reply(
                restore.outboundOrderId, restore.replyTo, restore.lines.map { .init($0.line, handling: $0.handling) },
                restore)
        }
    }
}
