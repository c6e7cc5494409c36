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
            outputs: [.cancellationOutcomes, .orderEvents, .warehouseTasks, .inventoryCommands, .returnCommands],
            accepts: [
                .outboundOrderSubmitted, .cancellationRequested, .warehouseProgressed, .goodsVerified,
                .parcelIntercepted, .labelVoided, .carrierScanned, .stockAllocated, .stockBackordered, .stockReleased,
                .stockIssued, .stockRestored, .stockRefused,
            ])
    }

    public func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError) {
        guard let (key, heard) = Self.heard(message) else { return }
        let stateKey = StoreOrder.stateKey(key)
        var order = try context.state.entity(stateKey, StoreOrder.decodeState) ?? StoreOrder(key: key)
        let before = order
        let effects: [StoreOrderEffect]
        do throws(Rejection) {
            effects = try order.handle(heard, identity: context.identity, at: context.time, policies: policies)
        } catch { throw .rejected(error) }
        if order != before { context.state.put(stateKey, order.encodeState) }
        for effect in effects { context.emit(Self.message(effect, key)) }
    }

    private static func heard(_ message: Message) -> (StoreOrderKey, StoreOrderMessage)? {
        switch message {
        case .outboundOrderSubmitted(let submitted): (submitted.storeOrder, .submitted(submitted))
        case .cancellationRequested(let request): (request.storeOrder, .requested(request))
        case .warehouseReported(let report): (report.storeOrder, .reported(report))
        case .stockReply(let reply): (reply.storeOrder, .stockReplied(reply))
        case .outboundOrderChanged, .cancellationChanged, .task, .stockCommand, .stockMoved, .returnOrderCommand,
            .returnOrderChanged, .rejected:
            nil
        }
    }

    private static func message(_ effect: StoreOrderEffect, _ key: StoreOrderKey) -> Message {
        switch effect {
        case .outboundOrderChanged(let order): .outboundOrderChanged(OutboundOrderChanged(order, of: key))
        case .cancellationChanged(let changed): .cancellationChanged(changed)
        case .taskOpened(let task), .taskClosed(let task): .task(task)
        case .stock(let command): .stockCommand(command)
        case .returnOrder(let command): .returnOrderCommand(command)
        }
    }
}
