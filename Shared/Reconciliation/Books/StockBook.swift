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
    }

    private var balances: [UInt64: Balance] = [:]
    private var ids = FingerprintSet()

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
        // What is said counts from here on, so that one wrong movement is told of once.
        balances[owner.value] = said
        bounds(moved, said, at: place, &findings)
        findings.expect(
            .movementDeltas, deltasFit(one), at: place,
            expected: "what \(one.kind.rawValue) does with \(one.quantity) units",
            found: "onHand \(one.onHandDelta), allocated \(one.allocatedDelta), quarantined \(one.quarantinedDelta)")
        findings.expect(
            .movementIds, ids.insert(Fingerprint(moved.movementId)), at: place, expected: "a movement id of its own",
            found: "\(moved.movementId) once more")
    }

    /// Only what goes out may promise more than stands there, and it says so; while it is so, nothing else makes it worse.
    private func bounds(_ moved: StockMoved, _ said: Balance, at place: Place, _ findings: inout Findings) {
        let one = moved.movement
        let isOver = said.allocated > said.onHand
        let isWorse = one.allocatedDelta > one.onHandDelta
        let isShipment = one.kind == .issued && one.oversold
        findings.expect(
            .stockBounds,
            said.allocated >= 0 && said.quarantined >= 0 && (!isOver || isShipment || !isWorse)
                && (one.oversold == (isOver && one.kind == .issued)),
            at: place, expected: "0 ≤ allocated ≤ onHand, or oversold by a shipment, and only then oversold",
            found: "\(one.kind.rawValue) of \(moved.warehouse)/\(one.sku): \(Self.describe(said))"
                + (one.oversold ? ", oversold" : ""))
    }

    private func deltasFit(_ one: StockMovement) -> Bool {
        let units = one.quantity
        let (onHand, allocated, quarantined) = (one.onHandDelta, one.allocatedDelta, one.quarantinedDelta)
        guard units > 0 else { return false }
        // Units that come back and had never left free their allocation instead of raising on-hand.
        let neverLeft = 0 &- allocated
        let mayBack = (0...units).contains(neverLeft)
        return switch one.kind {
        case .received: (onHand, allocated, quarantined) == (units, 0, 0)
        case .allocated: (onHand, allocated, quarantined) == (0, units, 0)
        case .released: (onHand, allocated, quarantined) == (0, -units, 0)
        // What was set apart may leave, too.
        case .issued:
            onHand == -units && mayBack && quarantined == 0 || (onHand, allocated, quarantined) == (0, 0, -units)
        case .restored: mayBack && (onHand, quarantined) == (units - neverLeft, 0)
        case .quarantined: mayBack && (onHand, quarantined) == (-neverLeft, units)
        case .claimed: mayBack && (onHand, quarantined) == (-neverLeft, 0)
        case .disposed:
            mayBack && (onHand, quarantined) == (-neverLeft, 0) || (onHand, allocated, quarantined) == (0, 0, -units)
        // The opposite of what brought them back.
        case .reversed:
            (0...units).contains(allocated)
                && [(allocated - units, 0), (allocated, -units), (allocated, 0)].contains {
                    $0 == (onHand, quarantined)
                }
        case .adjusted:
            // A correction; units that leave quarantine, or are set apart; units of an outbound order that nobody found.
            (onHand == units || onHand == -units) && (allocated, quarantined) == (0, 0)
                || allocated == 0 && onHand == -quarantined && abs(onHand) == units
                || (onHand, quarantined) == (-units, 0) && mayBack
        }
    }

    private static func describe(_ balance: Balance) -> String {
        "onHand \(balance.onHand), allocated \(balance.allocated), quarantined \(balance.quarantined)"
    }
}
