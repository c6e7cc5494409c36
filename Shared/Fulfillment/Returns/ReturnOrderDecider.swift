/// All that a return order says.
public enum ReturnOrderEffect: Sendable, Equatable {
    case changed(ReturnOrder)
    case stock(StockCommand)
}

/// Decides what is said to a return order. Pure: the order before (nil where there is none) and the message in, the
/// order after and what follows out.
public enum ReturnOrderDecider {
    /// - Throws: the refusal of a valid command; nothing has changed then.
    public static func handle(
        _ command: ReturnOrderCommand, on order: ReturnOrder?, at now: Timestamp
    ) throws(Rejection) -> (order: ReturnOrder, effects: [ReturnOrderEffect])? {
        switch (command, order) {
        case (.create(let created), nil):
            return publish(ReturnOrder(created, at: now), at: now)
        case (.create(let created), let order?):
            guard order.created.isSame(as: created) else {
                throw Rejection(
                    .returnOrderExists, "return order \(created.returnOrderId) exists with other content",
                    path: "returnOrderId")
            }
            return nil
        case (.receive(let received), let order?): return try receive(received, order, at: now)
        case (.cancel, let order?): return try cancel(order, at: now)
        case (.receive, nil), (.cancel, nil):
            throw Rejection(
                .unknownReturnOrder,
                "return order \(command.returnOrderId) of store order \(command.storeOrder) does not exist",
                path: "returnOrderId")
        }
    }

    /// Inventory refused to bring units of a receipt back: they stay where they physically are, and the return order says
    /// why stock was not raised, once. What was refused of a receipt that it never took is somebody else's.
    public static func refused(
        _ code: Rejection.Code, receiptId: String, lines: [StockReply.ReplyLine], on order: ReturnOrder,
        at now: Timestamp
    ) -> (order: ReturnOrder, effects: [ReturnOrderEffect])? {
        let isOwn = order.receipts.contains { receiptId == $0.receiptId || receiptId == ReturnOrder.Receipt.restId(of: $0.receiptId) }
        guard isOwn else { return nil }
        let kind: ReturnOrder.Discrepancy.Kind = code == .alreadyRestored ? .alreadyRestored : .refusedByInventory
        let unnoted = lines.map(\.line).filter { line in
            !order.discrepancies.contains { $0.receiptId == receiptId && $0.kind == kind && $0.sku == line.sku }
        }
        guard !unnoted.isEmpty else { return nil }
        var order = order
        for line in unnoted {
            order.discrepancies.append(
                ReturnOrder.Discrepancy(kind: kind, sku: line.sku, quantity: line.quantity, receiptId: receiptId))
        }
        return publish(order, at: now)
    }

    private static func publish(
        _ order: ReturnOrder, _ commands: [ReturnOrderEffect] = [], at now: Timestamp
    ) -> (order: ReturnOrder, effects: [ReturnOrderEffect]) {
        var order = order
        order.revision += 1
        order.changedAt = now
        return (order, commands + [.changed(order)])
    }

    private static func cancel(
        _ order: ReturnOrder, at now: Timestamp
    ) throws(Rejection) -> (order: ReturnOrder, effects: [ReturnOrderEffect])? {
        if order.state == .cancelled { return nil }
        guard order.state == .awaitingArrival else {
            throw Rejection(
                .returnOrderClosed,
                "return order \(order.created.returnOrderId) is \(order.state.rawValue): "
                    + "only one that awaits its arrival can be cancelled",
                path: "returnOrderId")
        }
        var order = order
        order.state = .cancelled
        return publish(order, at: now)
    }

