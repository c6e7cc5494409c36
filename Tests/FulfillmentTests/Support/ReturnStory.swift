import Fulfillment

/// What a return order heard so far. `when` says one thing more and returns what follows from it.
struct ReturnStory {
    private(set) var expected: ExpectedReturn
    /// What inventory has answered about its outbound order.
    private(set) var sent = SentGoods(outboundOrderId: "OB-1", storeOrder: Sample.storeOrder)
    var order: ReturnOrder? { expected.order }
    /// What the next message says of the time.
    var now = Sample.now

    init(
        _ commands: [ReturnOrderCommand] = [], id: String = "RO-OB-1", sent: [(StockReply.Answer, [Line])] = []
    ) throws(Rejection) {
        expected = ExpectedReturn(returnOrderId: id, storeOrder: Sample.storeOrder)
        for (answer, lines) in sent { hear(answer, lines) }
        for command in commands { _ = try when(command) }
    }

    mutating func when(_ command: ReturnOrderCommand) throws(Rejection) -> [ReturnOrderEffect] {
        let id = expected.outboundOrderId(for: command)
        let answer = expected.handle(
            command, origin: origin(), at: now,
            sent: id == sent.outboundOrderId && (sent.isRefused || !sent.seen.messages.isEmpty) ? sent : nil,
            policies: Policies())
        besides = answer.refusal == nil ? [] : answer.effects
        if let refusal = answer.refusal { throw refusal }
        return answer.effects
    }

    /// What followed from the command that was refused last, besides its refusal.
    private(set) var besides: [ReturnOrderEffect] = []

    /// Inventory answers about the outbound order.
    mutating func hear(_ answer: StockReply.Answer, _ lines: [Line], caseId: String? = nil) {
        answers += 1
        var identity = Fingerprint()
        identity.add(answers)
        _ = sent.hear(
            StockReply(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: caseId,
                lines: lines.map { StockReply.ReplyLine($0) }, answer: answer), identity: identity)
    }

    /// What waited for that answer goes on.
    mutating func learn() -> [ReturnOrderEffect] { expected.learn(sent, at: now) }

    /// Units of A are written off by hand.
    mutating func lose(_ units: Int) {
        let line = StockReply.ReplyLine(Line("A", units), handling: .dispose)
        _ = sent.hear(
            StockReply(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, lines: [line], answer: .restored(.adjustment)),
            identity: Fingerprint(value: 0))
    }

    private var answers = 0

    /// Inventory answers.
    mutating func hear(
        _ answer: StockReply.Answer, _ lines: [StockReply.ReplyLine], receipt: String? = nil, command: StockReply.Command? = nil
    ) -> [ReturnOrderEffect] {
        expected.hear(
            StockReply(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, lines: lines, answer: answer,
                receiptId: receipt, command: command), at: now)
    }

    /// Time comes to the next deadline, where there is one.
    mutating func pass() -> [ReturnOrderEffect] { expected.nextDeadline.map { expected.pass($0) } ?? [] }

    private var messages: Int64 = 0

    /// Each message stands behind the one before.
    private mutating func origin() -> MessageOrigin {
        messages += 1
        return MessageOrigin(source: "wms", id: "m\(messages)", topic: "returns", partition: 0, offset: messages)
    }

    mutating func refusal(of command: ReturnOrderCommand) -> Rejection? {
        do throws(Rejection) {
            _ = try when(command)
            return nil
        } catch { return error }
    }
}

extension [ReturnOrderEffect] {
    /// What inventory has to bring back.
    var restores: [StockRestore] {
        compactMap {
            if case .stock(let command) = $0, case .restore(let restore) = command.action { restore } else { nil }
        }
    }

    /// The lines of it: SKU, units, handling, missing.
    var restored: [StockRestore.RestoreLine] { restores.flatMap(\.lines) }
}

extension ReturnOrderCommand {
    static func create(
        _ lines: [Line] = Sample.lines, id: String = "RO-OB-1", handling: Handling = .putAway,
        origin: ReturnOrder.Origin = .interception, writtenOff: [Line] = []
    ) -> Self {
        .create(
            ReturnOrderCreated(
                returnOrderId: id, storeOrder: Sample.storeOrder, outboundOrderId: "OB-1", warehouse: Sample.warehouse,
                origin: origin, caseId: Sample.caseId, handling: handling, lines: lines, writtenOff: writtenOff))
    }

    static func receive(
        _ lines: [(sku: String, quantity: Int, condition: ReturnOrderReceived.Condition, handling: Handling?)],
        receipt: String = "rr-1", complete: Bool = false, id: String = "RO-OB-1"
    ) -> Self {
        .receive(
            ReturnOrderReceived(
                returnOrderId: id, storeOrder: Sample.storeOrder, receiptId: receipt,
                lines: lines.map {
                    ReturnOrderReceived.ReceivedLine(
                        Line($0.sku, $0.quantity), condition: $0.condition, handling: $0.handling)
                }, complete: complete))
    }

    /// Good units, without a word about their handling.
    static func receive(good lines: [Line], receipt: String = "rr-1", complete: Bool = false, id: String = "RO-OB-1")
        -> Self
    {
        .receive(
            lines.map { (sku: $0.sku, quantity: $0.quantity, condition: .good, handling: nil) }, receipt: receipt,
            complete: complete, id: id)
    }

    static let cancelIt = Self.cancel(returnOrderId: "RO-OB-1", storeOrder: Sample.storeOrder)

    /// Turnback itself cancels it: the units came back another way.
    static func cancel(_ id: String, by claim: RestockClaim) -> Self {
        .cancel(returnOrderId: id, storeOrder: Sample.storeOrder, supersededBy: SupersededBy(claim))
    }

    static let supersede = Self.cancel("RO-OB-1", by: .adjustment)

    /// Turnback itself cancels it: the goods left after all.
    static let leftAfterAll = Self.cancel(
        returnOrderId: "RO-OB-1", storeOrder: Sample.storeOrder, supersededBy: SupersededBy(by: .departure, id: "OB-1"))
}
