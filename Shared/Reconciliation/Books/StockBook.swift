import Contracts
import Fulfillment

/// The balance of every SKU, as the sum of its movements.
struct StockBook: Sendable {
    private struct Balance: Sendable, Equatable {
        var onHand = 0
        var allocated = 0
        var quarantined = 0

        /// Wraps where a forged number is beyond all bounds; the comparison fails then.
        mutating func add(_ one: StockMovement) {
            onHand &+= one.onHandDelta
            allocated &+= one.allocatedDelta
            quarantined &+= one.quarantinedDelta
        }

        /// Promised units that do not stand there.
        var beyond: Int { max(0, allocated &- onHand) }
    }

    private var balances: [UInt64: Balance] = [:]
    private var ids = FingerprintSet()
    /// Units of a SKU that ended by a document and did not leave on hand by it, by SKU and document: where that is taken back,
    /// they are promised beyond what stands there once more.
    private var endedBefore: [UInt64: Int] = [:]
    /// Of a SKU, promised units that left for somebody else, and units that nobody found: each may be the other, once.
    private var absent: [UInt64: (taken: Int, lost: Int)] = [:]

    /// - Parameter available: the field as it stands in the message.
    mutating func moved(_ moved: StockMoved, available: Int?, at place: Place, _ findings: inout Findings) {
        let one = moved.movement
        let owner = Fingerprint(moved.warehouse.merchantId, moved.warehouse.warehouseId, one.sku)
        let before = balances[owner.value] ?? Balance()
        var sum = before
        sum.add(one)
        let said = Balance(
            onHand: one.balance.onHand, allocated: one.balance.allocated, quarantined: one.balance.quarantined)
        findings.expect(
            .stockSums, sum == said && available == said.onHand &- said.allocated, at: place,
            expected: "\(moved.warehouse)/\(one.sku) \(Self.describe(sum)), available \(sum.onHand &- sum.allocated)",
            found: "\(Self.describe(said)), available \(available.map(String.init) ?? "missing")")
        // What is said counts from here on, so that one wrong movement is reported once.
        balances[owner.value] = said
        let document = Fingerprint(moved.warehouse.merchantId, moved.warehouse.warehouseId, one.sku, one.cause.id)
        let less = one.allocatedDelta < 0 ? one.onHandDelta &- one.allocatedDelta : 0
        if less > 0, one.kind != .restored, one.kind != .issued { endedBefore[document.value, default: 0] &+= less }
        let known = absent[owner.value] ?? (0, 0)
        let isTakenBack = one.kind == .reversed && one.allocatedDelta > one.onHandDelta && one.onHandDelta >= 0
        let mayBeBeyond = isTakenBack ? endedBefore[document.value] ?? 0 : 0
        bounds(moved, said, from: before, mayBeBeyond: mayBeBeyond, at: place, &findings)
        findings.expect(
            .movementDeltas, deltasFit(one, from: before, known, mayBeBeyond: mayBeBeyond), at: place,
            expected: "what \(one.kind.rawValue) does with \(one.quantity) units",
            found: "onHand \(one.onHandDelta), allocated \(one.allocatedDelta), quarantined \(one.quarantinedDelta)")
        findings.expect(
            .movementIds, ids.insert(Fingerprint(moved.movementId)), at: place, expected: "its own movement id",
            found: "\(moved.movementId) once more")
        count(one, of: owner.value, from: before, to: said, less: less, mayBeBeyond: mayBeBeyond)
    }

    /// Keeps count of what is absent. What is said of it later only has to be possible.
    private mutating func count(
        _ one: StockMovement, of owner: UInt64, from before: Balance, to said: Balance, less: Int, mayBeBeyond: Int
    ) {
        var units = absent[owner] ?? (0, 0)
        if one.kind == .issued, one.quarantinedDelta == 0 {
            units.taken &+= max(0, said.beyond &- before.beyond)
            units.lost &-= one.quantity &+ one.onHandDelta
        } else if one.isOfUnitsThatNobodyFinds {
            units.taken = max(0, units.taken &- max(0, less))
            units.lost &+= max(0, 0 &- one.onHandDelta)
        } else if one.kind == .reversed {
            units.taken &+= max(0, min(mayBeBeyond, one.allocatedDelta &- one.onHandDelta))
        }
        absent[owner] = units == (0, 0) ? nil : units
    }

