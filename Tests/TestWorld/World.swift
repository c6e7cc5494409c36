import Fulfillment
import TestSupport

/// Orders, inventory and returns wired together in memory. Every topic keeps its order; which topic is read next, and
/// when time comes to a deadline, is whoever's choice, as it is between Kafka's partitions.
struct World {
    /// A topic as one service reads it.
    enum Lane: Int, CaseIterable { case inventoryCommands, repliesToOrders, repliesToReturns, returnCommands }

    enum Body {
        case order(StoreOrderMessage)
        case stock(StockCommand)
        case reply(StockReply)
        case returns(ReturnOrderCommand)
    }

    /// A record's key.
    enum Key: Hashable {
        case storeOrder(StoreOrderKey)
        case warehouse(WarehouseKey)
    }

    /// A message and what distinguishes it from all others: derived from its cause, as the runtime does.
    struct Sent {
        var identity: Fingerprint
        var body: Body
        /// A stock command of somebody beside orders and returns.
        var isDirect = false
        /// When it was made, or what caused it was; nil where nobody's clock matters.
        var time: Timestamp?

        var key: Key {
            switch body {
            case .order(let message): .storeOrder(message.key)
            case .reply(let reply): .storeOrder(reply.storeOrder)
            case .returns(let command): .storeOrder(command.storeOrder)
            case .stock(let command): .warehouse(command.warehouse)
            }
        }
    }

    private(set) var orders: [StoreOrderKey: StoreOrder] = [:]
    private(set) var shelves: [WarehouseKey: Shelf] = [:]
    /// What the returns service knows, by return order id.
    private(set) var expected: [String: ExpectedReturn] = [:]
    private(set) var sent: [StoreOrderKey: [String: SentGoods]] = [:]
    private(set) var lanes: [[Sent]] = Array(repeating: [], count: Lane.allCases.count)
    private(set) var auditor = Auditor()
    /// Each store order's own time: it goes on with its deadlines alone.
    private(set) var clocks: [StoreOrderKey: Timestamp] = [:]
    /// Messages that a service refused: the runtime remembers them, and a redelivery is silent.
    private(set) var refused: Set<Fingerprint> = []
    /// The time of the message that is being processed.
    private var time: Timestamp?
    /// Stock commands that inventory refused, for whoever sent them.
    private(set) var refusedActions: [StockCommand.Action] = []
    private var unheld: Set<Fingerprint> = []
    /// What happened and what orders said of it, one per line; nil where nobody wants to read it.
    var trail: [String]?
    /// All messages in the order in which they were written, where somebody wants to read them.
    private(set) var history: [Written] = []
    var keepsHistory = false
    let policies: Policies
    let deciders: Deciders

    init(policies: Policies = Policies(), deciders: Deciders = Deciders()) {
        self.policies = policies
        self.deciders = deciders
    }

    /// Writes one more line of what happened, without the module's name before each type.
    mutating func note(_ line: @autoclosure () -> String) {
        guard trail != nil else { return }
        trail?.append(line().replacing("Fulfillment.", with: ""))
    }

    var isQuiet: Bool { lanes.allSatisfy(\.isEmpty) }
    var complaints: [String] { auditor.complaints + (isQuiet ? auditor.quiet() : []) }

    /// The return orders that were created.
    var returns: [String: ReturnOrder] { expected.compactMapValues(\.order) }

    /// Store orders that wait for something, themselves or under one of their return orders.
    var waiting: [StoreOrderKey] {
        var keys = Set(orders.values.filter { $0.nextDeadline != nil }.map(\.key))
        for one in expected.values where one.nextDeadline != nil { keys.insert(one.storeOrder) }
        return keys.count < 2 ? Array(keys) : keys.sorted { $0.description < $1.description }
    }

    /// Reads the next message of a topic.
    mutating func read(_ lane: Lane) {
        let sent = lanes[lane.rawValue].removeFirst()
        hand(sent, toReturns: lane == .repliesToReturns)
    }

    /// Reads the next message of one of a topic's keys: only messages of the same key keep their order. Now and then a
    /// message comes once more.
    mutating func read(_ lane: Lane, _ random: inout SplitMix64) {
        var keys: [Key] = []
        for sent in lanes[lane.rawValue] where !keys.contains(sent.key) { keys.append(sent.key) }
        let key = keys[random.below(keys.count)]
        let sent = lanes[lane.rawValue].remove(at: lanes[lane.rawValue].firstIndex { $0.key == key }!)
        if random.chance(5) { lanes[lane.rawValue].append(sent) }
        hand(sent, toReturns: lane == .repliesToReturns)
    }

