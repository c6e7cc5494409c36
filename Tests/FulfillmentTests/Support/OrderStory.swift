import Fulfillment
import Testing

/// Given these messages …
func given(_ messages: [StoreOrderMessage], policies: Policies = .byReturnOrder) throws(Rejection) -> OrderStory {
    var story = OrderStory(policies: policies)
    for message in messages { _ = try story.when(message) }
    return story
}

/// What a store order heard so far. `when` says one thing more and returns what follows from it.
struct OrderStory {
    private(set) var order = StoreOrder(key: Sample.storeOrder)
    private let policies: Policies
    private var messages = 0

    init(policies: Policies = .byReturnOrder) { self.policies = policies }

    /// … when this is said, then `Told` follows. Each message is a new one, unless an identity says it was sent before.
    mutating func when(_ message: StoreOrderMessage, identity: String? = nil) throws(Rejection) -> Told {
        messages += 1
        var print = Fingerprint()
        print.add(identity ?? "message \(messages)")
        let now = now
        var changed = order
        let effects = try changed.handle(message, identity: print, at: now, policies: policies)
        order = changed
        return Told(effects)
    }

    /// All that is said by several messages, one after the other.
    mutating func when(all messages: [StoreOrderMessage]) throws(Rejection) -> Told {
        var effects: [StoreOrderEffect] = []
        for message in messages { effects += try when(message).effects }
        return Told(effects)
    }

    /// … when this is said, then it is refused like this; nil where it is accepted.
    mutating func refusal(of message: StoreOrderMessage) -> Rejection? {
        do throws(Rejection) {
            _ = try when(message)
            return nil
        } catch { return error }
    }

    /// The units of the first case, as they are sent to its first request.
    var quantities: CaseQuantities {
        let one = order.cases[0]
        return order.outcome(of: one, for: one.requestIds[0], at: Sample.now).quantities
    }

    var outbound: OutboundOrder { order.outboundOrders[0] }

    /// When the last message was made.
    var now: Timestamp { Timestamp(milliseconds: Sample.now.milliseconds + Int64(messages) * 1000) }

    /// … when the next deadline comes, then `Told` follows. Something must be waited for.
    mutating func whenOverdue() throws -> Told {
        let deadline = try #require(order.nextDeadline)
        return Told(order.pass(deadline, policies: policies))
    }
}

/// What a store order said, by kind.
struct Told: Equatable {
    let effects: [StoreOrderEffect]

    init(_ effects: [StoreOrderEffect]) { self.effects = effects }

    var isNothing: Bool { effects.isEmpty }
    var outcomes: [CancellationChanged] {
        effects.compactMap { if case .cancellationChanged(let changed) = $0 { changed } else { nil } }
    }
    var outboundOrders: [OutboundOrder] {
        effects.compactMap { if case .outboundOrderChanged(let order) = $0 { order } else { nil } }
    }
    var opened: [WarehouseTask] {
        effects.compactMap { if case .taskOpened(let task) = $0 { task } else { nil } }
    }
    var closed: [WarehouseTask] {
        effects.compactMap { if case .taskClosed(let task) = $0 { task } else { nil } }
    }
    var stock: [StockCommand.Action] { actions.filter { !$0.isHold } }
    /// What inventory has to hold, or to hold no longer.
    var holds: [StockCommand.Action] { actions.filter(\.isHold) }
    private var actions: [StockCommand.Action] {
        effects.compactMap { if case .stock(let command) = $0 { command.action } else { nil } }
    }
    var contradicted: [CancellationContradicted] {
        effects.compactMap { if case .contradicted(let contradicted) = $0 { contradicted } else { nil } }
    }
    var expired: [WarehouseReport] { refused.compactMap { if case .reported(let report) = $0.message { report } else { nil } } }
    var refused: [RefusedMessage] {
        effects.compactMap { if case .refused(let refused) = $0 { refused } else { nil } }
    }
    var returns: [ReturnOrderCommand] {
        effects.compactMap { if case .returnOrder(let command) = $0 { command } else { nil } }
    }
}

extension StockCommand.Action {
    fileprivate var isHold: Bool {
        switch self {
        case .hold, .unhold: true
        case .receive, .adjust, .allocate, .release, .issue, .restore, .shorten, .reverse: false
        }
    }
}

extension StockMove {
    static func sample(_ lines: [Line] = Sample.lines, of id: String = "OB-1") -> StockMove {
        StockMove(outboundOrderId: id, lines: lines, replyTo: Sample.storeOrder)
    }

    /// The same, moved by the n-th case.
    static func ofCase(
        _ lines: [Line] = Sample.lines, of id: String = "OB-1", number: Int = 1, again: Bool = false
    ) -> StockMove {
        StockMove(
            outboundOrderId: id, lines: lines, caseId: "\(Sample.storeOrder)/c\(number)", replyTo: Sample.storeOrder,
            again: again)
    }
}
