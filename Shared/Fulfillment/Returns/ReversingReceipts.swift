/// A receipt was booked by mistake, and is taken back.
public struct ReceiptReversed: Sendable, Equatable {
    public var returnOrderId: String
    public var storeOrder: StoreOrderKey
    public var receiptId: String
    /// Where it was received, where the sender says so.
    public var warehouseId: String?
    /// Why; for people.
    public var reason: String?

    public init(
        returnOrderId: String, storeOrder: StoreOrderKey, receiptId: String, warehouseId: String? = nil,
        reason: String? = nil
    ) {
        self.returnOrderId = returnOrderId
        self.storeOrder = storeOrder
        self.receiptId = receiptId
        self.warehouseId = warehouseId
        self.reason = reason
    }
}

/// What inventory booked of a receipt leaves stock again, and then the return order expects it again. Until inventory has
/// answered the receipt stands, and other receipts wait.
extension ExpectedReturn {
    /// Takes a receipt back, once; one that still waits is not processed at all.
    mutating func reverse(
        _ reversed: ReceiptReversed, _ origin: MessageOrigin?, at now: Timestamp
    ) throws(Rejection) -> [ReturnOrderEffect] {
        let id = reversed.receiptId
        if let order { try order.created.mustArrive(in: reversed.warehouseId) }
        if let waits = waiting.firstIndex(where: { $0.received.receiptId == id }) {
            // What nobody knows the return order of was received where its own sender said.
            if order == nil, let said = reversed.warehouseId, waiting[waits].received.warehouseId.map({ $0 != said }) ?? false {
                throw Rejection(
                    .unknownReceipt, "receipt \(id) did not come to warehouse \(said)", path: "warehouseId")
            }
            waiting[waits].isTakenBack = true
            return []
        }
        if let waits = postponed.firstIndex(where: { $0.received.receiptId == id }) {
            postponed[waits].isTakenBack = true
            return []
        }
        guard let order, let place = order.receipts.firstIndex(where: { $0.receiptId == id }) else {
            throw Rejection(
                .unknownReceipt, "return order \(returnOrderId) of store order \(storeOrder) has no receipt \(id)",
                path: "receiptId")
        }
        if order.reversed.contains(id) { return [] }
        if let former = order.receipts[place].reversal, former.state != .refused || former.isAsked(by: origin) {
            return []
        }
        try mustBeReversible(order.receipts[place], order.created)
        self.order?.receipts[place].reversal = ReturnOrder.Reversal(origin: origin)
        return takeBackWhatIsBooked(at: now)
    }

    private func mustBeReversible(
        _ receipt: ReturnOrder.Receipt, _ created: ReturnOrderCreated
    ) throws(Rejection) {
        guard receipt.booked == nil else { return }
        let why =
            created.elsewhere.map { "came to warehouse \($0.arrivesAt), and was sent from \($0.sentFrom)" }
            ?? (receipt.lines.count > Limits.lines
                ? "has more than \(Limits.lines) lines" : "was booked by an earlier version")
        throw Rejection(
            .notReversible,
            "receipt \(receipt.receiptId) of return order \(returnOrderId) \(why): correct the stock of warehouse "
                + "\(created.warehouse.warehouseId) by adjustments, and book what really comes as a receipt of stock",
            path: "receiptId")
    }

    /// Asks inventory to take back what it has booked of a receipt; before it has answered, nobody knows how much that is.
    /// Nothing is in stock of what it has refused as a whole.
    mutating func takeBackWhatIsBooked(at now: Timestamp) -> [ReturnOrderEffect] {
        guard let order else { return [] }
        for (place, receipt) in order.receipts.enumerated() where receipt.reversal?.state == .awaitingBooking {
            guard order.isAnswered(receipt), let booked = receipt.booked else { continue }
            self.order?.receipts[place].reversal?.state = .sent
            guard !booked.isEmpty else { return reversed(receipt.receiptId, at: now) }
            let command = StockReversal(
                outboundOrderId: order.created.outboundOrderId, returnOrderId: returnOrderId,
                receiptId: receipt.receiptId, caseId: order.created.caseId, lines: booked, replyTo: storeOrder)
            return [.stock(StockCommand(warehouse: order.created.warehouse, action: .reverse(command)))]
        }
        return []
    }

    /// The units have left stock again: what the receipt said is no more.
    mutating func reversed(_ receiptId: String?, at now: Timestamp) -> [ReturnOrderEffect] {
        guard var order, let place = order.receipts.firstIndex(where: { $0.receiptId == receiptId }),
            order.receipts[place].reversal?.state == .sent
        else { return [] }
        order.undo(place)
        return publish(order, at: now) + goOn(at: now)
    }

