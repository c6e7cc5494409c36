extension ExpectedReturn {
    /// Inventory answers.
    public mutating func hear(_ reply: StockReply, at now: Timestamp) -> [ReturnOrderEffect] {
        guard case .refused(let code, _, _, _, let receiptId?) = reply.answer else { return [] }
        return refused(code, receiptId: receiptId, lines: reply.lines, at: now)
    }

    /// Inventory refused to bring units of a receipt back: they stay where they physically are, and the return order says
    /// why stock was not raised, once. What was refused of a receipt that it never took is somebody else's.
    private mutating func refused(
        _ code: Rejection.Code, receiptId: String, lines: [StockReply.ReplyLine], at now: Timestamp
    ) -> [ReturnOrderEffect] {
        guard var order, order.receipts.contains(where: { $0.isBrought(under: receiptId) }) else { return [] }
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
    /// Whether inventory was told of it, or of its rest, under this id.
    func isBrought(under id: String) -> Bool { id == receiptId || id == Self.restId(of: receiptId) }
}
