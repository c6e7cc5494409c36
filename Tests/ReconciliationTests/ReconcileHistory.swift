import Contracts
import Fulfillment

@testable import Reconciliation

/// What is on the topics, in the order in which it was written: a correct history that tests break in one place.
struct ReconcileHistory: Sendable {
    struct Entry: Sendable {
        var message: Message
        var source: String
        var id: String
        /// The id of the message that caused it, and how many that one caused.
        var cause: String?
        var count: Int?
        /// Set where the record is not what the message makes of itself.
        var topic: Topic?
        var body: RecordBody?
    }

    var entries: [Entry] = []

    mutating func add(_ message: Message, source: String = "turnback/orders", id: String? = nil) {
        if case .outboundOrderChanged(let changed) = message { report(what: changed) }
        entries.append(Entry(message: message, source: source, id: id ?? "id-\(entries.count)"))
    }

    /// Somebody reports how far an outbound order says that it is, and who has it, where nobody has.
    private mutating func report(what changed: OutboundOrderChanged) {
        let fact: WarehouseReport.Fact? =
            switch changed.status {
            case .picking, .picked, .packed, .labelled, .shipped:
                .progressed(changed.status, carrier: nil, trackingNumber: nil)
            case .inTransit: .carrierScanned(.inTransit, trackingNumber: nil)
            case .delivered: .carrierScanned(.delivered, trackingNumber: nil)
            case .returnedToSender: .carrierScanned(.returnedToSender, trackingNumber: nil)
            default: nil
            }
        guard let fact else { return }
        let report = Message.report(changed.storeOrder.storeOrderId, changed.outboundOrderId, fact)
        let isSaid = entries.contains { entry in
            guard case .warehouseReported(let said) = entry.message, said.outboundOrderId == changed.outboundOrderId else {
                return false
            }
            return said.fact.isAbout(fact)
        }
        if !isSaid { add(report, source: "wms") }
    }

    mutating func add(_ body: RecordBody, on topic: Topic) {
        entries.append(Entry(message: .submitted("none", "none"), source: "", id: "", topic: topic, body: body))
    }

    /// The last entry follows from the one before it, alone.
    mutating func follows() {
        entries[entries.count - 1].cause = entries[entries.count - 2].id
        entries[entries.count - 1].count = 1
    }

    /// Changes the only entry, or the first of several, that satisfies the condition.
    mutating func change(_ isIt: (Message) -> Bool, _ change: (inout Entry) -> Void) {
        guard let index = entries.firstIndex(where: { $0.body == nil && isIt($0.message) }) else {
            preconditionFailure("the history has no such message")
        }
        change(&entries[index])
    }

    mutating func remove(_ isIt: (Message) -> Bool) {
        guard let index = entries.firstIndex(where: { $0.body == nil && isIt($0.message) }) else {
            preconditionFailure("the history has no such message")
        }
        entries.remove(at: index)
    }

    /// The records as they are read: each topic is one partition.
    var records: [Record] {
        var ends: [Topic: Int64] = [:]
        return entries.map { entry in
            let topic = entry.topic ?? entry.message.type.topic
            let offset = ends[topic, default: 0]
            ends[topic] = offset + 1
            let body =
                entry.body
                ?? entry.message.body(
                    Envelope(
                        source: entry.source, id: entry.id, type: entry.message.type, time: .story,
                        causationId: entry.cause, causationCount: entry.count))
            return Record(
                topic: topic.name, partition: 0, offset: offset, timestamp: Timestamp.story.milliseconds, body: body)
        }
    }

    /// Reads topic after topic, beginning with the n-th.
    func verdict(from n: Int = 0, allowOpen: Bool = false) -> ReconcileReport {
        var reconciliation = Reconciler()
        let topics = Reconciler.topics
        let records = Dictionary(grouping: records, by: \.topic)
        for index in topics.indices {
            for record in records[topics[(index + n) % topics.count].name] ?? [] { reconciliation.take(record) }
        }
        return reconciliation.verdict(allowOpen: allowOpen)
    }

    /// Reads everything in the order in which it was written.
    func verdictAsWritten() -> ReconcileReport {
        var reconciliation = Reconciler()
        for record in records { reconciliation.take(record) }
        return reconciliation.verdict()
    }
}

