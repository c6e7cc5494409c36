/// Units of a SKU that are gone, and that two outbound orders account for: one that took them, though they were promised to
/// the other (`oversold`), and the other, for which nobody finds them. Each unit leaves on hand once, whichever is read first.
///
/// A unit that somebody has in hand is not one of them: it was there, and the books lack another one, which has not been received.
/// On hand stays at zero for it then, because only what leaves the building goes below that.
public struct AbsentUnits: Sendable, Equatable {
    /// Promised units that another outbound order took: on hand went down as that one left.
    public var taken = 0
    /// The units that were promised then, as far as they still are: as soon as they have all gone their way, none of them is
    /// `taken` any more.
    public var promised = 0
    /// Units that nobody found, and that left on hand for that, since goods came or were counted.
    public var lost = 0

    public init(taken: Int = 0, promised: Int = 0, lost: Int = 0) {
        self.taken = taken
        self.promised = promised
        self.lost = lost
    }
}

extension Stock {
    /// Promised units that do not stand there by the books.
    private var beyond: Int { max(0, allocated - onHand) }

    private mutating func change(_ body: (inout AbsentUnits) -> Void) {
        var units = absent ?? AbsentUnits()
        body(&units)
        units.promised = max(0, units.promised)
        units.taken = min(max(0, units.taken), units.promised)
        units.lost = max(0, units.lost)
        if units.taken == 0 { units.promised = 0 }
        absent = units == AbsentUnits() ? nil : units
    }

    /// Moves the balance, and keeps count of what is absent.
    mutating func move(_ kind: StockMovement.Kind, onHand more: Int, allocated promised: Int, isCounted: Bool) {
        let before = beyond
        onHand += more
        allocated += promised
        guard absent != nil || beyond > before else { return }
        let (now, all) = (beyond, allocated)
        change { units in
            units.promised += min(0, promised)
            if kind == .issued, now > before {
                units.taken += now - before
                units.promised = all
            }
            // Who counts, or brings back what left, says what is there.
            if isCounted || kind == .restored && more > 0 { units.taken = min(units.taken, now) }
            if more > 0 || isCounted { units.lost = 0 }
        }
    }

    /// Promised units ended that nobody finds: some had left on hand before, the rest leaves now.
    mutating func lose(_ units: Int, takenBefore: Int) {
        change { absent in
            absent.taken -= takenBefore
            absent.lost += units - takenBefore
        }
    }

    /// That they ended was taken back: they are promised once more.
    ///
    /// - Parameter wasLost: nobody had found them.
    mutating func expectAgain(_ units: Int, takenBefore: Int, wasLost: Bool) {
        change { absent in
            absent.promised += takenBefore > 0 || absent.taken > 0 ? units : 0
            absent.taken += takenBefore
            if wasLost { absent.lost -= units - takenBefore }
        }
    }

    /// Of units that leave and were not promised, those that nobody found before: on hand has none for them.
    func lostBefore(_ units: Int) -> Int {
        min(absent?.lost ?? 0, max(0, allocated - onHand + units) - beyond)
    }
}

extension StockDecider {
    /// Of promised units that end, those that have left on hand before, or do not leave it.
    ///
    /// - Parameter inHand: somebody has them; otherwise nobody finds them.
    func takenBefore(_ units: Int, of sku: String, inHand: Bool) -> Int {
        let stock = store.stock(sku)
        let beyond = max(0, units - max(0, stock.onHand))
        return inHand ? beyond : max(beyond, min(units, stock.absent?.taken ?? 0))
    }

    /// Promised units ended that nobody finds.
    mutating func lose(_ units: Int, of sku: String, takenBefore: Int) {
        guard units > 0 else { return }
        var stock = store.stock(sku)
        stock.lose(units, takenBefore: takenBefore)
        store.put(stock)
    }
}

/// Units of one receipt for a return order.
public struct UnitsOfReceipt: Sendable, Equatable {
    /// `<returnOrderId>/<receiptId>/`
    public let receipt: String
    public var lines: [Line]

    public init(receipt: String, lines: [Line]) {
        self.receipt = receipt
        self.lines = lines
    }
}

/// Units that a return order's receipt ended and that had left on hand before: where the receipt is taken back, they are
/// promised again and no more on hand than they were.
extension Allocation {
    /// Remembers which units of a receipt did not leave on hand by it.
    mutating func remember(_ lines: [Line], takenBefore receipt: String?) {
        guard let receipt, !lines.isEmpty else { return }
        takenBefore.append(UnitsOfReceipt(receipt: receipt, lines: lines.merged()))
    }

    /// Gives out, once, which units of a receipt had not left on hand by it.
    mutating func forgetTakenBefore(_ receipt: String) -> [Line] {
        guard let place = takenBefore.firstIndex(where: { $0.receipt == receipt }) else { return [] }
        return takenBefore.remove(at: place).lines
    }
}
