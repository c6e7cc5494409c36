/// A return order's receipt is taken back: it was booked by mistake, and what it brought back never came.
public struct StockReversal: Sendable, Equatable {
    /// A line as inventory booked it.
    public struct BookedLine: Sendable, Equatable {
        public var line: Line
        public var handling: Handling
        /// It had not come: it was written off.
        public var missing: Bool
        /// Units of it that had never left the building.
        public var neverLeft: Int
        /// Units of it that had been written off before.
        public var found: Int

        public init(_ line: Line, _ handling: Handling, missing: Bool = false, neverLeft: Int = 0, found: Int = 0) {
            self.line = line
            self.handling = handling
            self.missing = missing
            self.neverLeft = neverLeft
            self.found = found
        }
    }

    public var outboundOrderId: String
    public var returnOrderId: String
    public var receiptId: String
    public var caseId: String?
    /// What the receipt brought back, as it was answered.
    public var lines: [BookedLine]
    public var replyTo: StoreOrderKey

    public init(
        outboundOrderId: String, returnOrderId: String, receiptId: String, caseId: String?, lines: [BookedLine],
        replyTo: StoreOrderKey
    ) {
        self.outboundOrderId = outboundOrderId
        self.returnOrderId = returnOrderId
        self.receiptId = receiptId
        self.caseId = caseId
        self.lines = lines
        self.replyTo = replyTo
    }

    /// How an allocation remembers the receipt begins with this.
    fileprivate var receipt: String { "\(returnOrderId)/\(receiptId)/" }
}

extension StockDecider {
    /// The units leave stock again, all of them or none, and may come back anew: those that had left are out again, those
    /// that never left are held again, and those that had been written off are written off again. Once for each receipt,
    /// which stays known: the same one brings nothing back a second time.
    mutating func reverse(_ reversal: StockReversal) throws(Rejection) {
        var allocation = try known(reversal.outboundOrderId, of: reversal.replyTo)
        guard try allocation.markReversed(reversal) else { return }
        try mustBeThere(reversal.lines)
        for (index, line) in reversal.lines.enumerated() { try allocation.undo(line, at: index, of: reversal) }
        var takenBefore = allocation.forgetTakenBefore(reversal.receipt)
        store.put(allocation)
        for line in reversal.lines {
            var returning = line.returning
            if line.handling != .putAway {
                returning.takenBefore = min(line.neverLeft, takenBefore.quantity(of: line.line.sku))
                takenBefore = takenBefore.subtracting([Line(line.line.sku, returning.takenBefore)])
            }
            let deltas = returning.deltas
            let document: StockMovement.Cause.Document = line.missing ? .missing : .returnOrder
            move(
                .reversed, line.line, onHand: -deltas.onHand, allocated: -deltas.allocated,
                quarantined: -deltas.quarantined, cause: StockMovement.Cause(document, reversal.returnOrderId),
                outboundOrderId: reversal.outboundOrderId, caseId: reversal.caseId)
            if line.handling != .putAway, line.neverLeft > 0 {
                var stock = store.stock(line.line.sku)
                stock.expectAgain(line.neverLeft, takenBefore: returning.takenBefore, wasLost: line.missing)
                store.put(stock)
            }
        }
        reply(
            allocation, .reversed(RestockClaim(by: .returnOrder, id: reversal.returnOrderId)),
            reversal.lines.map(\.answered), caseId: reversal.caseId, receiptId: reversal.receiptId)
    }

    /// Refuses to take away what is not there any more: it was sold, promised, or moved on.
    private func mustBeThere(_ lines: [StockReversal.BookedLine]) throws(Rejection) {
        for (index, line) in lines.enumerated() where line.handling != .dispose {
            let stock = store.stock(line.line.sku)
            let all = lines.filter { $0.line.sku == line.line.sku && $0.handling == line.handling }.map(\.line).units
            let isApart = line.handling == .quarantine
            let left = max(0, isApart ? stock.quarantined : stock.available)
            guard all > left else { continue }
            throw Rejection(
                .insufficientStock,
                "the receipt \(isApart ? "quarantined" : "put away") \(all) of \(line.line.sku), and "
                    + "\(left) \(isApart ? "are in quarantine" : "are available"): it cannot be taken back",
                path: "lines[\(index)].quantity")
        }
    }
}