extension WarehouseReport.Fact {
    /// It says the same, by whichever carrier and number.
    fileprivate func isAbout(_ other: Self) -> Bool {
        switch (self, other) {
        case (.progressed(let one, _, _), .progressed(let status, _, _)): one == status
        case (.carrierScanned(let one, _), .carrierScanned(let scan, _)): one == scan
        default: false
        }
    }
}

extension Timestamp {
    static let story = Timestamp(milliseconds: 1_795_000_000_000)
}

extension StoreOrderKey {
    static func story(_ number: String) -> StoreOrderKey { StoreOrderKey(storeId: "shop", storeOrderId: number) }
}

extension Message {
    static let warehouse = WarehouseKey(merchantId: "acme", warehouseId: "LAX1")

    static func submitted(_ order: String, _ outbound: String) -> Message {
        .outboundOrderSubmitted(
            OutboundOrderSubmitted(
                outboundOrderId: outbound, storeOrder: .story(order), merchantId: "acme", warehouseId: "LAX1",
                lines: [Line("SKU-1", 1)], submittedAt: .story))
    }

    static func request(_ order: String, _ id: String) -> Message {
        .cancellationRequested(
            CancellationRequested(
                requestId: id, storeOrder: .story(order), reason: "other", requestedBy: "buyer", requestedAt: .story))
    }

    static func outbound(
        _ order: String, _ id: String, _ revision: Int, _ status: OutboundStatus, _ units: Int,
        custody: Custody = .warehouse, case number: Int? = nil
    ) -> Message {
        .outboundOrderChanged(
            OutboundOrderChanged(
                outboundOrderId: id, storeOrder: .story(order), merchantId: "acme", warehouseId: "LAX1",
                revision: revision, status: status, custody: custody, lines: [Line("SKU-1", units)],
                caseId: number.map { "shop/\(order)/c\($0)" }, changedAt: .story))
    }

    static func report(
        _ order: String, _ outbound: String, _ fact: WarehouseReport.Fact, _ parcel: String? = nil, units: Int = 0
    ) -> Message {
        .warehouseReported(
            WarehouseReport(
                outboundOrderId: outbound, storeOrder: .story(order), warehouseId: "LAX1", reportedAt: .story,
                fact: fact, parcel: ParcelName(parcelId: parcel),
                lines: units > 0 ? [Line("SKU-1", units)] : []))
    }

    static func outcome(
        _ order: String, _ request: String, _ revision: Int, _ state: CancellationState, _ code: CancellationCode,
        stage: OutboundStatus? = .awaitingOutbound, number: Int = 1, outbound: String? = nil,
        _ units: (inout CaseQuantities) -> Void
    ) -> Message {
        var quantities = CaseQuantities()
        units(&quantities)
        let stopped: CancellationCode = state == .restocked ? .interceptedAndRestocked : .cancelledBeforeWork
        let partCode = code == .alreadyCancelled ? stopped : code
        let parts = stage.map { stage in
            let status: OutboundStatus =
                switch state {
                case .releasing: .releasing
                case .cancelled: .cancelled
                case .restocking: .intercepted
                default: stage
                }
            return [
                CancellationChanged.Part(
                    outboundOrderId: outbound ?? "OB-\(Int(order)! - 1000)", warehouseId: "LAX1", status: status,
                    code: partCode, stage: stage, nextAction: partCode.nextAction, quantities: quantities)
            ]
        }
        return .cancellationChanged(
            CancellationChanged(
                caseId: "shop/\(order)/c\(number)", requestId: request, storeOrder: .story(order), revision: revision,
                state: state, code: code, stage: stage, nextAction: code.nextAction, labelVoided: nil,
                outboundOrders: parts ?? [], quantities: quantities, changedAt: .story))
    }

    static func contradiction(
        _ request: String, _ order: String = "1001", _ outbound: String = "OB-1",
        _ code: ContradictionCode = .lateShipment, _ quantity: Int = 2, number: Int = 1, followedBy: String? = nil
    ) -> Message {
        .cancellationContradicted(
            CancellationContradicted(
                caseId: "shop/\(order)/c\(number)", requestId: request, storeOrder: .story(order),
                outboundOrderId: outbound, code: code, quantity: quantity, followedBy: followedBy, carrier: nil,
                trackingNumber: nil, reportedAt: .story))
    }

