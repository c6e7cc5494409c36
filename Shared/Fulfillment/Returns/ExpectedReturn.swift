/// All that the returns service knows under one return order's id: the return order or, until it is created, the receipts
/// that wait for it.
///
/// Pure: `handle`, `hear`, `learn` and `pass` are the only ways to change it, and return what follows.
public struct ExpectedReturn: Sendable, Equatable {
    public let returnOrderId: String
    public let storeOrder: StoreOrderKey
    public var order: ReturnOrder?
    /// A customer's return order whose goods have not left yet, as far as inventory has answered.
    public var announced: AnnouncedReturn?
    /// Receipts that came before the return order, or before its goods had left, in order of arrival.
    public var waiting: [WaitingReceipt] = []
    /// Receipts that came while another one was being taken back, in order of arrival.
    public var postponed: [WaitingReceipt] = []
    /// The return order that was refused last, where none was accepted.
    public var refused: ReturnOrderCreated?

    public init(returnOrderId: String, storeOrder: StoreOrderKey, order: ReturnOrder? = nil) {
        self.returnOrderId = returnOrderId
        self.storeOrder = storeOrder
        self.order = order
    }

    /// Nobody has announced it.
    public var isNew: Bool { order == nil && announced == nil }

    /// Nothing is known, and there is nothing to keep.
    public var isEmpty: Bool { order == nil && announced == nil && waiting.isEmpty && refused == nil }

    /// Processes one command.
    ///
    /// - Parameters:
    ///   - origin: where the message stands, for a receipt that waits and is refused in the end.
    ///   - now: when the message was made.
    ///   - clock: when it is processed, by the clock of the service: deadlines count from then. Nil: when it was made.
    ///   - sent: what inventory has answered about `outboundOrderId(for: command)`; nil where it has not.
    public mutating func handle(
        _ command: ReturnOrderCommand, origin: MessageOrigin? = nil, at now: Timestamp, clock: Timestamp? = nil,
        sent: SentGoods? = nil, policies: Policies
    ) -> ReturnOrderAnswer {
        let clock = clock ?? now
        do throws(Rejection) {
            switch command {
            case .create(let created): return try open(created, origin, at: now, from: clock, sent, policies)
            case .receive(let received):
                guard order != nil else {
                    return ReturnOrderAnswer(try wait(received, origin, at: now, from: clock, sent, policies))
                }
                if let refusal = refusalOfUnsent(sent) {
                    guard mayStillLeave(sent) else { return giveUp(refusal, at: now) }
                    return ReturnOrderAnswer(try wait(received, origin, at: now, from: clock, sent, policies))
                }
                return ReturnOrderAnswer(try receive(received, origin, at: now))
            case .cancel(_, _, let supersededBy):
                return ReturnOrderAnswer(try cancel(supersededBy, at: now, sent))
            case .reverse(let reversed): return ReturnOrderAnswer(try reverse(reversed, origin, at: now))
            }
        } catch { return ReturnOrderAnswer([], refusal: error) }
    }

    /// Counts the revision of what was changed, and publishes it after the commands that follow from it.
    mutating func publish(
        _ changed: ReturnOrder, after commands: [ReturnOrderEffect] = [], at now: Timestamp
    ) -> [ReturnOrderEffect] {
        var changed = changed
        changed.revision += 1
        changed.changedAt = max(now, changed.changedAt)
        order = changed
        return commands + [.changed(changed)]
    }
}

/// What follows from a message to a return order.
public struct ReturnOrderAnswer: Sendable, Equatable {
    public var effects: [ReturnOrderEffect]
    /// Why the message was refused, where it was.
    public var refusal: Rejection?

    public init(_ effects: [ReturnOrderEffect], refusal: Rejection? = nil) {
        self.effects = effects
        self.refusal = refusal
    }
}

/// All that a return order says.
public enum ReturnOrderEffect: Sendable, Equatable {
    case changed(ReturnOrder)
    case stock(StockCommand)
    /// A receipt that waited is refused to its sender.
    case refused(WaitingReceipt, Rejection)
    /// A return order that waited for its goods to leave is refused to its sender.
    case refusedToOpen(AnnouncedReturn, Rejection)
    /// A receipt could not be taken back: whoever asked for that is notified.
    case refusedToReverse(MessageOrigin?, Rejection)
}
