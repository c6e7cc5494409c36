import Fulfillment

/// Store orders and return orders.
extension DecisionBench {
    static let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "1001")
    static let warehouse = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")
    static let now = Timestamp(milliseconds: 1_795_507_200_000)

    static func lines(_ count: Int) -> [Line] { (1...count).map { Line("SKU-\($0)", 2) } }

    static let submitted = OutboundOrderSubmitted(
        outboundOrderId: "OB-1001-1", storeOrder: key, merchantId: warehouse.merchantId,
        warehouseId: warehouse.warehouseId,
        lines: lines(4), submittedAt: now)

    static let cancellation = CancellationRequested(
        requestId: "r-5001", storeOrder: key, reason: "buyerChangedMind", requestedBy: "buyer", requestedAt: now)

    private static func reply(_ answer: StockReply.Answer) -> StoreOrderMessage {
        .stockReplied(
            StockReply(
                outboundOrderId: submitted.outboundOrderId, storeOrder: key,
                lines: submitted.lines.map { StockReply.ReplyLine($0) }, answer: answer))
    }

    static func orders(_ bench: Stopwatch) -> [Result] {
        let empty = StoreOrder(key: key)
        let allocating = after([.submitted(submitted)])
        let awaiting = after([.submitted(submitted), reply(.allocated)])
        let releasing = after([.submitted(submitted), reply(.allocated), .requested(cancellation)])
        let picking = StoreOrderMessage.reported(
            WarehouseReport(
                outboundOrderId: submitted.outboundOrderId, storeOrder: key, warehouseId: warehouse.warehouseId,
                reportedAt: now, fact: .progressed(.picking, carrier: nil, trackingNumber: nil)))
        return [
            bench.measure("submit, 4 lines") { heard(.submitted(submitted), by: empty) },
            bench.measure("allocated reply") { heard(reply(.allocated), by: allocating) },
            bench.measure("whole cancel, awaiting outbound") { heard(.requested(cancellation), by: awaiting) },
            bench.measure("released reply") { heard(reply(.released), by: releasing) },
            bench.measure("progress report") { heard(picking, by: awaiting) },
        ]
    }

    /// What a store order that heard all this says and is.
    private static func heard(_ message: StoreOrderMessage, by order: StoreOrder) -> (StoreOrder, [StoreOrderEffect]) {
        var order = order
        var name = Fingerprint()
        name.add(order.seen.messages.count)
        let identity = MessageIdentity(name: name, content: 0)
        let effects = must { () throws(Rejection) in
            try order.handle(message, identity: identity, at: now, policies: policies)
        }
        return (order, effects)
    }

    private static let policies = Policies()

    static func after(_ messages: [StoreOrderMessage]) -> StoreOrder {
        messages.reduce(StoreOrder(key: key)) { heard($1, by: $0).0 }
    }

    /// What is sent to the store at the end of a cancellation.
    static var outcome: CancellationChanged {
        let releasing = after([.submitted(submitted), reply(.allocated), .requested(cancellation)])
        for case .cancellationChanged(let changed) in heard(reply(.released), by: releasing).1 { return changed }
        fatalError("the benchmark's own cancellation has no outcome")
    }

    static func returns(_ bench: Stopwatch) -> [Result] {
        let create = ReturnOrderCommand.create(
            ReturnOrderCreated(
                returnOrderId: ReturnOrder.interceptionId(submitted.outboundOrderId), storeOrder: key,
                outboundOrderId: submitted.outboundOrderId, warehouse: warehouse, origin: .interception,
                caseId: "\(key)/c1", handling: .putAway, lines: submitted.lines))
        let receive = ReturnOrderCommand.receive(
            ReturnOrderReceived(
                returnOrderId: create.returnOrderId, storeOrder: key, receiptId: "rr-1",
                lines: submitted.lines.map { ReturnOrderReceived.ReceivedLine($0, condition: .good) }, complete: true))
        var open = ExpectedReturn(returnOrderId: create.returnOrderId, storeOrder: key)
        _ = open.handle(create, at: now, policies: Policies())
        return [
            bench.measure("return order receive, 4 lines") {
                var expected = open
                return expected.handle(receive, at: now, policies: Policies())
            }
        ]
    }
}
