public import Contracts
public import Fulfillment
public import Streams

/// The inventory service: stock per merchant, warehouse and SKU, and every unit counted once, whichever way it comes back.
public struct InventoryProcessor: Processor {
    private let policies: Policies

    public init(policies: Policies = Policies()) { self.policies = policies }

    public var topology: ServiceTopology {
        ServiceTopology(
            name: "inventory", inputs: [.inventoryCommands, .inventoryOwnCommands],
            doors: [.inventoryCommands: .inventoryOwnCommands], reroutes: .inventoryReroutes, state: .inventoryState,
            outputs: [.inventoryReplies, .inventoryMovements])
    }

    public func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        guard case .stockCommand(let command) = message else { return }
        let stored = StoredStock(context.state, command.warehouse, clock: context.clock)
        var decider = StockDecider(store: stored)
        do throws(Rejection) {
            try decider.handle(command, identity: context.identity)
        } catch {
            if let failure = stored.failure { throw failure }
            let reply = command.refused(error) { stored.allocation($0) }
            if let failure = stored.failure { throw failure }
            if let reply { context.emit(refusal: .stockReply(reply)) }
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

    /// Nothing follows from a receipt or an adjustment: it is its own tombstone. Units that went out are not held: what
    /// comes back later than they are remembered finds no outbound order.
    public func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing {
        let key = String(decoding: entity, as: UTF8.self)
        let merchants = key.split(separator: "/").dropFirst().prefix(1).map(String.init)
        guard key.hasPrefix(StoredStock.allocationKind) else { return .tombstone(policies, merchants: merchants) }
        let allocation = try state.entity(entity, Allocation.decodeState)
        return allocation?.hasEnded == true ? .ended(policies, merchants: merchants) : .open
    }
}
