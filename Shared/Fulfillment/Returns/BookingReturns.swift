extension ExpectedReturn {
    /// Inventory answers.
    public mutating func hear(_ reply: StockReply, at now: Timestamp) -> [ReturnOrderEffect] {
        switch reply.answer {
        case .restored(let claim) where claim.by == .returnOrder && claim.id == returnOrderId:
            return book(reply.lines, receiptId: reply.receiptId, at: now) + takeBackWhatIsBooked(at: now)
        case .claimed(let claim) where claim.id == returnOrderId: return raise(reply)
        case .reversed(let claim) where claim.id == returnOrderId: return reversed(reply.receiptId, at: now)
        case .refused(let code, let message, _, let id?, let receiptId?) where id == returnOrderId:
            if reply.command == .reverse {
                return keep(receiptId, Rejection(code, message, path: "receiptId"), at: now)
            }
            return refused(code, receiptId: receiptId, lines: reply.lines, at: now) + takeBackWhatIsBooked(at: now)
        case .allocated, .backordered, .released, .issued, .held, .shortened, .claimed, .restored, .reversed, .refused:
            return []
        }
    }

    /// Inventory took units of a receipt: they are booked, once.
    ///
    /// An older inventory does not name the receipt. It answers in order: then it is the first that has no answer.
    private mutating func book(
        _ lines: [StockReply.ReplyLine], receiptId: String?, at now: Timestamp
    ) -> [ReturnOrderEffect] {
        guard var order else { return [] }
        let place = order.receipts.firstIndex { one in
            receiptId.map(one.isBrought) ?? (one.answered.isEmpty && !one.lines.isEmpty)
        }
        guard let place, !order.receipts[place].lines.isEmpty else { return [] }
        let id = receiptId ?? order.receipts[place].receiptId
        guard !order.receipts[place].answered.contains(id) else { return [] }
        let booked = order.receipts[place].booking(lines, under: id)
        for one in booked where !one.missing {
            guard let entry = order.entries.firstIndex(where: { $0.sku == one.line.sku }) else { continue }
            order.entries[entry].booked += one.line.quantity
        }
        order.receipts[place].booked? += booked
        order.receipts[place].answered.append(id)
        return publish(order, at: now)
    }

    /// Units that came to another warehouse are claimed where they were sent from: they raise stock where they arrived, once.
    private mutating func raise(_ reply: StockReply) -> [ReturnOrderEffect] {
        guard let order, let id = reply.receiptId, let elsewhere = order.created.elsewhere,
            let place = order.receipts.firstIndex(where: { $0.isBrought(under: id) }),
            !order.receipts[place].claimed.contains(id)
        else { return [] }
        self.order?.receipts[place].claimed.append(id)
        let restore = StockRestore(
            outboundOrderId: order.created.outboundOrderId, returnOrderId: returnOrderId, receiptId: id,
            caseId: order.created.caseId,
            lines: reply.lines.map { StockRestore.RestoreLine($0.line, $0.handling ?? .putAway, found: $0.found) },
            replyTo: storeOrder, elsewhere: elsewhere)
        return [.stock(StockCommand(warehouse: order.created.warehouse, action: .restore(restore)))]
    }

    /// Inventory refused to bring units of a receipt back: they stay where they physically are, and the return order says
    /// why stock was not raised, once. What was refused of a receipt that it never took is somebody else's, and one
    /// that was taken back says nothing.
    private mutating func refused(
        _ code: Rejection.Code, receiptId: String, lines: [StockReply.ReplyLine], at now: Timestamp
    ) -> [ReturnOrderEffect] {
        guard var order, let receipt = order.receipts.first(where: { $0.isBrought(under: receiptId) }),
            !order.reversed.contains(receipt.receiptId)
        else { return [] }
        let kind: ReturnOrder.Discrepancy.Kind = code == .alreadyRestored ? .alreadyRestored : .refusedByInventory
        let unnoted = lines.map(\.line).filter { line in
            !order.discrepancies.contains { $0.receiptId == receiptId && $0.kind == kind && $0.sku == line.sku }
        }
        guard !unnoted.isEmpty else { return [] }
        for line in unnoted {
            order.discrepancies.append(
                ReturnOrder.Discrepancy(kind: kind, sku: line.sku, quantity: line.quantity, receiptId: receiptId))
        }
        return publish(order, at: now)
    }
}

extension ReturnOrder.Receipt {
    /// Whether it, or its rest, was sent to inventory under this id.
    func isBrought(under id: String) -> Bool {
        [receiptId, Self.restId(of: receiptId), Self.missingId(of: receiptId)].contains(id)
    }

    /// What inventory answers under an id: units that arrived; and those that it wrote off with them, because they were
    /// missing. Inventory takes a message's lines in order, and what is missing comes last.
    func booking(_ answered: [StockReply.ReplyLine], under id: String) -> [StockReversal.BookedLine] {
        let asked = id == receiptId ? lines.prefix(Limits.lines) : lines.dropFirst(Limits.lines)
        var destroyed: [String: Int] = [:]
        for one in asked where one.handling == .dispose && !one.missing && id != Self.missingId(of: receiptId) {
            destroyed[one.line.sku, default: 0] += one.line.quantity
        }
        return answered.map { line in
            // Inventory answers each line by itself.
            let isLost = line.handling == .dispose && !line.destroyed
            let isMissing = isLost && destroyed[line.line.sku] ?? 0 < line.line.quantity
            if line.handling == .dispose, !isMissing { destroyed[line.line.sku]? -= line.line.quantity }
            return StockReversal.BookedLine(
                line.line, line.handling ?? .putAway, missing: isMissing, neverLeft: line.neverLeft, found: line.found)
        }
    }
}
