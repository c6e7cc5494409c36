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
            state: .returnsState, outputs: [.returnEvents, .inventoryOwnCommands])
    }

    public func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        switch message {
        case .returnOrderCommand(let command): try handle(command, &context)
        case .stockReply(let reply): try hear(reply, &context)
        default: break
        }
    }

    /// A receipt has waited long enough for its return order.
    public func fire(_ entity: [UInt8], _ context: inout ProcessingContext) throws(ProcessingError) {
        guard var expected = try context.state.entity(entity, ExpectedReturn.decodeState) else { return }
        let before = expected
        guard let deadline = expected.nextDeadline else { return }
        let effects = expected.pass(deadline)
        context.time = deadline
        keep(expected, before, effects, &context, fired: true)
    }

    public var retention: Retention { Retention(policies, kinds: ["return/", SentGoods.stateKind], namesPeople: true) }

    public func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing {
        if entity.starts(with: SentGoods.stateKind.utf8) {
            // Inventory's answers do not name the merchant.
            let hasEnded = try state.entity(entity, SentGoods.decodeState)?.hasEnded ?? true
            return hasEnded ? .ended(policies, merchants: []) : .open
        }
        let expected = try state.entity(entity, ExpectedReturn.decodeState)
        guard let expected, expected.waiting.isEmpty, expected.announced == nil, expected.order?.isClosed ?? true,
            expected.order?.isReversing != true
        else { return .open }
        return .ended(policies, merchants: expected.merchantIds)
    }

    /// A return order that has ended needs no tracking numbers: nothing of it comes any more.
    public func thinned(
        _ entity: [UInt8], touched: Int64, in state: StateStore, at clock: Int64
    ) throws(ProcessingError) -> [UInt8]? {
        guard !entity.starts(with: SentGoods.stateKind.utf8), case .ended = try standing(of: entity, in: state),
            let expected = try state.entity(entity, ExpectedReturn.decodeState), expected.hasTrackingNumbers,
            touched + policies.keepPersonalSeconds(expected.merchantIds) * 1_000 <= clock
        else { return nil }
        return StateStore.value(touchedAt: touched, expected.withoutTrackingNumbers.encodeState)
    }

    private func handle(_ command: ReturnOrderCommand, _ context: inout ProcessingContext) throws(ProcessingError) {
        var expected = try expected(command.returnOrderId, command.storeOrder, context)
        let before = expected
        if case .cancel(_, _, supersededBy: _?) = command, !context.isFromOwnService {
            throw .rejected(Rejection(.notAllowed, SupersededBy.isForTurnback))
        }
        if case .create(let created) = command, before.isNew { try mustNotBeNamedAfterAnother(created, context) }
        let outboundOrderId = expected.outboundOrderId(for: command)
        let sent = try outboundOrderId.flatMap { id throws(ProcessingError) in
            try context.state.entity(SentGoods.stateKey(id, command.storeOrder), SentGoods.decodeState)
        }
        let answer = expected.handle(
            command, origin: context.origin,
            at: context.time, clock: Timestamp(milliseconds: context.clock), sent: sent, policies: policies)
        keep(expected, before, answer.effects, &context)
        if expected.awaitsGoods, var sent, !sent.awaitedBy.contains(expected.returnOrderId) {
            sent.awaitedBy.append(expected.returnOrderId)
            let key = SentGoods.stateKey(sent.outboundOrderId, sent.storeOrder)
            context.state.put(
                key, touchedAt: context.clock, sent, SentGoods.encodeState, SentGoods.decodeState)
        }
        if let refusal = answer.refusal { throw .rejected(refusal) }
    }

    private func mustNotBeNamedAfterAnother(
        _ created: ReturnOrderCreated, _ context: ProcessingContext
    ) throws(ProcessingError) {
        for name in created.namesakes {
            let key = SentGoods.stateKey(name, created.storeOrder)
            guard try context.state.entity(key, SentGoods.decodeState) != nil else { continue }
            throw .rejected(created.isNamed(after: name))
        }
    }

    private func hear(_ reply: StockReply, _ context: inout ProcessingContext) throws(ProcessingError) {
        let answered = reply.returnOrderId
        // Read before anything is changed: where it is unreadable, nothing is.
        if let answered { _ = try expected(answered, reply.storeOrder, context) }
        try count(reply, &context)
        guard let answered else { return }
        var expected = try expected(answered, reply.storeOrder, context)
        let before = expected
        let effects = expected.hear(reply, at: context.time)
        keep(expected, before, effects, &context)
    }

    /// Keeps what inventory answers about an outbound order: it says what can come back, and what waited for that goes on.
    private func count(_ reply: StockReply, _ context: inout ProcessingContext) throws(ProcessingError) {
        let key = SentGoods.stateKey(reply.outboundOrderId, reply.storeOrder)
        var sent =
            try context.state.entity(key, SentGoods.decodeState)
            ?? SentGoods(outboundOrderId: reply.outboundOrderId, storeOrder: reply.storeOrder)
        guard sent.hear(reply, identity: context.identity) else { return }
        var stillWaiting: [String] = []
        let listeners = sent.listeners
        for id in listeners { _ = try expected(id, reply.storeOrder, context) }
        for id in listeners {
            var expected = try expected(id, reply.storeOrder, context)
            let before = expected
            let effects = expected.learn(sent, at: context.time)
            keep(expected, before, effects, &context)
            if expected.awaitsGoods { stillWaiting.append(id) }
        }
        sent.awaitedBy = stillWaiting
        context.state.put(
            key, touchedAt: context.clock, sent, SentGoods.encodeState, SentGoods.decodeState)
    }

    private func expected(
        _ id: String, _ storeOrder: StoreOrderKey, _ context: ProcessingContext
    ) throws(ProcessingError) -> ExpectedReturn {
        try context.state.entity(ExpectedReturn.stateKey(id, storeOrder), ExpectedReturn.decodeState)
            ?? ExpectedReturn(returnOrderId: id, storeOrder: storeOrder)
    }

    private func keep(
        _ expected: ExpectedReturn, _ before: ExpectedReturn, _ effects: [ReturnOrderEffect],
        _ context: inout ProcessingContext, fired: Bool = false
    ) {
        let key = ExpectedReturn.stateKey(expected.returnOrderId, expected.storeOrder)
        if expected.isEmpty, !before.isEmpty {
            context.state.put(key, nil)
        } else if expected != before {
            context.state.put(
                key, touchedAt: context.clock, expected, ExpectedReturn.encodeState, ExpectedReturn.decodeState)
        }
        if fired || expected.nextDeadline != before.nextDeadline {
            let now = context.clock
            context.setTimer(key, afterMilliseconds: expected.nextDeadline.map { $0.milliseconds - now })
        }
        for effect in effects {
            switch effect {
            case .changed(let order): context.emit(.returnOrderChanged(order))
            case .stock(let command): context.emit(.stockCommand(command))
            case .refused(let waiting, let rejection): context.emit(.rejected(waiting.refusal(rejection)))
            case .refusedToOpen(let announced, let rejection): context.emit(.rejected(announced.refusal(rejection)))
            case .refusedToReverse(let origin, let rejection):
                context.emit(.rejected(MessageRejected(rejection, expected.storeOrder, origin, .receiptReversed)))
            }
        }
    }
}

extension WaitingReceipt {
    /// What is sent to the sender of a receipt that waited and was refused.
    fileprivate func refusal(_ rejection: Rejection) -> MessageRejected {
        MessageRejected(rejection, received.storeOrder, origin, .returnOrderReceive)
    }
}

extension AnnouncedReturn {
    /// What is sent to the sender of a return order whose goods did not leave.
    fileprivate func refusal(_ rejection: Rejection) -> MessageRejected {
        MessageRejected(rejection, created.storeOrder, origin, .returnOrderCreate)
    }
}

extension MessageRejected {
    fileprivate init(
        _ rejection: Rejection, _ storeOrder: StoreOrderKey, _ origin: MessageOrigin?, _ type: MessageType
    ) {
        self.init(
            rejection: rejection, key: storeOrder.description, messageSource: origin?.source ?? "",
            messageId: origin?.id ?? "", messageType: type.rawValue, topic: origin?.topic ?? "",
            partition: origin?.partition ?? -1, offset: origin?.offset ?? -1)
    }
}
