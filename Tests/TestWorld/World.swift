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

    /// A message and what tells it from all others: derived from its cause, as the runtime does.
    struct Sent {
        var identity: Fingerprint
        var body: Body
        /// A stock command of somebody beside orders and returns.
        var isDirect = false

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
    private(set) var returns: [String: ReturnOrder] = [:]
    private(set) var lanes: [[Sent]] = Array(repeating: [], count: Lane.allCases.count)
    private(set) var auditor = Auditor()
    /// Each store order's own time: it goes on with its deadlines alone.
    private(set) var clocks: [StoreOrderKey: Timestamp] = [:]
    /// Messages that a service refused: the runtime remembers them, and a redelivery is silent.
    private(set) var refused: Set<Fingerprint> = []
    /// All messages in the order in which they were written, where somebody wants to read them.
    private(set) var history: [Written] = []
    var keepsHistory = false
    let policies: Policies
    let deciders: Deciders

    init(policies: Policies = Policies(), deciders: Deciders = Deciders()) {
        self.policies = policies
        self.deciders = deciders
    }

    var isQuiet: Bool { lanes.allSatisfy(\.isEmpty) }
    var complaints: [String] { auditor.complaints + (isQuiet ? auditor.quiet() : []) }

    /// Store orders that wait for something.
    var waiting: [StoreOrderKey] {
        let keys = orders.values.filter { $0.nextDeadline != nil }.map(\.key)
        return keys.count < 2 ? keys : keys.sorted { $0.description < $1.description }
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
        write(.sent(sent.body), by: .others, of: sent.identity)
        hand(sent)
    }

    private mutating func hand(_ sent: Sent, toReturns: Bool = false) {
        switch sent.body {
        case .order(let message): tell(message, sent.identity)
        case .reply(let reply):
            if toReturns { hearRefusal(reply, sent.identity) } else { tell(.stockReplied(reply), sent.identity) }
        case .stock(let command): move(command, sent.identity, isDirect: sent.isDirect)
        case .returns(let command): handle(command, sent.identity)
        }
    }

    /// Time comes to the next deadline of a store order.
    mutating func pass(_ key: StoreOrderKey) {
        guard var order = orders[key], let deadline = order.nextDeadline else { return }
        let effects = deciders.pass(&order, deadline, policies)
        orders[key] = order
        clocks[key] = max(clocks[key] ?? deadline.at, deadline.at)
        var identity = Fingerprint()
        identity.add(key.description)
        identity.add(Int(deadline.at.milliseconds))
        write(.deadline(key, deadline.at), by: .orders, of: identity)
        say(effects, of: key, identity)
    }

    private mutating func send(
        _ body: Body, on lanes: Lane..., by service: Service, cause: Fingerprint, index: inout Int
    ) {
        var identity = Fingerprint(value: cause.value)
        identity.add(index)
        index += 1
        write(.sent(body), by: service, of: identity, because: cause)
        for lane in lanes { self.lanes[lane.rawValue].append(Sent(identity: identity, body: body)) }
    }

    private mutating func tell(_ message: StoreOrderMessage, _ identity: Fingerprint) {
        let key = message.key
        var order = orders[key] ?? StoreOrder(key: key)
        guard !refused.contains(identity), !order.seen.contains(identity) else { return }
        let effects: [StoreOrderEffect]
        switch deciders.order(&order, message, identity, clocks[key] ?? Sample.now, policies) {
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
            switch effect {
            case .stock, .returnOrder: break
            case .outboundOrderChanged, .cancellationChanged, .contradicted, .taskOpened, .taskClosed, .reportExpired:
                write(.effect(effect, key), by: .orders, because: identity)
            }
            switch effect {
            case .outboundOrderChanged(let changed): auditor.hear(.outbound(changed))
            case .cancellationChanged(let changed): auditor.hear(.outcome(changed))
            case .contradicted(let contradicted): auditor.hear(.contradicted(contradicted))
            case .taskOpened(let task), .taskClosed(let task): auditor.hear(.task(task))
            case .reportExpired(let waiting): auditor.hear(.expired(waiting.report))
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
            if let reply = command.refused(rejection) {
                send(
                    .reply(reply), on: .repliesToOrders, .repliesToReturns, by: .inventory, cause: identity,
                    index: &index)
            }
            refuse(rejection, .stock(command), by: .inventory, identity)
        case .success(let moved):
            if isDirect { auditor.hear(.directly(command.action)) }
            for movement in moved.movements {
                write(.moved(movement, command.warehouse), by: .inventory, because: identity)
                auditor.hear(.moved(movement, command.warehouse, directly: isDirect))
            }
            for reply in moved.replies {
                send(
                    .reply(reply), on: .repliesToOrders, .repliesToReturns, by: .inventory, cause: identity,
                    index: &index)
            }
        }
    }

    private mutating func handle(_ command: ReturnOrderCommand, _ identity: Fingerprint) {
        guard !refused.contains(identity) else { return }
        do throws(Rejection) {
            guard
                let (order, effects) = try ReturnOrderDecider.handle(
                    command, on: returns[command.returnOrderId], at: Sample.now)
            else { return }
            keep(order, effects, identity)
        } catch { refuse(error, .returns(command), by: .returns, identity) }
    }

    private mutating func hearRefusal(_ reply: StockReply, _ identity: Fingerprint) {
        guard case .refused(let code, _, _, let id?, let receiptId?) = reply.answer, let known = returns[id] else {
            return
        }
        guard
            let (order, effects) = ReturnOrderDecider.refused(
                code, receiptId: receiptId, lines: reply.lines, on: known, at: Sample.now)
        else { return }
        keep(order, effects, identity)
    }

    private mutating func keep(_ order: ReturnOrder, _ effects: [ReturnOrderEffect], _ identity: Fingerprint) {
        returns[order.created.returnOrderId] = order
        var index = 0
        for effect in effects {
            switch effect {
            case .changed(let order):
                write(.returnOrder(order), by: .returns, because: identity)
                auditor.hear(.returnOrder(order))
            case .stock(let command):
                send(.stock(command), on: .inventoryCommands, by: .returns, cause: identity, index: &index)
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
            case refused(Rejection, Body)
            case deadline(StoreOrderKey, Timestamp)
        }
        var content: Content
        var service: Service
        /// What tells it from all others, where something follows from it.
        var identity: Fingerprint?
        var cause: Fingerprint?
    }

    private mutating func write(
        _ content: Written.Content, by service: Service, of identity: Fingerprint? = nil,
        because cause: Fingerprint? = nil
    ) {
        guard keepsHistory else { return }
        history.append(Written(content: content, service: service, identity: identity, cause: cause))
    }

    /// A service refuses a message, and remembers it.
    private mutating func refuse(_ rejection: Rejection, _ body: Body, by service: Service, _ identity: Fingerprint) {
        refused.insert(identity)
        write(.refused(rejection, body), by: service, because: identity)
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
        func reply(
            _ id: String, _ key: StoreOrderKey, _ caseId: String?, _ lines: [StockReply.ReplyLine],
            _ restore: StockRestore? = nil
        ) -> StockReply {
            StockReply(
                outboundOrderId: id, storeOrder: key, caseId: caseId, lines: lines,
                answer: .refused(
                    rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
                    returnOrderId: restore?.returnOrderId, receiptId: restore?.receiptId))
        }
        switch action {
        case .receive, .adjust: return nil
        case .allocate(let move), .release(let move), .issue(let move):
            return reply(move.outboundOrderId, move.replyTo, move.caseId, move.lines.map { .init($0) })
        case .restore(let restore):
            return reply(
                restore.outboundOrderId, restore.replyTo, restore.caseId,
                restore.lines.map { .init($0.line, handling: $0.handling) }, restore)
        }
    }
}