    /// What was refused since somebody asked last.
    mutating func takeRefusedActions() -> [StockCommand.Action] {
        defer { refusedActions = [] }
        return refusedActions
    }

    /// A message of somebody else's on a topic.
    mutating func append(_ sent: Sent, to lane: Lane) {
        write(.sent(sent.body), by: .others, of: sent.identity)
        lanes[lane.rawValue].append(sent)
    }

    /// Reads all topics until nothing is on its way.
    mutating func settle() {
        while let lane = Lane.allCases.first(where: { !lanes[$0.rawValue].isEmpty }) { read(lane) }
    }

    /// Hands a message of somebody else's to the service that reads it.
    mutating func deliver(_ sent: Sent) {
        time = sent.time
        write(.sent(sent.body), by: .others, of: sent.identity)
        hand(sent)
    }

    /// What follows from a message bears its time, as in the runtime.
    private mutating func hand(_ sent: Sent, toReturns: Bool = false) {
        time = sent.time
        switch sent.body {
        case .order(let message): tell(message, sent.identity)
        case .reply(let reply):
            if toReturns { hear(reply, sent.identity) } else { tell(.stockReplied(reply), sent.identity) }
        case .stock(let command): move(command, sent.identity, isDirect: sent.isDirect)
        case .returns(let command): handle(command, sent.identity)
        }
    }

    /// Time comes to the next deadline of a store order, or of a receipt that waits for one of its return orders.
    mutating func pass(_ key: StoreOrderKey) {
        let early = expected.values.filter { $0.storeOrder == key && $0.nextDeadline != nil }
            .min { ($0.nextDeadline!, $0.returnOrderId) < ($1.nextDeadline!, $1.returnOrderId) }
        guard var order = orders[key], let deadline = order.nextDeadline,
            early.map({ deadline <= $0.nextDeadline! }) ?? true
        else { return expire(early) }
        let effects = deciders.pass(&order, deadline, policies)
        orders[key] = order
        comes(to: deadline, of: key)
        let identity = Self.identity(of: deadline, key.description)
        write(.deadline("order/\(key)", deadline), by: .orders, of: identity)
        say(effects, of: key, identity)
    }

    private mutating func expire(_ early: ExpectedReturn?) {
        guard var early, let deadline = early.nextDeadline else { return }
        comes(to: deadline, of: early.storeOrder)
        let effects = early.pass(deadline)
        let identity = Self.identity(of: deadline, early.returnOrderId)
        write(.deadline("return/\(early.storeOrder)/\(early.returnOrderId)", deadline), by: .returns, of: identity)
        keep(early, effects, identity)
    }

    private mutating func comes(to deadline: Timestamp, of key: StoreOrderKey) {
        clocks[key] = max(clocks[key] ?? deadline, deadline)
        time = deadline
    }

    private static func identity(of deadline: Timestamp, _ name: String) -> Fingerprint {
        var identity = Fingerprint()
        identity.add(name)
        identity.add(Int(deadline.milliseconds))
        return identity
    }

    private mutating func send(
        _ body: Body, on lanes: Lane..., by service: Service, cause: Fingerprint, index: inout Int
    ) {
        var identity = Fingerprint(value: cause.value)
        identity.add(index)
        // Two services may read the same message, and what they say of it are different messages.
        identity.add(service.rawValue)
        index += 1
        write(.sent(body), by: service, of: identity, because: cause)
        for lane in lanes { self.lanes[lane.rawValue].append(Sent(identity: identity, body: body, time: time)) }
    }

    private mutating func tell(_ message: StoreOrderMessage, _ identity: Fingerprint) {
        let key = message.key
        var message = message
        // Where nobody has his own clock, what is heard later is newer.
        if time == nil, case .reported(var report) = message {
            report.reportedAt = clocks[key] ?? Sample.now
            message = .reported(report)
        }
        var order = orders[key] ?? StoreOrder(key: key)
        let seen = order.seen.verdict(on: MessageIdentity(name: identity, content: 0))
        guard !refused.contains(identity), seen != .redelivery else { return }
        let effects: [StoreOrderEffect]
        switch deciders.order(&order, message, identity, time ?? clocks[key] ?? Sample.now, policies) {
        case .success(let said): effects = said
        case .failure(let rejection): return refuse(rejection, .order(message), by: .orders, identity)
        }
        orders[key] = order
        switch message {
        case .submitted(let submitted): auditor.hear(.submitted(submitted))
        case .requested(let request): auditor.hear(.requested(request))
        case .reported(let report): auditor.hear(.reported(report))
        case .stockReplied: break
        }
        say(effects, of: key, identity)
    }

