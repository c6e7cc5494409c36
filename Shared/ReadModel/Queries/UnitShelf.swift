internal import Contracts
internal import Fulfillment

/// The units of one SKU of one outbound order, by place. Each movement says by its deltas from where it takes units and to
/// where it brings them: what leaves `allocated` was promised, and what does not was somewhere else.
struct UnitShelf {
    /// Units at one place, with the movement that put them there.
    struct Heap {
        var quantity: Int
        var because: MovementRow?
        /// Of a heap in quarantine: units of others that were there before.
        var behind = 0
    }

    private(set) var heaps: [BalanceView.Place: [Heap]]
    /// A movement took units from where none were.
    private(set) var isShort = false
    /// Those of the returned units that had been written off: a receipt that is taken back writes them off again.
    private var found: [(cause: String, quantity: Int, found: Int)] = []

    init(ordered: Int) { heaps = [.waitingForStock: [Heap(quantity: ordered)]] }

    /// Takes in a movement of the outbound order.
    mutating func take(_ row: MovementRow) {
        let one = row.moved.movement
        let units = one.quantity
        let promised = min(units, max(0, -one.allocatedDelta))
        switch one.kind {
        case .allocated: move(units, from: .waitingForStock, .available, to: .allocated, row)
        case .released:
            move(promised, from: .allocated, to: .available, row)
            // It had been written off, because it had not come.
            move(units - promised, from: .writtenOff, to: .available, row)
        case .issued where one.quarantinedDelta < 0:
            move(units, from: .quarantined, .available, .writtenOff, to: .left, row)
        case .issued:
            move(promised, from: .allocated, to: .left, row)
            move(
                units - promised, from: .waitingForStock, .available, .quarantined, .writtenOff, to: .left, row)
        case .restored: bringBack(units, promised, to: .available, row)
        case .quarantined: bringBack(units, promised, to: .quarantined, row)
        case .disposed: bringBack(units, promised, to: .writtenOff, row)
        case .adjusted where one.cause.type == .short:
            let place: BalanceView.Place = one.quarantinedDelta > 0 ? .quarantined : .writtenOff
            move(promised, from: .allocated, to: place, row)
            move(units - promised, from: .available, .left, to: place, row)
        // What had never left by the books goes to the other warehouse, if it has not arrived there yet.
        case .claimed: move(min(promised, count(.allocated)), from: .allocated, to: .left, row)
        case .reversed: takeBack(units, row)
        case .received, .adjusted: break
        }
    }

    private mutating func bringBack(_ units: Int, _ promised: Int, to place: BalanceView.Place, _ row: MovementRow) {
        let one = row.moved.movement
        move(promised, from: .allocated, to: place, row)
        let rest = units - promised
        let lost = min(max(0, rest - count(.left)), count(.writtenOff))
        // What arrives at another warehouse may do so before its own one says that it left.
        if one.sentFrom != nil {
            move(rest, from: .left, .allocated, .writtenOff, to: place, row)
        } else {
            move(rest, from: .left, .writtenOff, to: place, row)
        }
        if lost > 0 { found.append((one.cause.id, units, lost)) }
    }

    /// A receipt is taken back: what had never left is promised again, what had been written off is so again, and the rest is
    /// out.
    private mutating func takeBack(_ units: Int, _ row: MovementRow) {
        let one = row.moved.movement
        let promised = min(units, max(0, one.allocatedDelta))
        var lost = 0
        if let place = found.lastIndex(where: { $0.cause == one.cause.id && $0.quantity == units }) {
            lost = min(units - promised, found.remove(at: place).found)
        }
        let place: BalanceView.Place =
            switch one.handlingReversed {
            case .quarantine: .quarantined
            case .dispose: .writtenOff
            case .putAway: .available
            }
        for (count, target) in [
            (promised, BalanceView.Place.allocated), (lost, .writtenOff), (units - promised - lost, .left),
        ] {
            move(count, from: place, .available, .quarantined, .writtenOff, to: target, row)
        }
    }

    /// Takes in a movement by which units of the SKU left quarantine that are not this outbound order's, or of which nobody
    /// has said whose they are: those that came first left first, and never more stay than there are.
    mutating func leaveQuarantine(_ row: MovementRow) {
        let one = row.moved.movement
        guard one.quarantinedDelta < 0, var lots = heaps[.quarantined] else { return }
        let place: BalanceView.Place = one.onHandDelta > 0 ? .available : .writtenOff
        func isThere(_ lot: Heap) -> Bool { lot.because?.moved.warehouse == row.moved.warehouse }
        var gone = 0
        if one.outboundOrderId == nil {
            var left = -one.quarantinedDelta
            var passed = 0
            for index in lots.indices where isThere(lots[index]) {
                let others = max(0, lots[index].behind - passed)
                let before = min(left, others)
                passed += before
                left -= before
                lots[index].behind -= min(lots[index].behind, passed)
                let own = min(left, lots[index].quantity)
                lots[index].quantity -= own
                left -= own
                gone += own
            }
        }
        var beyond = lots.filter(isThere).reduce(0) { $0 + $1.quantity } - max(0, one.balance.quarantined)
        for index in lots.indices where isThere(lots[index]) && beyond > 0 {
            let own = min(beyond, lots[index].quantity)
            lots[index].quantity -= own
            beyond -= own
            gone += own
        }
        heaps[.quarantined] = lots.filter { $0.quantity > 0 }
        // Another outbound order sent what was this one's: it was one of those that had left before.
        if gone > 0 {
            heaps[one.outboundOrderId == nil ? place : .available, default: []].append(
                Heap(quantity: gone, because: row))
        }
    }

    private func count(_ place: BalanceView.Place) -> Int { (heaps[place] ?? []).reduce(0) { $0 + $1.quantity } }

    private mutating func move(
        _ units: Int, from sources: BalanceView.Place..., to place: BalanceView.Place, _ row: MovementRow
    ) {
        guard units > 0 else { return }
        var left = units
        for source in sources where left > 0 {
            // What the same document brought goes first.
            let cause = row.moved.movement.cause
            left -= take(left, from: source) { $0.because?.moved.movement.cause == cause }
            left -= take(left, from: source) { _ in true }
        }
        if left > 0 { isShort = true }
        guard units > left else { return }
        let inQuarantine = count(.quarantined)
        var heap = Heap(quantity: units - left, because: row)
        if place == .quarantined {
            heap.behind = max(0, row.moved.movement.balance.quarantined - heap.quantity - inQuarantine)
        }
        heaps[place, default: []].append(heap)
    }

    private mutating func take(_ most: Int, from place: BalanceView.Place, where isMeant: (Heap) -> Bool) -> Int {
        guard most > 0, var there = heaps[place] else { return 0 }
        var left = most
        for index in there.indices.reversed() where left > 0 && isMeant(there[index]) {
            let taken = min(left, there[index].quantity)
            there[index].quantity -= taken
            left -= taken
        }
        heaps[place] = there.filter { $0.quantity > 0 }
        return most - left
    }
}
