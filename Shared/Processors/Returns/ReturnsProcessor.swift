public import Contracts
public import Fulfillment
public import Streams

/// The returns service: return orders, what is expected back and what was done with it.
public struct ReturnsProcessor: Processor {
    private let policies: Policies

    public init(policies: Policies = Policies()) { self.policies = policies }

    public var topology: ServiceTopology {
        ServiceTopology(
            name: "returns", inputs: [.returnCommands, .inventoryReplies], reroutes: .returnsReroutes,
            state: .returnsState, outputs: [.returnEvents, .inventoryCommands])
    }

    public func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        switch message {
        case .returnOrderCommand(let command): try handle(command, &context)
        case .stockReply(let reply): try refused(reply, &context)
        default: break
        }
    }

    private func handle(_ command: ReturnOrderCommand, _ context: inout ProcessingContext) throws(ProcessingError) {
        let key = ReturnOrder.stateKey(command.returnOrderId, command.storeOrder)
        let known = try context.state.entity(key, ReturnOrder.decodeState)
        do throws(Rejection) {
            guard let (order, effects) = try ReturnOrderDecider.handle(command, on: known, at: context.time) else { return }
            keep(order, key, effects, &context)
        } catch { throw .rejected(error) }
    }

    public var retention: Retention { Retention(policies, kinds: ["return/"]) }

    public func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing {
        guard let order = try state.entity(entity, ReturnOrder.decodeState), order.isClosed else { return .open }
        return .ended(policies, merchants: [order.created.warehouse.merchantId])
    }

    /// Inventory's other answers need nothing here: what was received is counted when it is received.
    private func refused(_ reply: StockReply, _ context: inout ProcessingContext) throws(ProcessingError) {
        guard case .refused(let code, _, _, let returnOrderId?, let receiptId?) = reply.answer else { return }
        let key = ReturnOrder.stateKey(returnOrderId, reply.storeOrder)
        guard let known = try context.state.entity(key, ReturnOrder.decodeState) else { return }
        guard
            let (order, effects) = ReturnOrderDecider.refused(
                code, receiptId: receiptId, lines: reply.lines, on: known, at: context.time)
        else { return }
        keep(order, key, effects, &context)
    }

    private func keep(
        _ order: ReturnOrder, _ key: [UInt8], _ effects: [ReturnOrderEffect], _ context: inout ProcessingContext
    ) {
        context.state.put(key, touchedAt: context.clock, order.encodeState)
        for effect in effects {
            switch effect {
            case .changed(let order): context.emit(.returnOrderChanged(order))
            case .stock(let command): context.emit(.stockCommand(command))
            }
        }
    }
}

extension ReturnOrder {
    /// The key of its state.
    static func stateKey(_ id: String, _ storeOrder: StoreOrderKey) -> [UInt8] {
        Array("return/\(storeOrder)/\(id)".utf8)
    }

    /// As its event has it, and the receipts that were taken in.
    func encodeState(_ writer: inout JSONWriter) {
        encode(&writer)
        writer.list("receipts", receipts) { receipt, writer in
            writer.field("receiptId", receipt.receiptId)
            writer.field("fingerprint", receipt.fingerprint)
        }
    }

    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrder {
        var receipts: [Receipt] = []
        var order = try decode(&reader) { key, reader throws(DecodeError) in
            if case "receipts" = key { receipts = try reader.list(Receipt.decodeState) } else { try reader.skip() }
        }
        order.receipts = receipts
        return order
    }
}

extension ReturnOrder.Receipt {
    static func decodeState(_ reader: inout JSONReader) throws(DecodeError) -> ReturnOrder.Receipt {
        var receipt = ReturnOrder.Receipt(receiptId: "", fingerprint: Fingerprint())
        try reader.object { key, reader throws(DecodeError) in
            switch key {
            case "receiptId": receipt.receiptId = try reader.string()
            case "fingerprint": receipt.fingerprint = try reader.fingerprint()
            default: try reader.skip()
            }
        }
        return receipt
    }
}