    private mutating func say(_ effects: [StoreOrderEffect], of key: StoreOrderKey, _ identity: Fingerprint) {
        var index = 0
        for effect in effects {
            note("    \(effect.line)")
            switch effect {
            case .stock, .returnOrder: break
            default: write(.effect(effect, key), by: .orders, because: identity)
            }
            switch effect {
            case .outboundOrderChanged(let changed): auditor.hear(.outbound(changed))
            case .cancellationChanged(let changed): auditor.hear(.outcome(changed))
            case .contradicted(let contradicted): auditor.hear(.contradicted(contradicted))
            case .taskOpened(let task), .taskClosed(let task): auditor.hear(.task(task))
            case .refused(let refused):
                switch refused.message {
                case .reported(let report): auditor.hear(.expired(report))
                case .submitted(let submitted): auditor.hear(.foreign(submitted))
                case .requested, .stockReplied: break
                }
            case .stock(let command):
                send(.stock(command), on: .inventoryCommands, by: .orders, cause: identity, index: &index)
            case .returnOrder(let command):
                send(.returns(command), on: .returnCommands, by: .orders, cause: identity, index: &index)
            }
        }
    }

    private mutating func move(_ command: StockCommand, _ identity: Fingerprint, isDirect: Bool) {
        guard !refused.contains(identity) else { return }
        var index = 0
        switch deciders.stock(&shelves[command.warehouse, default: Shelf()], command, identity) {
        case .failure(let rejection):
            auditor.hear(.refused(command.action, rejection.code))
            note("    \(rejection)")
            refusedActions.append(command.action)
            let shelf = shelves[command.warehouse] ?? Shelf()
            if let reply = command.refused(rejection, known: shelf.allocation) { answer(reply, identity, &index) }
            refuse(rejection, .stock(command), by: .inventory, identity)
        case .success(let moved):
            if isDirect { auditor.hear(.directly(command.action)) }
            // The same once more changes nothing.
            if case .unhold(let move) = command.action, unheld.insert(identity).inserted { auditor.hear(.unheld(move)) }
            for movement in moved.movements {
                note("    \(movement)")
                write(.moved(movement, command.warehouse), by: .inventory, because: identity)
                auditor.hear(.moved(movement, command.warehouse, directly: isDirect))
            }
            auditor.hear(.replied(moved.replies, command.warehouse))
            for reply in moved.replies { answer(reply, identity, &index) }
        }
    }

    private mutating func answer(_ reply: StockReply, _ identity: Fingerprint, _ index: inout Int) {
        send(
            .reply(reply), on: .repliesToOrders, .repliesToReturns, by: .inventory, cause: identity, index: &index)
    }

    private mutating func handle(_ command: ReturnOrderCommand, _ identity: Fingerprint) {
        guard !refused.contains(identity) else { return }
        var one = expected(command.returnOrderId, command.storeOrder)
        let now = clocks[command.storeOrder] ?? Sample.now
        let goods = one.outboundOrderId(for: command).flatMap { sent[command.storeOrder]?[$0] }
        let answer = one.handle(command, at: now, sent: goods, policies: policies)
        keep(one, answer.effects, identity)
        if let refusal = answer.refusal { note("    \(refusal)") }
        if let refusal = answer.refusal { refuse(refusal, .returns(command), by: .returns, identity) }
        if one.awaitsGoods, var goods, !goods.awaitedBy.contains(one.returnOrderId) {
            goods.awaitedBy.append(one.returnOrderId)
            sent[command.storeOrder, default: [:]][goods.outboundOrderId] = goods
        }
    }

    private mutating func hear(_ reply: StockReply, _ identity: Fingerprint) {
        let (key, outbound) = (reply.storeOrder, reply.outboundOrderId)
        var goods = sent[key]?[outbound] ?? SentGoods(outboundOrderId: outbound, storeOrder: key)
        var index = 0
        if goods.hear(reply, identity: MessageIdentity(name: identity, content: 0)) {
            let waiting = goods.listeners
            goods.awaitedBy = []
            for id in waiting {
                var one = expected(id, key)
                let effects = one.learn(goods, at: clocks[key] ?? Sample.now)
                if one.awaitsGoods { goods.awaitedBy.append(id) }
                keep(one, effects, identity, &index)
            }
            sent[key, default: [:]][outbound] = goods
        }
        guard let id = reply.returnOrderId else { return }
        var one = expected(id, reply.storeOrder)
        let effects = one.hear(reply, at: clocks[reply.storeOrder] ?? Sample.now)
        keep(one, effects, identity, &index)
    }