    /// The units are not there any more: the receipt stands, and whoever wanted to take it back is notified.
    mutating func keep(_ receiptId: String, _ refusal: Rejection, at now: Timestamp) -> [ReturnOrderEffect] {
        guard let place = order?.receipts.firstIndex(where: { $0.receiptId == receiptId }),
            let reversal = order?.receipts[place].reversal, reversal.state == .sent
        else { return [] }
        order?.receipts[place].reversal?.state = .refused
        return [.refusedToReverse(reversal.origin, refusal)] + goOn(at: now)
    }

    /// What waited for a receipt to be taken back.
    private mutating func goOn(at now: Timestamp) -> [ReturnOrderEffect] {
        guard order?.isReversing == false else { return takeBackWhatIsBooked(at: now) }
        let waited = postponed
        postponed = []
        return waited.flatMap { receive($0, at: now) }
    }

    /// What a receipt may still bring is known when the other one is taken back.
    mutating func postpone(
        _ received: ReturnOrderReceived, _ origin: MessageOrigin?, at now: Timestamp
    ) throws(Rejection) -> [ReturnOrderEffect] {
        if let known = postponed.first(where: { $0.received.receiptId == received.receiptId }) {
            try received.mustBeSame(as: known.received.fingerprint)
            return []
        }
        // Inventory answers: there is no time at which it would be refused.
        postponed.append(WaitingReceipt(received, origin: origin, deadline: now, madeAt: now))
        return []
    }

    /// A receipt was taken back before it was processed: its id is used, and it brings nothing.
    mutating func withdraw(
        _ received: ReturnOrderReceived, at now: Timestamp
    ) throws(Rejection) -> [ReturnOrderEffect] {
        guard var order else { return [] }
        if let known = order.receipts.first(where: { $0.receiptId == received.receiptId }) {
            try received.mustBeSame(as: known.fingerprint)
            return []
        }
        order.receipts.append(
            ReturnOrder.Receipt(receiptId: received.receiptId, fingerprint: received.fingerprint))
        order.reversed.append(received.receiptId)
        return publish(order, at: now)
    }
}

extension ReturnOrder.Reversal {
    /// Whether the same message asked for it.
    fileprivate func isAsked(by other: MessageOrigin?) -> Bool {
        origin?.source == other?.source && origin?.id == other?.id
    }
}

extension ReturnOrder {
    /// Inventory has still to answer what becomes of a receipt.
    public var isReversing: Bool {
        receipts.contains { $0.reversal?.state == .awaitingBooking || $0.reversal?.state == .sent }
    }

    /// Inventory says first what it took of a receipt, and then what it refused; or it refused all of it.
    fileprivate func isAnswered(_ receipt: Receipt) -> Bool {
        receipt.lines.isEmpty || receipt.answered.contains(receipt.receiptId)
            || discrepancies.contains { discrepancy in
                discrepancy.receiptId == receipt.receiptId
                    && (discrepancy.kind == .alreadyRestored || discrepancy.kind == .refusedByInventory)
            }
    }

    /// Counts a receipt as if it had never been. What it closed is open again; where another receipt of a customer's return
    /// order said that nothing more comes, what is not there is missing again, and may still come.
    fileprivate mutating func undo(_ place: Int) {
        let receipt = receipts[place]
        discrepancies.removeAll { receipt.isBrought(under: $0.receiptId) }
        for one in receipt.lines where !one.missing {
            guard let entry = entries.firstIndex(where: { $0.sku == one.line.sku }) else { continue }
            count(-one.line.quantity, one.handling, at: entry)
        }
        for one in receipt.booked ?? [] where !one.missing {
            guard let entry = entries.firstIndex(where: { $0.sku == one.line.sku }) else { continue }
            entries[entry].booked -= one.line.quantity
        }
        for entry in entries.indices { countReceived(entry) }
        receipts[place] = Receipt(receiptId: receipt.receiptId, fingerprint: receipt.fingerprint)
        reversed.append(receipt.receiptId)
        guard receipt.isAfterAll else { return reopen() }
        // What had been written off is so again, and may come again.
        lost = (lost + receipt.lines.map(\.line)).merged()
    }

    /// What other receipts had too much of was not booked: while less than expected is, it may come under a new receipt.
    private mutating func countReceived(_ place: Int) {
        let taken = entries[place].putAway + entries[place].quarantined + entries[place].disposed
        let surplus = discrepancies.filter { $0.kind == .overReceipt && $0.sku == entries[place].sku }
        entries[place].received = taken
        if taken >= entries[place].expected { entries[place].received += surplus.reduce(0) { $0 + $1.quantity } }
    }

    private mutating func reopen() {
        let others = receipts.filter { !reversed.contains($0.receiptId) }
        state = others.isEmpty ? .awaitingArrival : .partlyReceived
        guard created.origin == .customer, let closing = others.last(where: \.isComplete) else { return }
        _ = closeWithoutMissing(closing.receiptId)
        state = .received
    }
}
