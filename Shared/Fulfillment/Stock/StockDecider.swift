/// Decides commands on one merchant's stock in one warehouse, so that nothing comes back twice.
///
/// Every method checks first and changes afterwards: when one throws, the store is as it was.
public struct StockDecider<Store: StockStore> {
    public var store: Store
    /// What was moved, in order.
    public private(set) var movements: [StockMovement] = []
    /// What is sent to the store orders.
    public private(set) var replies: [StockReply] = []
    /// SKUs whose units or needs came or went, in the order in which they first did.
    private(set) var touched: [String] = []
    /// Waiting outbound orders that may fit now, in the order in which they are looked at.
    private(set) var candidates: [String] = []

    public init(store: Store) { self.store = store }

    /// Processes one command. `identity` distinguishes its message from all others.
    public mutating func handle(_ command: StockCommand, identity: MessageIdentity) throws(Rejection) {
        switch command.action {
        case .receive(let receiptId, let lines): try receive(receiptId, lines)
        case .adjust(let adjustment): try adjust(adjustment)
        case .allocate(let move): try allocate(move)
        case .release(let move): try release(move, identity)
        case .issue(let move): try issue(move, identity)
        case .restore(let restore):
            if let elsewhere = restore.elsewhere, elsewhere.arrivesAt == command.warehouse.warehouseId {
                try arrive(restore, sentFrom: elsewhere.sentFrom)
            } else {
                try self.restore(restore)
            }
        case .hold(let move): try hold(move, identity)
        case .unhold(let move): try unhold(move, identity)
        case .shorten(let short): try shorten(short, identity)
        case .reverse(let reversal): try reverse(reversal)
        }
        serve()
    }

    // MARK: What the parts of a decision share

    mutating func reply(
        _ allocation: Allocation, _ answer: StockReply.Answer, _ lines: [StockReply.ReplyLine], caseId: String? = nil,
        receiptId: String? = nil, command: StockReply.Command? = nil, complete: Bool? = nil
    ) {
        reply(
            to: allocation.replyTo, of: allocation.outboundOrderId, answer, lines, caseId: caseId, receiptId: receiptId,
            command: command, complete: complete)
    }

    mutating func reply(
        to storeOrder: StoreOrderKey, of outboundOrderId: String, _ answer: StockReply.Answer,
        _ lines: [StockReply.ReplyLine], caseId: String?, receiptId: String?, command: StockReply.Command? = nil,
        complete: Bool? = nil
    ) {
        replies.append(
            StockReply(
                outboundOrderId: outboundOrderId, storeOrder: storeOrder, caseId: caseId, lines: lines, answer: answer,
                receiptId: receiptId, command: command, complete: complete))
    }

    /// Who waits for a SKU is looked at when the decision is made.
    mutating func touch(_ sku: String) {
        if touched.last != sku { touched.append(sku) }
    }

    /// A waiting outbound order is looked at when the decision is made.
    mutating func mayFit(_ outboundOrderId: String) { candidates.append(outboundOrderId) }

    /// Moves a SKU's balance and records it.
    mutating func move(
        _ kind: StockMovement.Kind, _ line: Line, onHand: Int = 0, allocated: Int = 0, quarantined: Int = 0,
        cause: StockMovement.Cause, outboundOrderId: String? = nil, caseId: String? = nil,
        reasonCode: String? = nil, sentFrom: String? = nil
    ) {
        var stock = store.stock(line.sku)
        let isCounted = cause.type == .adjustment && outboundOrderId == nil && quarantined == 0
        stock.move(kind, onHand: onHand, allocated: allocated, isCounted: isCounted)
        stock.quarantined += quarantined
        store.put(stock)
        touch(stock.sku)
        // Who waits, or has what is not there, is nobody's business.
        (stock.queue, stock.absent) = (nil, nil)
        movements.append(
            StockMovement(
                kind: kind, sku: line.sku, quantity: line.quantity, onHandDelta: onHand, allocatedDelta: allocated,
                quarantinedDelta: quarantined, balance: stock, cause: cause, outboundOrderId: outboundOrderId,
                caseId: caseId, reasonCode: reasonCode,
                oversold: kind == .issued && stock.allocated > stock.onHand, sentFrom: sentFrom))
    }

    /// The allocation record of an outbound order, or the refusal that there is none.
    ///
    /// - Parameter storeOrder: whose it has to be, where the command says so: ids of outbound orders are only as unique as
    ///   those who give them.
    func known(_ outboundOrderId: String, of storeOrder: StoreOrderKey? = nil) throws(Rejection) -> Allocation {
        guard let allocation = store.allocation(outboundOrderId), storeOrder == nil || storeOrder == allocation.replyTo
        else {
            let owner = storeOrder.map { " for store order \($0)" } ?? ""
            throw Rejection(
                .unknownOutboundOrder,
                "outbound order \(outboundOrderId) was never allocated in this warehouse\(owner)",
                path: "outboundOrderId")
        }
        return allocation
    }

    /// Whether this message, which has no id, was accepted before; remembers it otherwise.
    static func isRepeated(_ identity: MessageIdentity, in allocation: inout Allocation) throws(Rejection) -> Bool {
        try !allocation.seen.take(identity, hasOwnId: false)
    }
}

extension Allocation {
    /// Where a line's SKU stands, or the refusal that the outbound order has none of it.
    ///
    /// - Parameter index: the line's in its message; nil where the message is about one SKU.
    func entryIndex(of line: Line, at index: Int?) throws(Rejection) -> Int {
        if let index, index < entries.count, entries[index].sku == line.sku { return index }
        guard let place = entries.firstIndex(where: { $0.sku == line.sku }) else {
            throw Rejection(
                .unknownSku, "SKU \(line.sku) is not in outbound order \(outboundOrderId)",
                path: index.map { "lines[\($0)].sku" } ?? "sku")
        }
        return place
    }
}
