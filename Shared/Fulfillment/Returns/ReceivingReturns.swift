extension ExpectedReturn {
    /// Units came back: counts them, and has inventory bring back what was expected of them.
    mutating func receive(
        _ received: ReturnOrderReceived, _ origin: MessageOrigin?, at now: Timestamp
    ) throws(Rejection) -> [ReturnOrderEffect] {
        guard var order else { return [] }
        try order.created.mustArrive(in: received.warehouseId)
        if let known = order.receipts.first(where: { $0.receiptId == received.receiptId }) {
            try received.mustBeSame(as: known.fingerprint)
            return []
        }
        try mustHaveRoom(for: received)
        if order.isReversing { return try postpone(received, origin, at: now) }
        guard order.takesReceipts else {
            throw Rejection(
                .returnOrderClosed,
                "return order \(returnOrderId) is \(order.state.rawValue): it takes no more receipts",
                path: "returnOrderId")
        }
        // What ended as written off is so already.
        let isEnded = !order.lost.isEmpty
        var restored = order.takeIn(received)
        if received.complete, !isEnded { restored += order.closeWithoutMissing(received.receiptId) }
        var receipt = ReturnOrder.Receipt(
            receiptId: received.receiptId, fingerprint: received.fingerprint, lines: restored)
        receipt.isComplete = received.complete
        receipt.isAfterAll = isEnded
        if order.created.elsewhere == nil, restored.count <= Limits.lines { receipt.booked = [] }
        order.receipts.append(receipt)
        let isComplete = received.complete || order.isClosed || order.entries.allSatisfy { $0.received >= $0.expected }
        order.state = isComplete ? .received : .partlyReceived
        return publish(order, after: bringBack(restored, received.receiptId, order.created, isComplete), at: now)
    }

    /// A receipt of many SKUs, many of them missing, has more lines than a message may have: the rest follows under
    /// an id made of the receipt's. Twice a message's lines is the most: what came, and what is missing.
    ///
    /// What comes to another warehouse is claimed where it was sent from first. What is missing comes to none: it is written
    /// off there, under another id.
    ///
    /// With the last of it goes the word whether more is to come. For parcels of unknown contents it says what was in them: there
    /// it goes also where nothing came.
    private func bringBack(
        _ lines: [StockRestore.RestoreLine], _ receiptId: String, _ created: ReturnOrderCreated, _ isComplete: Bool
    ) -> [ReturnOrderEffect] {
        guard created.elsewhere != nil else {
            let isWord = lines.isEmpty && isComplete && created.contentsUnknown
            return isWord ? [end(receiptId, created)] : restore(lines, receiptId, created, isComplete: isComplete)
        }
        let missing = restore(lines.filter(\.missing), ReturnOrder.Receipt.missingId(of: receiptId), created)
        return restore(lines.filter { !$0.missing }, receiptId, created, created.elsewhere) + missing
    }

    private func restore(
        _ lines: [StockRestore.RestoreLine], _ receiptId: String, _ created: ReturnOrderCreated,
        _ elsewhere: ArrivalElsewhere? = nil, isComplete: Bool? = nil
    ) -> [ReturnOrderEffect] {
        stride(from: 0, to: lines.count, by: Limits.lines).map { start in
            let number = start / Limits.lines + 1
            let isLast = start + Limits.lines >= lines.count
            let restore = StockRestore(
                outboundOrderId: created.outboundOrderId, returnOrderId: created.returnOrderId,
                receiptId: number == 1 ? receiptId : ReturnOrder.Receipt.restId(of: receiptId), caseId: created.caseId,
                lines: Array(lines[start..<min(start + Limits.lines, lines.count)]), replyTo: created.storeOrder,
                elsewhere: elsewhere, complete: isComplete.map { $0 && isLast })
            return .stock(StockCommand(warehouse: created.sender, action: .restore(restore)))
        }
    }

    private func end(_ receiptId: String, _ created: ReturnOrderCreated) -> ReturnOrderEffect {
        let restore = StockRestore(
            outboundOrderId: created.outboundOrderId, returnOrderId: created.returnOrderId, receiptId: receiptId,
            caseId: created.caseId, lines: [], replyTo: created.storeOrder, complete: true)
        return .stock(StockCommand(warehouse: created.sender, action: .restore(restore)))
    }
}

