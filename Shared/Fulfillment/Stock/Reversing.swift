/// A return order's receipt is taken back: it was booked by mistake, and what it brought back never came.
public struct StockReversal: Sendable, Equatable {
    public var outboundOrderId: String
    public var returnOrderId: String
    public var receiptId: String
    public var caseId: String?
    /// What the receipt brought back, as it was answered.
    public var lines: [StockReply.ReplyLine]
    public var replyTo: StoreOrderKey

    public init(
        outboundOrderId: String, returnOrderId: String, receiptId: String, caseId: String?,
        lines: [StockReply.ReplyLine], replyTo: StoreOrderKey
    ) {
        self.outboundOrderId = outboundOrderId
        self.returnOrderId = returnOrderId
        self.receiptId = receiptId
        self.caseId = caseId
        self.lines = lines
        self.replyTo = replyTo
    }
}

extension StockDecider {
    /// The units leave stock again, all of them or none, and may come back anew: those that had left are out again, those
    /// that never left are held again.
    mutating func reverse(_ reversal: StockReversal, _ identity: Fingerprint) throws(Rejection) {
        var allocation = try known(reversal.outboundOrderId, of: reversal.replyTo)
        guard !Self.isRepeated(identity, in: &allocation) else { return }
        try mustBeThere(reversal.lines)
        for (index, line) in reversal.lines.enumerated() {
            try allocation.undo(line, at: try allocation.entryIndex(of: line.line, at: index))
        }
        store.put(allocation)
        for line in reversal.lines {
            let deltas = ReturningLine(restore: .init(line.line, line.handling ?? .putAway), neverLeft: line.neverLeft)
                .deltas
            move(
                .reversed, line.line, onHand: -deltas.onHand, allocated: -deltas.allocated,
                quarantined: -deltas.quarantined, cause: StockMovement.Cause(.returnOrder, reversal.returnOrderId),
                outboundOrderId: reversal.outboundOrderId, caseId: reversal.caseId)
        }
        reply(
            allocation, .reversed(RestockClaim(by: .returnOrder, id: reversal.returnOrderId)), reversal.lines,
            caseId: reversal.caseId, receiptId: reversal.receiptId)
    }

    /// Refuses to take away what is not there any more: it was sold, promised, or moved on.
    private func mustBeThere(_ lines: [StockReply.ReplyLine]) throws(Rejection) {
        for (index, line) in lines.enumerated() {
            let stock = store.stock(line.line.sku)
            let same = lines.filter { $0.line.sku == line.line.sku && $0.handling == line.handling }.map(\.line).units
            let left: Int
            switch line.handling ?? .putAway {
            case .putAway: left = stock.available
            case .quarantine: left = stock.quarantined
            case .dispose: continue
            }
            guard same > max(0, left) else { continue }
            throw Rejection(
                .insufficientStock,
                "\(same) of \(line.line.sku) were \(line.handling == .quarantine ? "quarantined" : "put away") by the "
                    + "receipt, \(max(0, left)) of those there are free: it cannot be taken back",
                path: "lines[\(index)].quantity")
        }
    }
}

extension Allocation {
    /// Counts units as not come back.
    fileprivate mutating func undo(_ line: StockReply.ReplyLine, at place: Int) throws(Rejection) {
        let units = line.line.quantity
        let counted: WritableKeyPath<Entry, Int> =
            switch line.handling ?? .putAway {
            case .putAway: \.restored
            case .quarantine: \.quarantined
            case .dispose: \.disposed
            }
        guard entries[place][keyPath: counted] >= units, (0...units).contains(line.neverLeft) else {
            throw Rejection(
                .exceedsIssued,
                "\(units) of \(line.line.sku) are to be taken back, \(entries[place][keyPath: counted]) of outbound order "
                    + "\(outboundOrderId) came back so", path: "lines")
        }
        entries[place][keyPath: counted] -= units
        entries[place].held += line.neverLeft
        entries[place].out += units - line.neverLeft
        if entries.allSatisfy({ $0.restored + $0.quarantined + $0.disposed == 0 }) { claim = nil }
    }
}