    static func task(
        _ order: String, _ outbound: String, _ kind: WarehouseTask.Kind, _ result: WarehouseTask.Result?,
        number: Int = 1, again: String = ""
    ) -> Message {
        .task(
            WarehouseTask(
                taskId: "T-\(outbound)-c\(number)-\(kind.rawValue)\(again)", kind: kind,
                caseId: "shop/\(order)/c\(number)",
                outboundOrderId: outbound, storeOrder: .story(order), warehouseId: "LAX1", lines: [Line("SKU-1", 3)],
                trackingNumber: nil, dueAt: .story, result: result))
    }

    static func reply(
        _ order: String, _ outbound: String, _ answer: StockReply.Answer, _ lines: [(Int, Handling?)],
        case number: Int? = nil, found: Int = 0
    ) -> Message {
        .stockReply(
            StockReply(
                outboundOrderId: outbound, storeOrder: .story(order), caseId: number.map { "shop/\(order)/c\($0)" },
                lines: lines.map { StockReply.ReplyLine(Line("SKU-1", $0.0), handling: $0.1, found: found) },
                answer: answer))
    }

    /// A command about units of an outbound order.
    static func command(
        _ order: String, _ outbound: String, _ units: Int, case number: Int? = nil,
        _ action: (StockMove) -> StockCommand.Action
    ) -> Message {
        let move = StockMove(
            outboundOrderId: outbound, lines: units > 0 ? [Line("SKU-1", units)] : [],
            caseId: number.map { "shop/\(order)/c\($0)" }, replyTo: .story(order))
        return .stockCommand(StockCommand(warehouse: warehouse, action: action(move)))
    }

    /// - Parameters:
    ///   - deltas: of onHand, allocated, quarantined.
    ///   - balance: after it.
    static func movement(
        _ id: String, _ kind: StockMovement.Kind, _ units: Int, _ deltas: [Int], _ balance: [Int],
        outbound: String? = nil, cause: StockMovement.Cause = .init(.receipt, "RC-1"),
        caseId: String? = nil, oversold: Bool = false
    ) -> Message {
        var stock = Stock(sku: "SKU-1")
        (stock.onHand, stock.allocated, stock.quarantined) = (balance[0], balance[1], balance[2])
        return .stockMoved(
            StockMoved(
                movementId: id, warehouse: warehouse,
                movement: StockMovement(
                    kind: kind, sku: "SKU-1", quantity: units, onHandDelta: deltas[0], allocatedDelta: deltas[1],
                    quarantinedDelta: deltas[2], balance: stock, cause: cause, outboundOrderId: outbound,
                    caseId: caseId, oversold: oversold),
                movedAt: .story))
    }

    private static let created = ReturnOrderCreated(
        returnOrderId: "RO-OB-2", storeOrder: .story("1002"), outboundOrderId: "OB-2", warehouse: warehouse,
        origin: .interception, caseId: "shop/1002/c1", handling: .putAway, lines: [Line("SKU-1", 3)])

    /// The return order is to be opened.
    static let create = Message.returnOrderCommand(.create(created))

    /// So many units of it came, by the receipt of this number.
    static func receive(_ units: Int, _ number: Int) -> Message {
        .returnOrderCommand(
            .receive(
                ReturnOrderReceived(
                    returnOrderId: created.returnOrderId, storeOrder: created.storeOrder, receiptId: "RR-\(number)",
                    lines: [.init(Line("SKU-1", units), condition: .good, handling: nil)], complete: true)))
    }

    static func returnOrder(_ revision: Int, _ state: ReturnOrder.State, received: Int, putAway: Int, quarantined: Int)
        -> Message
    {
        var order = ReturnOrder(created, at: .story)
        order.state = state
        order.revision = revision
        order.entries[0].received = received
        order.entries[0].putAway = putAway
        order.entries[0].quarantined = quarantined
        return .returnOrderChanged(order)
    }
}
