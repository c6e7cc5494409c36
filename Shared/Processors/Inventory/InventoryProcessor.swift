public import Contracts
internal import Fulfillment
public import Streams

/// The inventory service: stock per merchant, warehouse and SKU, and the once-only claim on every unit.
public struct InventoryProcessor: Processor {
    public init() {}

    public var topology: ServiceTopology {
        ServiceTopology(
            name: "inventory", inputs: [.inventoryCommands], reroutes: .inventoryReroutes, state: .inventoryState,
            outputs: [.inventoryReplies, .inventoryMovements],
            accepts: [.stockReceive, .stockAdjust, .stockAllocate, .stockRelease, .stockIssue, .stockRestore])
    }

    public func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        guard case .stockCommand(let command) = message else { return }
        let stored = StoredStock(context.state, command.warehouse)
        var decider = StockDecider(store: stored)
        do throws(Rejection) {
            try decider.handle(command, identity: context.identity)
        } catch {
            if let failure = stored.failure { throw failure }
            refuse(command, error, &context)
            throw .rejected(error)
        }
        if let failure = stored.failure { throw failure }
        stored.flush()
        for movement in decider.movements {
            context.emit(
                .stockMoved(
                    StockMoved(
                        movementId: context.nextId, warehouse: command.warehouse, movement: movement,
                        movedAt: context.time)))
        }
        for reply in decider.replies { context.emit(.stockReply(reply)) }
    }

    /// Tells the store order that its command, or a command about its goods, was refused.
    private func refuse(_ command: StockCommand, _ rejection: Rejection, _ context: inout ProcessingContext) {
        guard let asked = command.asked else { return }
        context.emit(
            .stockReply(
                StockReply(
                    outboundOrderId: asked.outboundOrderId, storeOrder: asked.replyTo, caseId: asked.caseId, lines: asked.lines,
                    answer: .refused(
                        rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
                        returnOrderId: asked.returnOrderId, receiptId: asked.receiptId))))
    }
}

extension StockCommand {
    /// What a command that is answered asked for.
    fileprivate struct Asked {
        var outboundOrderId: String
        var replyTo: StoreOrderKey
        var caseId: String?
        var lines: [StockReply.ReplyLine]
        var returnOrderId: String?
        var receiptId: String?
    }

    fileprivate var asked: Asked? {
        switch action {
        case .receive, .adjust: nil
        case .allocate(let move), .release(let move), .issue(let move):
            Asked(
                outboundOrderId: move.outboundOrderId, replyTo: move.replyTo, caseId: move.caseId,
                lines: move.lines.map { StockReply.ReplyLine($0) })
        case .restore(let restore):
            Asked(
                outboundOrderId: restore.outboundOrderId, replyTo: restore.replyTo, caseId: restore.caseId,
                lines: restore.lines.map { StockReply.ReplyLine($0.line, handling: $0.handling) },
                returnOrderId: restore.returnOrderId, receiptId: restore.receiptId)
        }
    }
}
