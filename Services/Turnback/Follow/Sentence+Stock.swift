import Contracts
import Fulfillment
import Operations

/// Sentences about stock and returns.
extension Sentence {
    init(_ command: StockCommand) {
        switch command.action {
        case .receive(let receiptId, let lines): self.init("receipt \(PlainText.of(receiptId)): \(Words.lines(lines))")
        case .adjust(let adjustment):
            self.init(
                "adjustment \(PlainText.of(adjustment.adjustmentId)): \(adjustment.delta) of \(PlainText.of(adjustment.sku)) "
                    + "by \(PlainText.of(adjustment.actor)), \(PlainText.of(adjustment.reasonCode))")
        case .allocate(let move): self.init("allocate \(Self.move(move))")
        case .release(let move): self.init("release \(Self.move(move))")
        case .issue(let move): self.init("issue \(Self.move(move))")
        case .restore(let restore):
            self.init(
                "restore \(Words.lines(restore.lines.map(\.line))) of \(PlainText.of(restore.outboundOrderId)) by "
                    + PlainText.of(restore.returnOrderId))
        case .shorten(let short):
            self.init(
                "not to be sent: \(Words.lines(short.lines.map(\.line))) of \(PlainText.of(short.outboundOrderId))",
                .look)
        case .reverse(let reversal):
            self.init(
                "take back receipt \(PlainText.of(reversal.receiptId)) of \(PlainText.of(reversal.returnOrderId)): "
                    + Words.lines(reversal.lines.map(\.line)))
        case .hold(let move): self.init("hold \(Self.move(move)) for \(PlainText.of(move.caseId ?? "no case"))")
        case .unhold(let move):
            self.init(
                "hold nothing of \(PlainText.of(move.outboundOrderId)) for \(PlainText.of(move.caseId ?? "no case"))")
        }
    }

    private static func move(_ move: StockMove) -> String {
        "\(Words.lines(move.lines)) of \(PlainText.of(move.outboundOrderId))"
    }

    init(_ reply: StockReply) {
        let id = PlainText.of(reply.outboundOrderId)
        let lines = reply.lines.isEmpty ? "" : ": \(Words.lines(reply.lines.map(\.line)))"
        switch reply.answer {
        case .allocated: self.init("\(id) allocated\(lines)")
        case .backordered: self.init("\(id) backordered\(lines)", .look)
        case .released: self.init("\(id) released\(lines)")
        case .issued: self.init("\(id) issued\(lines)")
        case .shortened: self.init("\(id) will not send\(lines)", .look)
        case .held:
            self.init(
                "\(id) held for \(PlainText.of(reply.caseId ?? "no case"))\(lines.isEmpty ? ": nothing is there" : lines)"
            )
        case .claimed(let claim):
            self.init(
                "\(id) came back to another warehouse by \(claim.by.rawValue) \(PlainText.of(claim.id))\(lines)")
        case .reversed(let claim):
            self.init("\(id): a receipt of \(PlainText.of(claim.id)) was taken back\(lines)", .look)
        case .restored(let claim):
            self.init("\(id) restored by \(claim.by.rawValue) \(PlainText.of(claim.id))\(lines)", .good)
        case .refused(let code, let message, _, _, _):
            self.init("\(id) refused\(lines): \(code.rawValue), \(PlainText.of(message))", .bad)
        }
    }

    init(_ moved: StockMoved) {
        let one = moved.movement
        let numbers = [
            "on hand \(Words.balance(one.balance.onHand, one.onHandDelta))",
            "allocated \(Words.balance(one.balance.allocated, one.allocatedDelta))",
            "quarantined \(Words.balance(one.balance.quarantined, one.quarantinedDelta))",
        ]
        let order = one.cause.type == .outboundOrder ? nil : one.outboundOrderId.map { " for \(PlainText.of($0))" }
        self.init(
            "\(one.quantity) × \(PlainText.of(one.sku)) \(one.kind.rawValue) by \(one.cause.type.rawValue) "
                + "\(PlainText.of(one.cause.id))\(order ?? ""): \(numbers.joined(separator: ", "))"
                + (one.oversold ? ", oversold" : ""),
            one.oversold ? .look : .plain)
    }

    init(_ command: ReturnOrderCommand) {
        let id = PlainText.of(command.returnOrderId)
        switch command {
        case .create(let created):
            self.init(
                "\(id) created for \(PlainText.of(created.outboundOrderId)) (\(created.origin.rawValue), "
                    + "\(created.handling.rawValue)): \(Words.lines(created.lines))")
        case .receive(let received):
            self.init(
                "\(id) receipt \(PlainText.of(received.receiptId))\(received.complete ? ", complete" : ""): "
                    + Words.lines(received.lines.map(\.line)))
        case .reverse(let reversed):
            self.init("\(id) receipt \(PlainText.of(reversed.receiptId)) is to be taken back", .look)
        case .cancel(_, _, let reason?):
            self.init(
                "\(id) is to be cancelled, superseded by \(reason.by.rawValue) \(PlainText.of(reason.id))")
        case .cancel: self.init("\(id) is to be cancelled")
        }
    }

    init(_ order: ReturnOrder) {
        let entries = order.entries.prefix(4).map { "\(PlainText.of($0.sku)) \($0.received) of \($0.expected)" }
        let more = order.entries.count > 4 ? " and \(order.entries.count - 4) more SKUs" : ""
        let count = order.discrepancies.count
        let discrepancies = count == 0 ? "" : count == 1 ? "; 1 discrepancy" : "; \(count) discrepancies"
        self.init(
            "\(PlainText.of(order.created.returnOrderId)) is \(order.state.rawValue): received "
                + "\(entries.joined(separator: ", "))\(more)\(discrepancies)",
            order.discrepancies.isEmpty ? (order.state == .received ? .good : .plain) : .look)
    }
}