    private func expected(_ id: String, _ key: StoreOrderKey) -> ExpectedReturn {
        expected[id] ?? ExpectedReturn(returnOrderId: id, storeOrder: key)
    }

    private mutating func keep(_ one: ExpectedReturn, _ effects: [ReturnOrderEffect], _ identity: Fingerprint) {
        var index = 0
        keep(one, effects, identity, &index)
    }

    private mutating func keep(
        _ one: ExpectedReturn, _ effects: [ReturnOrderEffect], _ identity: Fingerprint, _ index: inout Int
    ) {
        expected[one.returnOrderId] = one.isEmpty ? nil : one
        for effect in effects {
            switch effect {
            case .changed(let order):
                note("    \(order)")
                write(.returnOrder(order), by: .returns, because: identity)
                auditor.hear(.returnOrder(order))
            case .stock(let command):
                send(.stock(command), on: .inventoryCommands, by: .returns, cause: identity, index: &index)
            case .refused(let waiting, let rejection):
                note("    \(rejection)")
                write(.refusedLater(rejection, .returns(.receive(waiting.received))), by: .returns, because: identity)
            case .refusedToOpen(let announced, let rejection):
                write(.refusedLater(rejection, .returns(.create(announced.created))), by: .returns, because: identity)
            case .refusedToReverse(_, let rejection):
                let reversed = ReceiptReversed(
                    returnOrderId: one.returnOrderId, storeOrder: one.storeOrder, receiptId: "")
                write(.refusedLater(rejection, .returns(.reverse(reversed))), by: .returns, because: identity)
            }
        }
    }
}

// MARK: What was written

extension World {
    /// Who writes.
    enum Service: String { case others, orders, inventory, returns }

    /// One message, or a deadline, from which messages follow as well.
    struct Written {
        enum Content {
            case sent(Body)
            case effect(StoreOrderEffect, StoreOrderKey)
            case moved(StockMovement, WarehouseKey)
            case returnOrder(ReturnOrder)
            /// The message that caused it is refused; or one that was accepted before.
            case refused(Rejection, Body)
            case refusedLater(Rejection, Body)
            /// Of an entity of the service's state.
            case deadline(String, Timestamp)
        }
        var content: Content
        var service: Service
        /// What distinguishes it from all others, where something follows from it.
        var identity: Fingerprint?
        var cause: Fingerprint?
        /// When it was made; nil where nobody has his own clock.
        var time: Timestamp?
    }

    private mutating func write(
        _ content: Written.Content, by service: Service, of identity: Fingerprint? = nil,
        because cause: Fingerprint? = nil
    ) {
        guard keepsHistory else { return }
        history.append(Written(content: content, service: service, identity: identity, cause: cause, time: time))
    }

    /// A service refuses a message, and remembers it.
    private mutating func refuse(_ rejection: Rejection, _ body: Body, by service: Service, _ identity: Fingerprint) {
        refused.insert(identity)
        write(.refused(rejection, body), by: service, because: identity)
    }
}

extension StoreOrderEffect {
    /// What of it shows a reader how it came about, the same each time.
    fileprivate var line: String {
        switch self {
        case .outboundOrderChanged(let one): "\(one.id) \(one.status), custody \(one.custody), \(one.lines)"
        case .cancellationChanged(let one):
            "\(one.requestId) \(one.caseId) \(one.state) \(one.outboundOrders.map { "\($0.outboundOrderId) \($0.status) \($0.code)" }) \(one.quantities)"
        case .taskOpened(let task): "open \(task.taskId)"
        case .taskClosed(let task): "\(task.result.map { "\($0)" } ?? "open") \(task.taskId)"
        case .contradicted(let one): "\(one.requestId) \(one.caseId) \(one.code) \(one.outboundOrderId) \(one.quantity)"
        case .stock(let command): "\(command.action)"
        case .returnOrder(let command): "\(command)"
        case .refused(let refused): "refused \(refused.rejection.message)"
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