extension StockReversal.BookedLine {
    fileprivate var returning: ReturningLine {
        ReturningLine(
            restore: StockRestore.RestoreLine(line, handling, missing: missing), neverLeft: neverLeft, found: found)
    }

    /// As inventory answers it.
    public var answered: StockReply.ReplyLine {
        StockReply.ReplyLine(
            line, handling: handling, found: found, neverLeft: neverLeft, destroyed: handling == .dispose && !missing)
    }
}

extension StockMovement {
    /// What had been done with units whose receipt is taken back. What was put away takes on hand down as far as it had left;
    /// what was destroyed brings as many on hand again as are promised again, except for what another order had taken before.
    public var handlingReversed: Handling {
        if quarantinedDelta < 0 { return .quarantine }
        return cause.type == .missing || onHandDelta == allocatedDelta || onHandDelta > 0 ? .dispose : .putAway
    }
}

extension Allocation {
    /// What stands behind a receipt that was taken back.
    static let reversedMark = "/reversed"

    /// True for a receipt that was processed and not taken back before; that is remembered. Throws where it is not known.
    fileprivate mutating func markReversed(_ reversal: StockReversal) throws(Rejection) -> Bool {
        guard let place = receipts.firstIndex(where: { $0.hasPrefix(reversal.receipt) }) else {
            throw Rejection(
                .unknownReceipt,
                "receipt \(reversal.receiptId) of return order \(reversal.returnOrderId) brought nothing of outbound order "
                    + "\(outboundOrderId) back",
                path: "receiptId")
        }
        guard !receipts[place].hasSuffix(Self.reversedMark) else { return false }
        receipts[place] += Self.reversedMark
        return true
    }

    /// Counts units as not come back.
    fileprivate mutating func undo(
        _ booked: StockReversal.BookedLine, at index: Int, of reversal: StockReversal
    ) throws(Rejection) {
        let place = try entryIndex(of: booked.line, at: index)
        let units = booked.line.quantity
        let counted: WritableKeyPath<Entry, Int> =
            switch booked.handling {
            case _ where booked.missing: \.missing
            case .putAway: \.restored
            case .quarantine: \.quarantined
            case .dispose: \.disposed
            }
        // What was freed left before what had come back did: who takes a receipt back knows that it brought nothing.
        let again = max(0, entries[place].leftAgain - entries[place].released)
        let left = booked.missing || booked.handling != .putAway ? 0 : again
        let there = entries[place][keyPath: counted] - left
        guard there >= units, booked.neverLeft + booked.found <= units else {
            throw Rejection(
                .insufficientStock,
                "\(units) of \(booked.line.sku) would be taken back, and \(max(0, there)) of outbound order "
                    + "\(outboundOrderId) \(booked.missing ? "are missing" : "are back so, and did not leave again")",
                path: "lines[\(index)].quantity")
        }
        entries[place][keyPath: counted] -= units
        if booked.missing { shrinkNotCome(of: entries[place].sku, to: mayBeFreed(of: entries[place].sku) - booked.neverLeft) }
        entries[place].held += booked.neverLeft
        entries[place].missing += booked.found
        entries[place].out += units - booked.neverLeft - booked.found
        if entries[place].restored + entries[place].quarantined + entries[place].disposed == 0 {
            entries[place].claim = nil
        }
        giveBack(units - booked.found, of: entries[place].sku, to: reversal.caseId)
    }
}

extension Allocation.Entry {
    /// Units that had come back and went out once more: they count twice.
    var leftAgain: Int { max(0, released + held + restored + gone - ordered) }
}