    /// Only what goes out may promise more than stands there, and it says so; while it is so, nothing else makes it worse. Only
    /// what goes out takes on hand below zero: what nobody finds then, another order took before.
    ///
    /// - Parameter mayBeBeyond: so many units that are promised once more had been promised beyond what stood there.
    private func bounds(
        _ moved: StockMoved, _ said: Balance, from before: Balance, mayBeBeyond: Int, at place: Place,
        _ findings: inout Findings
    ) {
        let one = moved.movement
        let isOver = said.allocated > said.onHand
        let isWorse = one.allocatedDelta > one.onHandDelta &+ mayBeBeyond
        let isBelow = said.onHand < 0 && said.onHand < before.onHand && one.kind != .issued
        let isShipment = one.kind == .issued && one.oversold
        findings.expect(
            .stockBounds,
            said.allocated >= 0 && said.quarantined >= 0 && !isBelow && (!isOver || isShipment || !isWorse)
                && (one.oversold == (isOver && one.kind == .issued)),
            at: place,
            expected: "0 ≤ allocated ≤ onHand; only a shipment goes beyond that, or below zero, and says oversold",
            found: "\(one.kind.rawValue) of \(moved.warehouse)/\(one.sku): \(Self.describe(said))"
                + (one.oversold ? ", oversold" : ""))
    }

    /// - Parameter before: the balance before it.
    private func deltasFit(
        _ one: StockMovement, from before: Balance, _ absent: (taken: Int, lost: Int), mayBeBeyond: Int
    ) -> Bool {
        let units = one.quantity
        let (onHand, allocated, quarantined) = (one.onHandDelta, one.allocatedDelta, one.quarantinedDelta)
        guard units > 0 else { return false }
        // Units that come back and had never left free their allocation instead of raising on-hand.
        let neverLeft = 0 &- allocated
        let mayBack = (0...units).contains(neverLeft)
        // Promised units that end and that another order took have left on hand before, where nobody finds them. What somebody
        // has takes on hand to nothing at most.
        let isLost =
            mayBack && (0...max(0, min(neverLeft, absent.taken))).contains(onHand &+ neverLeft)
            || onHand == 0 &- min(neverLeft, max(0, before.onHand))
        let isInHand = onHand == 0 &- neverLeft || onHand == 0 &- min(neverLeft, max(0, before.onHand))
        return switch one.kind {
        case .received: (onHand, allocated, quarantined) == (units, 0, 0)
        case .allocated: (onHand, allocated, quarantined) == (0, units, 0)
        // What is free again was promised, or had been written off, and is there except for what another order took.
        case .released:
            (onHand, allocated, quarantined) == (0, -units, 0)
                || (0...units).contains(onHand) && (allocated, quarantined) == (0, 0)
        // What was set apart may leave, too.
        case .issued:
            onHand == -units && mayBack && quarantined == 0 || (onHand, allocated, quarantined) == (0, 0, -units)
                || mayBack && quarantined == 0
                    && (0...max(0, min(units - neverLeft, absent.lost))).contains(onHand &+ units)
        case .restored: mayBack && (onHand, quarantined) == (units - neverLeft, 0)
        case .quarantined: mayBack && isInHand && quarantined == units
        case .claimed: mayBack && quarantined == 0 && (one.cause.type == .missing ? isLost : isInHand)
        case .disposed where quarantined == 0: mayBack && (one.cause.type == .returnOrder ? isInHand : isLost)
        case .disposed: (onHand, allocated, quarantined) == (0, 0, -units)
        // The opposite of what brought them back.
        case .reversed:
            (0...units).contains(allocated)
                && ([(allocated - units, 0), (allocated, -units), (allocated, 0)].contains {
                    $0 == (onHand, quarantined)
                }
                    || (0...allocated).contains(onHand) && allocated - onHand <= mayBeBeyond
                        && (quarantined == 0 || quarantined == -units))
        case .adjusted:
            // A correction; units that leave quarantine, or are set apart; units of an outbound order that nobody found.
            (onHand == units || onHand == -units) && (allocated, quarantined) == (0, 0)
                || allocated == 0 && onHand == -quarantined && abs(onHand) == units
                || quarantined == 0 && mayBack && (neverLeft == 0 ? onHand == -units : neverLeft == units && isLost)
        }
    }

    private static func describe(_ balance: Balance) -> String {
        "onHand \(balance.onHand), allocated \(balance.allocated), quarantined \(balance.quarantined)"
    }
}

extension StockMovement {
    /// Promised or free units end, and nobody finds them.
    fileprivate var isOfUnitsThatNobodyFinds: Bool {
        switch cause.type {
        case .missing: kind != .reversed
        case .short: kind == .adjusted && quarantinedDelta == 0
        case .adjustment: kind == .disposed && outboundOrderId != nil
        default: false
        }
    }
}

// MARK: Kept

extension StockBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&balances, blank: Balance()) { one, archive in
            archive.keep(&one.onHand)
            archive.keep(&one.allocated)
            archive.keep(&one.quarantined)
        }
        ids.archive(&archive)
        archive.keep(&endedBefore)
        archive.keep(&absent, blank: (0, 0)) { one, archive in
            archive.keep(&one.taken)
            archive.keep(&one.lost)
        }
    }
}
