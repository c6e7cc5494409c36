public import Contracts
public import Fulfillment
public import Streams

/// The orders service: outbound orders and cancellation cases, one `StoreOrder` a key.
public struct OrdersProcessor: Processor {
    private let policies: Policies

    public init(policies: Policies) { self.policies = policies }

    public var topology: ServiceTopology {
        ServiceTopology(
            name: "orders", inputs: [.cancellationRequests, .orderCommands, .warehouseReports, .inventoryReplies],
            reroutes: .ordersReroutes, state: .ordersState,
            outputs: [.cancellationOutcomes, .orderEvents, .warehouseTasks, .inventoryOwnCommands, .returnCommands])
    }

    public func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        guard let (key, said) = Self.heard(message) else { return }
        var heard = said
        let stateKey = StoreOrder.stateKey(key)
        var order = try context.state.entity(stateKey, decode) ?? StoreOrder(key: key)
        let before = order
        if case .requested(var request) = said, order.seen.verdict(on: context.identity) == .reused,
            let second = context.secondId(of: request)
        {
            request.requestId = second
            heard = .requested(request)
        }
        let effects: [StoreOrderEffect]
        do throws(Rejection) {
            effects = try order.handle(
                heard, identity: context.identity, origin: context.origin, at: context.time,
                clock: Timestamp(milliseconds: context.clock), policies: policies)
        } catch { throw .rejected(error) }
        keep(order, before, effects, &context)
    }

    /// A deadline of a store order has come.
    public func fire(_ entity: [UInt8], _ context: inout ProcessingContext) throws(ProcessingError) {
        guard var order = try context.state.entity(entity, decode) else { return }
        let before = order
        guard let deadline = order.nextDeadline else { return }
        let effects = order.pass(deadline, policies: policies)
        // Not when the timer was heard: a service that was down escalates with the time at which it was due.
        context.time = deadline
        keep(order, before, effects, &context, fired: true)
    }

    /// Every open case waits for something by a deadline, but one whose units inventory is about to release: that lasts
    /// milliseconds, and is not looked for here.
    public func openCases(in state: StateStore) throws(LogError) -> [OpenCase] {
        var open: [OpenCase] = []
        for entity in try state.entitiesWithTimer() {
            guard let bytes = try state.get(entity) else { continue }
            var reader = JSONReader(bytes)
            reader.isOwn = true
            guard let order = try? decode(&reader) else { continue }
            // A case that went over into an older one has no parts of its own: that one stands for it.
            for one in order.cases where one.mergedInto == nil && !one.standing.state.isFinal {
                open.append(
                    OpenCase(id: one.id, state: one.standing.state.rawValue, since: one.changedAt.milliseconds))
            }
        }
        return open
    }

    public var retention: Retention { Retention(policies, kinds: ["order/"], namesPeople: true) }

    public func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing {
        guard let order = try state.entity(entity, decode), order.hasEnded else { return .open }
        return order.isTombstone
            ? .tombstone(policies, merchants: order.forgotten.map(\.merchantId))
            : .ended(policies, merchants: order.merchantIds)
    }

    /// Tracking numbers are needed while an order may still hear of its parcels.
    public func thinned(
        _ entity: [UInt8], touched: Int64, in state: StateStore, at clock: Int64
    ) throws(ProcessingError) -> [UInt8]? {
        guard let order = try state.entity(entity, decode), order.hasEnded, order.hasTrackingNumbers,
            touched + policies.keepPersonalSeconds(order.merchantIds) * 1_000 <= clock
        else { return nil }
        return StateStore.value(touchedAt: touched, order.withoutTrackingNumbers.encodeState)
    }

    /// The ids of outbound orders, requests and cases: who sends one of them again is not heard twice.
    public func tombstone(
        of entity: [UInt8], in state: StateStore, at clock: Int64
    ) throws(ProcessingError) -> [UInt8]? {
        try state.entity(entity, decode)?.tombstone.map { StateStore.value(touchedAt: clock, $0.encodeState) }
    }

    private func decode(_ reader: inout JSONReader) throws(DecodeError) -> StoreOrder {
        try StoreOrder.decodeState(&reader, policies)
    }

    private func keep(
        _ order: StoreOrder, _ before: StoreOrder, _ effects: [StoreOrderEffect], _ context: inout ProcessingContext,
        fired: Bool = false
    ) {
        let key = StoreOrder.stateKey(order.key)
        if order != before {
            context.state.put(key, touchedAt: context.clock, order, StoreOrder.encodeState, decode)
        }
        if fired || order.nextDeadline != before.nextDeadline {
            let now = context.clock
            context.setTimer(key, afterMilliseconds: order.nextDeadline.map { $0.milliseconds - now })
        }
        for effect in effects { context.emit(Self.message(effect, order.key)) }
    }

    private static func heard(_ message: Message) -> (StoreOrderKey, StoreOrderMessage)? {
        switch message {
        case .outboundOrderSubmitted(let submitted): (submitted.storeOrder, .submitted(submitted))
        case .cancellationRequested(let request): (request.storeOrder, .requested(request))
        case .warehouseReported(let report): (report.storeOrder, .reported(report))
        case .stockReply(let reply): (reply.storeOrder, .stockReplied(reply))
        case .outboundOrderChanged, .cancellationChanged, .cancellationContradicted, .task, .stockCommand, .stockMoved,
            .returnOrderCommand,
            .returnOrderChanged, .rejected:
            nil
        }
    }

    private static func message(_ effect: StoreOrderEffect, _ key: StoreOrderKey) -> Message {
        switch effect {
        case .outboundOrderChanged(let order): .outboundOrderChanged(OutboundOrderChanged(order, of: key))
        case .cancellationChanged(let changed): .cancellationChanged(changed)
        case .contradicted(let contradicted): .cancellationContradicted(contradicted)
        case .refused(let refused): .rejected(rejected(refused, key))
        case .taskOpened(let task), .taskClosed(let task): .task(task)
        case .stock(let command): .stockCommand(command)
        case .returnOrder(let command): .returnOrderCommand(command)
        }
    }

    /// The refusal of a message that was accepted first: its sender is found by where it stood.
    private static func rejected(_ refused: RefusedMessage, _ key: StoreOrderKey) -> MessageRejected {
        MessageRejected(
            rejection: refused.rejection, key: key.description, messageSource: refused.origin?.source ?? "",
            messageId: refused.origin?.id ?? "", messageType: message(refused.message).type.rawValue,
            topic: refused.origin?.topic ?? "", partition: refused.origin?.partition ?? -1,
            offset: refused.origin?.offset ?? -1)
    }

    private static func message(_ heard: StoreOrderMessage) -> Message {
        switch heard {
        case .submitted(let submitted): .outboundOrderSubmitted(submitted)
        case .requested(let request): .cancellationRequested(request)
        case .reported(let report): .warehouseReported(report)
        case .stockReplied(let reply): .stockReply(reply)
        }
    }
}
