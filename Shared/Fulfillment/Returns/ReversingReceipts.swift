/// A receipt was booked by mistake, and is taken back.
public struct ReceiptReversed: Sendable, Equatable {
    public var returnOrderId: String
    public var storeOrder: StoreOrderKey
    public var receiptId: String
    public var reason: String?

    public init(returnOrderId: String, storeOrder: StoreOrderKey, receiptId: String, reason: String? = nil) {
        self.returnOrderId = returnOrderId
        self.storeOrder = storeOrder
        self.receiptId = receiptId
        self.reason = reason
    }
}

extension ExpectedReturn {
    /// Takes a receipt back: what inventory booked of it leaves stock again, and then the return order expects it again.
    /// One that still waits for its return order is forgotten.
    mutating func reverse(
        _ reversed: ReceiptReversed, _ origin: MessageOrigin?, at now: Timestamp
    ) throws(Rejection) -> [ReturnOrderEffect] {
        if let waits = waiting.firstIndex(where: { $0.received.receiptId == reversed.receiptId }) {
            waiting.remove(at: waits)
            return []
        }
        guard let order, let place = order.receipts.firstIndex(where: { $0.receiptId == reversed.receiptId }) else {
            throw Rejection(
                .unknownReceipt,
                "return order \(returnOrderId) of store order \(storeOrder) has no receipt \(reversed.receiptId)",
                path: "receiptId")
        }
        guard !order.reversed.contains(reversed.receiptId) else { return [] }
        if let former = order.receipts[place].reversal, former.state != .refused || former.origin == origin { return [] }
        try mustBeReversible(order, order.receipts[place])
        self.order?.receipts[place].reversal = ReturnOrder.Reversal(origin: origin)
        return takeBackWhatIsSettled(at: now)
    }

    private func mustBeReversible(
        _ order: ReturnOrder, _ receipt: ReturnOrder.Receipt
    ) throws(Rejection) {
        let isShort = receipt.lines.map { $0.count <= Limits.lines } ?? false
        guard isShort, order.created.elsewhere == nil else {
            throw Rejection(
                .notReversible,
                "receipt \(receipt.receiptId) of return order \(returnOrderId) came to another warehouse, has more than "
                    + "\(Limits.lines) lines, or was booked by an older version: correct the stock by adjustments",
                path: "receiptId")
        }
    }

    /// Inventory has answered all of a receipt that is to be taken back: only then is it known what it booked.
    mutating func takeBackWhatIsSettled(at now: Timestamp) -> [ReturnOrderEffect] {
        guard let order else { return [] }
        var effects: [ReturnOrderEffect] = []
        for (place, receipt) in order.receipts.enumerated() {
            guard receipt.reversal?.state == .awaitingBooking, order.isSettled(receipt) else { continue }
            guard !receipt.booked.isEmpty else {
                effects += undo(receipt.receiptId, at: now)
                continue
            }
            self.order?.receipts[place].reversal?.state = .sent
            let command = StockReversal(
                outboundOrderId: order.created.outboundOrderId, returnOrderId: returnOrderId,
                receiptId: receipt.receiptId, caseId: order.created.caseId, lines: receipt.booked.map(\.line),
                replyTo: storeOrder)
            effects.append(.stock(StockCommand(warehouse: order.created.warehouse, action: .reverse(command))))
        }
        return effects
    }

    /// The units have left stock again: what the receipt said is no more.
    mutating func undo(_ receiptId: String, at now: Timestamp) -> [ReturnOrderEffect] {
        guard var order, let place = order.receipts.firstIndex(where: { $0.receiptId == receiptId }),
            let reversal = order.receipts[place].reversal, reversal.state != .refused
        else { return [] }
        order.undo(order.receipts[place])
        order.receipts[place].reversal = nil
        order.receipts[place].booked = []
        order.reversed.append(receiptId)
        let isEmpty = order.receipts.allSatisfy { order.reversed.contains($0.receiptId) }
        order.state = isEmpty ? .awaitingArrival : .partlyReceived
        return publish(order, at: now)
    }

    /// The units are not there any more: the receipt stands.
    mutating func keepReceipt(_ receiptId: String, _ refusal: Rejection) -> [ReturnOrderEffect] {
        guard let place = order?.receipts.firstIndex(where: { $0.receiptId == receiptId }),
            let reversal = order?.receipts[place].reversal, reversal.state == .sent
        else { return [] }
        order?.receipts[place].reversal?.state = .refused
        return [.reversalRefused(reversal.origin, refusal)]
    }
}

extension ReturnOrder {
    /// Inventory has booked or refused all that a receipt asked for.
    fileprivate func isSettled(_ receipt: Receipt) -> Bool {
        let refused = discrepancies.filter {
            receipt.isBrought(under: $0.receiptId) && ($0.kind == .alreadyRestored || $0.kind == .refusedByInventory)
        }
        let answered = receipt.booked.map(\.line.line).units + refused.reduce(0) { $0 + $1.quantity }
        return answered >= (receipt.lines ?? []).map(\.line).units
    }

    fileprivate mutating func undo(_ receipt: Receipt) {
        for one in receipt.lines ?? [] where !one.missing {
            guard let entry = entries.firstIndex(where: { $0.sku == one.line.sku }) else { continue }
            entries[entry].received -= one.line.quantity
            count(-one.line.quantity, one.handling, at: entry)
        }
        for one in receipt.booked {
            guard let entry = entries.firstIndex(where: { $0.sku == one.line.line.sku }) else { continue }
            entries[entry].booked -= one.arrived
        }
        for one in discrepancies where one.kind == .overReceipt && one.receiptId == receipt.receiptId {
            guard let entry = entries.firstIndex(where: { $0.sku == one.sku }) else { continue }
            entries[entry].received -= one.quantity
        }
        discrepancies.removeAll { receipt.isBrought(under: $0.receiptId) }
    }
}