    private static func receive(
        _ received: ReturnOrderReceived, _ order: ReturnOrder, at now: Timestamp
    ) throws(Rejection) -> (order: ReturnOrder, effects: [ReturnOrderEffect])? {
        if let known = order.receipts.first(where: { $0.receiptId == received.receiptId }) {
            guard known.fingerprint == received.fingerprint else {
                throw Rejection(
                    .receiptIdReused, "receipt \(received.receiptId) exists with other content", path: "receiptId")
            }
            return nil
        }
        guard !order.isClosed else {
            throw Rejection(
                .returnOrderClosed,
                "return order \(order.created.returnOrderId) is \(order.state.rawValue): it takes no more receipts",
                path: "returnOrderId")
        }
        var order = order
        order.receipts.append(
            ReturnOrder.Receipt(receiptId: received.receiptId, fingerprint: received.fingerprint))
        var restored = order.takeIn(received)
        if received.complete { restored += order.writeOffMissing(received.receiptId) }
        let isComplete = received.complete || order.entries.allSatisfy { $0.received >= $0.expected }
        order.state = isComplete ? .received : .partlyReceived
        return publish(order, bringBack(restored, received.receiptId, order.created), at: now)
    }

    /// A receipt of many SKUs, of which many are missing, has more lines than a message may have: the rest follows under
    /// an id made of the receipt's. Twice a message's lines is the most: what came, and what is missing.
    private static func bringBack(
        _ lines: [StockRestore.RestoreLine], _ receiptId: String, _ created: ReturnOrderCreated
    ) -> [ReturnOrderEffect] {
        stride(from: 0, to: lines.count, by: Limits.lines).map { start in
            let number = start / Limits.lines + 1
            let restore = StockRestore(
                outboundOrderId: created.outboundOrderId, returnOrderId: created.returnOrderId,
                receiptId: number == 1 ? receiptId : ReturnOrder.Receipt.restId(of: receiptId), caseId: created.caseId,
                lines: Array(lines[start..<min(start + Limits.lines, lines.count)]), replyTo: created.storeOrder)
            return .stock(StockCommand(warehouse: created.warehouse, action: .restore(restore)))
        }
    }
}

extension ReturnOrder.Receipt {
    /// The id under which the rest of a long receipt is told to inventory.
    public static func restId(of receiptId: String) -> String {
        var print = Fingerprint()
        print.add(receiptId)
        return "rest-of-" + String(print.value, radix: 16)
    }
}

extension ReturnOrder {
    /// Counts what came, up to what was expected; the rest is a discrepancy and never added.
    mutating func takeIn(_ received: ReturnOrderReceived) -> [StockRestore.RestoreLine] {
        var restored: [StockRestore.RestoreLine] = []
        for line in received.lines {
            let sku = line.line.sku
            guard let place = entries.firstIndex(where: { $0.sku == sku }) else {
                discrepancies.append(
                    Discrepancy(
                        kind: .unknownSku, sku: sku, quantity: line.line.quantity, receiptId: received.receiptId))
                continue
            }
            let taken = min(line.line.quantity, max(0, entries[place].expected - entries[place].received))
            if taken < line.line.quantity {
                discrepancies.append(
                    Discrepancy(
                        kind: .overReceipt, sku: sku, quantity: line.line.quantity - taken,
                        receiptId: received.receiptId))
            }
            entries[place].received += line.line.quantity
            guard taken > 0 else { continue }
            let handling = line.handling ?? (line.condition == .good ? created.handling : .quarantine)
            count(taken, handling, at: place)
            restored.append(StockRestore.RestoreLine(Line(sku, taken), handling))
        }
        return restored
    }

    /// What was expected and will not come any more is written off.
    mutating func writeOffMissing(_ receiptId: String) -> [StockRestore.RestoreLine] {
        entries.compactMap { entry in
            let missing = entry.expected - entry.received
            guard missing > 0 else { return nil }
            discrepancies.append(
                Discrepancy(kind: .missing, sku: entry.sku, quantity: missing, receiptId: receiptId))
            return StockRestore.RestoreLine(Line(entry.sku, missing), .dispose, missing: true)
        }
    }

    private mutating func count(_ units: Int, _ handling: Handling, at place: Int) {
        switch handling {
        case .putAway: entries[place].putAway += units
        case .quarantine: entries[place].quarantined += units
        case .dispose: entries[place].disposed += units
        }
    }
}
