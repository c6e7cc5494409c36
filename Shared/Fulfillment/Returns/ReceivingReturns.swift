extension ExpectedReturn {
    /// Units came back: counts them, and has inventory bring back what was expected of them.
    mutating func receive(
        _ received: ReturnOrderReceived, at now: Timestamp
    ) throws(Rejection) -> [ReturnOrderEffect] {
        guard var order else { return [] }
        if let known = order.receipts.first(where: { $0.receiptId == received.receiptId }) {
            try received.mustBeSame(as: known.fingerprint)
            return []
        }
        guard !order.isClosed else {
            throw Rejection(
                .returnOrderClosed,
                "return order \(returnOrderId) is \(order.state.rawValue): it takes no more receipts",
                path: "returnOrderId")
        }
        var restored = order.takeIn(received)
        if received.complete { restored += order.writeOffMissing(received.receiptId) }
        order.receipts.append(
            ReturnOrder.Receipt(
                receiptId: received.receiptId, fingerprint: received.fingerprint, lines: restored))
        let isComplete = received.complete || order.entries.allSatisfy { $0.received >= $0.expected }
        order.state = isComplete ? .received : .partlyReceived
        return publish(order, after: bringBack(restored, received.receiptId, order.created), at: now)
    }

    /// A receipt of many SKUs, of which many are missing, has more lines than a message may have: the rest follows under
    /// an id made of the receipt's. Twice a message's lines is the most: what came, and what is missing.
    private func bringBack(
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