extension ReturnOrderCreated {
    /// Refuses what names another warehouse than the one at which the goods arrive.
    func mustArrive(in warehouseId: String?) throws(Rejection) {
        guard let warehouseId, warehouseId != warehouse.warehouseId else { return }
        throw Rejection(
            .unknownReturnOrder,
            "return order \(returnOrderId) arrives at warehouse \(warehouse.warehouseId), not at \(warehouseId)",
            path: "warehouseId")
    }
}

extension ReturnOrder.Receipt {
    /// The id under which the rest of a long receipt is sent to inventory.
    public static func restId(of receiptId: String) -> String { "rest-of-" + print(of: receiptId) }

    /// The id under which what is missing of it is written off, where it arrives at another warehouse.
    static func missingId(of receiptId: String) -> String { "missing-of-" + print(of: receiptId) }

    private static func print(of receiptId: String) -> String {
        var print = Fingerprint()
        print.add(receiptId)
        return String(print.value, radix: 16)
    }
}

extension ReturnOrder {
    /// Counts what came, up to what was expected; the rest is a discrepancy and never added. A wrong item is not a unit of the
    /// SKU that it came for: that is still expected, or missing.
    mutating func takeIn(_ received: ReturnOrderReceived) -> [StockRestore.RestoreLine] {
        var restored: [StockRestore.RestoreLine] = []
        for line in received.lines {
            let sku = line.line.sku
            guard let place = entryIndex(of: sku) else {
                discrepancies.append(
                    Discrepancy(
                        kind: .unknownSku, sku: sku, quantity: line.line.quantity, receiptId: received.receiptId))
                continue
            }
            guard line.condition != .wrongItem else {
                discrepancies.append(
                    Discrepancy(
                        kind: .wrongItem, sku: sku, quantity: line.line.quantity, receiptId: received.receiptId))
                continue
            }
            let most = entries[place].expected + created.writtenOff.quantity(of: sku)
            let taken = min(line.line.quantity, max(0, most - entries[place].received))
            if taken < line.line.quantity {
                discrepancies.append(
                    Discrepancy(
                        kind: .overReceipt, sku: sku, quantity: line.line.quantity - taken,
                        receiptId: received.receiptId))
            }
            entries[place].received += line.line.quantity
            guard taken > 0 else { continue }
            find(taken, of: sku)
            lost = lost.subtracting([Line(sku, taken)])
            let handling = line.handling ?? (line.condition == .good ? created.handling : .quarantine)
            count(taken, handling, at: place)
            restored.append(StockRestore.RestoreLine(Line(sku, taken), handling))
        }
        return restored
    }

    /// Where a SKU stands that may come; one that was all written off is expected from when it comes.
    private mutating func entryIndex(of sku: String) -> Int? {
        if let place = entries.firstIndex(where: { $0.sku == sku }) { return place }
        guard created.writtenOff.quantity(of: sku) > 0 else { return nil }
        entries.append(Entry(sku: sku, expected: 0))
        return entries.count - 1
    }

    /// What was expected and has not come is missing. From a stopped parcel it is lost, and is written off; a customer has it
    /// still, and may send it in another box.
    mutating func closeWithoutMissing(_ receiptId: String) -> [StockRestore.RestoreLine] {
        let missing = entries.compactMap { entry in
            let units = entry.expected - entry.received - missingUnits(of: entry.sku)
            return units > 0 ? Line(entry.sku, units) : nil
        }
        for line in missing {
            discrepancies.append(
                Discrepancy(kind: .missing, sku: line.sku, quantity: line.quantity, receiptId: receiptId))
        }
        guard created.origin == .interception, !created.contentsUnknown else { return [] }
        return missing.map { StockRestore.RestoreLine($0, .dispose, missing: true) }
    }

    private func missingUnits(of sku: String) -> Int {
        discrepancies.reduce(0) { $0 + ($1.kind == .missing && $1.sku == sku ? $1.quantity : 0) }
    }

    /// Units that were missing came after all.
    private mutating func find(_ units: Int, of sku: String) {
        var left = units
        for index in discrepancies.indices where discrepancies[index].kind == .missing && discrepancies[index].sku == sku {
            let found = min(left, discrepancies[index].quantity)
            discrepancies[index].quantity -= found
            left -= found
        }
        discrepancies.removeAll { $0.quantity == 0 }
    }

    mutating func count(_ units: Int, _ handling: Handling, at place: Int) {
        switch handling {
        case .putAway: entries[place].putAway += units
        case .quarantine: entries[place].quarantined += units
        case .dispose: entries[place].disposed += units
        }
    }
}
