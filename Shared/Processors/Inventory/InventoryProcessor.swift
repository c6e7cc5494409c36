public import Contracts
public import Fulfillment
public import Streams

/// The inventory service: stock per merchant, warehouse and SKU, and the once-only claim on every unit.
public struct InventoryProcessor: Processor {
    private let policies: Policies

    public init(policies: Policies = Policies()) { self.policies = policies }

    public var topology: ServiceTopology {
        ServiceTopology(
            name: "inventory", inputs: [.inventoryCommands], reroutes: .inventoryReroutes, state: .inventoryState,
            outputs: [.inventoryReplies, .inventoryMovements],
            accepts: [.stockReceive, .stockAdjust, .stockAllocate, .stockRelease, .stockIssue, .stockRestore, .stockReverse])
    }

    public func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        guard case .stockCommand(let command) = message else { return }
        let stored = StoredStock(context.state, command.warehouse, clock: context.clock)
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

    public var retention: Retention {
        Retention(
            policies, kinds: [StoredStock.allocationKind] + StockDocument.allCases.map { StoredStock.kind($0) })
    }

    /// Of a receipt or an adjustment nothing is to follow. Units that went out are not held: what comes back later than
    /// they are remembered finds no outbound order.
    public func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing {
        let key = String(decoding: entity, as: UTF8.self)
        if key.hasPrefix(StoredStock.allocationKind) {
            let allocation = try state.entity(entity, Allocation.decodeState)
            guard allocation?.hasEnded == true else { return .open }
        }
        return .ended(policies, merchants: key.split(separator: "/").dropFirst().prefix(1).map(String.init))
    }

    /// Tells the store order that its command, or a command about its goods, was refused.
    private func refuse(_ command: StockCommand, _ rejection: Rejection, _ context: inout ProcessingContext) {
        guard let asked = command.asked else { return }
        var reply = StockReply(
            outboundOrderId: asked.outboundOrderId, storeOrder: asked.replyTo, caseId: asked.caseId, lines: asked.lines,
            answer: .refused(
                rejection.code, message: rejection.message, claimedBy: rejection.claimedBy,
                returnOrderId: asked.returnOrderId, receiptId: asked.receiptId))
        if case .reverse = command.action { reply.isOfReversal = true }
        context.emit(.stockReply(reply))
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
        case .reverse(let reversal):
            Asked(
                outboundOrderId: reversal.outboundOrderId, replyTo: reversal.replyTo, caseId: reversal.caseId,
                lines: reversal.lines, returnOrderId: reversal.returnOrderId, receiptId: reversal.receiptId)
        }
    }
}
