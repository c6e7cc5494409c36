import Contracts
import Fulfillment

/// A message in a few plain words.
enum StoryPhrases {
    /// The topic without what all names have in common.
    static func topic(_ message: Message) -> String {
        String(message.type.topic.name.dropFirst("fulfillment.".count).dropLast(".v1".count))
    }

    static func phrase(_ message: Message) -> String {
        switch message {
        case .outboundOrderSubmitted(let one): "order \(one.storeOrder.storeOrderId): \(list(one.lines))"
        case .cancellationRequested(let one):
            "\(one.requestedBy) wants order \(one.storeOrder.storeOrderId) cancelled (request \(one.requestId))"
        case .warehouseReported(let report): fact(report.fact)
        case .outboundOrderChanged(let one):
            "\(one.outboundOrderId) is \(words(one.status.rawValue)), \(goods(one.custody))"
        case .cancellationChanged(let one): outcome(one)
        case .cancellationContradicted(let one):
            contradiction(one)
        case .task(let task):
            if let result = task.result {
                "task \(words(task.kind.rawValue)): \(result.rawValue)"
            } else {
                "task for the floor: \(words(task.kind.rawValue))"
            }
        case .stockCommand(let command): stock(command.action)
        case .stockMoved(let moved): movement(moved.movement)
        case .returnOrderCommand(let command): returnOrder(command)
        case .returnOrderChanged(let order):
            "return order \(order.created.returnOrderId) is \(words(order.state.rawValue))" + discrepancy(order)
        case .rejected(let one): "\(one.rejection.code.rawValue): \(one.rejection.message)"
        case .stockReply(let reply): "answer about \(reply.outboundOrderId)"
        }
    }

    static func list(_ lines: [Line]) -> String {
        lines.map { "\($0.quantity) \($0.sku)" }.joined(separator: ", ")
    }

    /// `awaitingOutbound` as `awaiting outbound`.
    static func words(_ camel: String) -> String {
        camel.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
    }

    private static func goods(_ custody: Custody) -> String {
        switch custody {
        case .warehouse: "the goods are in the warehouse"
        case .carrier: "the carrier has the goods"
        case .unknown: "who has the goods is not known yet"
        }
    }

    private static func fact(_ fact: WarehouseReport.Fact) -> String {
        switch fact {
        case .progressed(let status, _, _): status.rawValue
        case .goodsVerified(let found): "goods looked for: \(words(found.rawValue))"
        case .parcelIntercepted(let succeeded, let reason):
            succeeded ? "parcel pulled out" : "parcel not pulled: \(reason ?? "gone")"
        case .labelVoided(let succeeded, _, let reason):
            succeeded ? "label voided" : "label not voided: \(reason ?? "no reason given")"
        case .carrierScanned(let scan, _): "the carrier scans it: \(words(scan.rawValue))"
        }
    }

    private static func outcome(_ one: CancellationChanged) -> String {
        let end = one.state.isFinal ? " (final)" : ""
        let next = one.nextAction == .none || one.nextAction == .wait ? "" : "; next: \(words(one.nextAction.rawValue))"
        return "request \(one.requestId): \(one.state.rawValue), \(words(one.code.rawValue))\(next)\(end)"
    }

    private static func contradiction(_ one: CancellationContradicted) -> String {
        switch one.code {
        case .lateShipment, .leftAfterAll: "\(one.outboundOrderId) was shipped although it was stopped: open a return"
        case .laterPart: "\(one.outboundOrderId) came later, and is being stopped as well"
        case .stoppedAfterAll: "\(one.outboundOrderId) was stopped after all: its units come back"
        case .foundAfterAll: "\(one.outboundOrderId) was found: its units are in stock again"
        }
    }

    private static func stock(_ action: StockCommand.Action) -> String {
        switch action {
        case .receive(_, let lines): "received from the supplier: \(list(lines))"
        case .adjust(let one):
            "adjustment \(one.adjustmentId) by \(one.actor): +\(one.delta) \(one.sku), for case \(one.caseId ?? "none")"
        case .allocate(let move): "allocate \(list(move.lines))"
        case .release(let move): "release \(list(move.lines))"
        case .issue(let move): "issue \(list(move.lines))"
        case .reverse(let one): "take back \(list(one.lines.map(\.line)))"
        case .restore(let one): "restore \(list(one.lines.map(\.line)))"
        case .shorten(let short): "will not be sent: \(list(short.lines.map(\.line)))"
        case .hold(let move): "hold \(list(move.lines)) for case \(move.caseId ?? "none")"
        case .unhold(let move): "hold nothing any more for case \(move.caseId ?? "none")"
        }
    }

    private static func movement(_ one: StockMovement) -> String {
        let b = one.balance
        return "\(one.quantity) \(one.sku) \(one.kind.rawValue): now \(b.onHand) on hand, \(b.allocated) allocated, "
            + "\(b.available) available"
    }

    private static func returnOrder(_ command: ReturnOrderCommand) -> String {
        switch command {
        case .create(let one): "return order \(one.returnOrderId) opened: \(list(one.lines))"
        case .receive(let one): "received under \(one.returnOrderId): \(list(one.lines.map(\.line))), good"
        case .reverse(let one): "receipt \(one.receiptId) of \(one.returnOrderId) is taken back"
        case .cancel(let id, _, _): "return order \(id) is not needed"
        }
    }

    private static func discrepancy(_ order: ReturnOrder) -> String {
        order.discrepancies.isEmpty
            ? "" : ", with a remark: " + order.discrepancies.map { words($0.kind.rawValue) }.joined(separator: ", ")
    }
}
