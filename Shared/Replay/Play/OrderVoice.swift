import Contracts
import Fulfillment

/// The words of the outside world about one store order. Each has its own id, the same in every run of the name.
struct OrderVoice: Sendable {
    let merchant: String
    private let plan: PlannedOrder
    private let names: RunNames
    private let isAdjusting: Bool

    init(_ plan: PlannedOrder, _ names: RunNames, isAdjusting: Bool) {
        self.plan = plan
        self.names = names
        self.isAdjusting = isAdjusting
        merchant = isAdjusting ? names.adjusting : names.returning
    }

    private var key: StoreOrderKey { names.storeOrder(plan.id) }
    var trackingNumber: String { "PW" + plan.id }

    func saying(_ what: String, at time: Timestamp, _ message: Message) -> Saying {
        Saying(id: "\(names.run):\(plan.outboundOrderId):\(what)", at: time, message: message)
    }

    func submit(_ lines: [Line]) -> Saying {
        saying(
            "submitted", at: plan.orderedAt,
            .outboundOrderSubmitted(
                OutboundOrderSubmitted(
                    outboundOrderId: plan.outboundOrderId, storeOrder: key, merchantId: merchant,
                    warehouseId: names.warehouseId, lines: lines, submittedAt: plan.orderedAt)))
    }

    func request(_ request: PlannedOrder.Request) -> Saying {
        saying(
            request.requestId, at: request.at,
            .cancellationRequested(
                CancellationRequested(
                    requestId: request.requestId, storeOrder: key, reason: "buyerChangedMind", requestedBy: "buyer",
                    requestedAt: request.at, lines: request.lines)))
    }

    private func report(_ what: String, at time: Timestamp, by person: String?, _ fact: WarehouseReport.Fact) -> Saying
    {
        saying(
            what, at: time,
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: plan.outboundOrderId, storeOrder: key, warehouseId: names.warehouseId,
                    reportedAt: time, reportedBy: person, fact: fact)))
    }

    func mark(_ status: OutboundStatus, at time: Timestamp) -> Saying {
        let hasLabel = status.rank >= OutboundStatus.labelled.rank
        return report(
            status.rawValue, at: time, by: nil,
            .progressed(
                status, carrier: hasLabel ? names.carrier : nil, trackingNumber: hasLabel ? trackingNumber : nil))
    }

    func scan(_ scan: WarehouseReport.Scan, at time: Timestamp) -> Saying {
        report(scan.rawValue, at: time, by: nil, .carrierScanned(scan, trackingNumber: trackingNumber))
    }

    func verified(_ found: WarehouseReport.Found, at time: Timestamp) -> Saying {
        report("verified-\(time.milliseconds)", at: time, by: Self.person, .goodsVerified(found))
    }

    func intercepted(_ succeeded: Bool, at time: Timestamp) -> Saying {
        report(
            "intercepted-\(time.milliseconds)", at: time, by: Self.person,
            .parcelIntercepted(succeeded: succeeded, reason: succeeded ? nil : "gone with the truck"))
    }

    func labelVoided(_ succeeded: Bool, at time: Timestamp) -> Saying {
        report(
            "voided-\(time.milliseconds)", at: time, by: Self.person,
            .labelVoided(
                succeeded: succeeded, trackingNumber: trackingNumber,
                reason: succeeded ? nil : "the carrier does not answer"))
    }

    /// By the merchant's way: a receipt of the return order, or an adjustment a SKU.
    func putAway(_ back: BroughtBack, caseId: String, at time: Timestamp) -> [Saying] {
        isAdjusting
            ? adjust(back.good, caseId: caseId, at: time)
            : [receive(back, of: ReturnOrder.interceptionId(plan.outboundOrderId), as: "received", at: time)]
    }

    /// The store opens a return order for what the customer sends back.
    func announce(_ returnOrderId: String, _ lines: [Line], as what: String, at time: Timestamp) -> Saying {
        saying(
            what, at: time,
            .returnOrderCommand(
                .create(
                    ReturnOrderCreated(
                        returnOrderId: returnOrderId, storeOrder: key, outboundOrderId: plan.outboundOrderId,
                        warehouse: names.warehouse(merchant), origin: .customer, caseId: nil, handling: .putAway,
                        lines: lines))))
    }

    /// Nothing more comes after it.
    func receive(_ back: BroughtBack, of returnOrderId: String, as what: String, at time: Timestamp) -> Saying {
        func lines(_ lines: [Line], _ condition: ReturnOrderReceived.Condition) -> [ReturnOrderReceived.ReceivedLine] {
            lines.map { ReturnOrderReceived.ReceivedLine($0, condition: condition) }
        }
        return saying(
            what, at: time,
            .returnOrderCommand(
                .receive(
                    ReturnOrderReceived(
                        returnOrderId: returnOrderId, storeOrder: key, receiptId: "RCV-\(plan.id)-\(what)",
                        lines: lines(back.good, .good) + lines(back.damaged, .damaged) + lines(back.wrong, .wrongItem),
                        complete: true))))
    }

    /// One adjustment a SKU, each citing the case.
    func adjust(_ lines: [Line], caseId: String, at time: Timestamp) -> [Saying] {
        lines.enumerated().map { index, line in
            saying(
                "adjusted-\(index + 1)", at: time,
                .stockCommand(
                    StockCommand(
                        warehouse: names.warehouse(merchant),
                        action: .adjust(
                            StockAdjustment(
                                adjustmentId: "ADJ-\(plan.id)-\(index + 1)", sku: line.sku, delta: line.quantity,
                                reasonCode: "intercepted", actor: Self.person, caseId: caseId,
                                outboundOrderId: plan.outboundOrderId)))))
        }
    }

    private static let person = "floor-1"
}
