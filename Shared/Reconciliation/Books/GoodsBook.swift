import Contracts
import Fulfillment

/// The units of every line of every outbound order: 16 bytes a line, for goods that went out may come back at any time.
struct GoodsBook: Sendable {
    /// One SKU of one outbound order, in 64 bits. Quantities are at most a million; what is more is cut off and wrong.
    private struct Units {
        var ordered: Int
        var held: Int
        /// Issued, and not come back.
        var out: Int
        var wasAllocated: Bool

        init(_ packed: UInt64) {
            ordered = Int(packed & Self.most)
            held = Int(packed >> 21 & Self.most)
            out = Int(packed >> 42 & Self.most)
            wasAllocated = packed >> 63 == 1
        }

        var packed: UInt64 {
            func cut(_ number: Int) -> UInt64 { UInt64(min(max(0, number), Int(Self.most))) }
            return cut(ordered) | cut(held) << 21 | cut(out) << 42 | (wasAllocated ? 1 << 63 : 0)
        }

        private static let most: UInt64 = 1 << 21 - 1
    }

    private var lines = FingerprintMap()
    /// Units of a line that were quarantined or disposed of: they never come back, and count as gone.
    private var lost: [UInt64: Int] = [:]
    /// What a line must have been ordered to, while its order was not read: the most units, and the movement that needs them.
    private var awaitingOrder: [UInt64: (units: Int, place: Place)] = [:]
    /// The way by which each outbound order's units come back: 1 by adjustment, 2 by return order, 0 by either.
    private var ways = FingerprintMap()
    /// Units of a line that were restored.
    private var restored = FingerprintMap()

    private static func line(_ merchant: String, _ warehouse: String, _ outboundOrder: String, _ sku: String)
        -> Fingerprint
    {
        Fingerprint(merchant, warehouse, outboundOrder, sku)
    }

    /// The first revision of an outbound order says what was ordered.
    mutating func ordered(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) {
        guard changed.revision == 1 else { return }
        for line in changed.lines {
            let key = Self.line(changed.merchantId, changed.warehouseId, changed.outboundOrderId, line.sku)
            var units = Units(lines[key])
            units.ordered = line.quantity
            lines[key] = units.packed
            findings.count(.nothingBeyondOrder)
            if let need = awaitingOrder.removeValue(forKey: key.value), need.units > line.quantity {
                findings.add(
                    Finding(
                        invariant: .nothingBeyondOrder, place: need.place,
                        expected:
                            "at most \(line.quantity) of \(line.sku) for outbound order \(changed.outboundOrderId)",
                        found: "\(need.units)"))
            }
        }
    }

    /// A movement of an outbound order's goods.
    mutating func moved(_ moved: StockMoved, at place: Place, _ findings: inout Findings) {
        let one = moved.movement
        guard let id = one.outboundOrderId else { return }
        let key = Self.line(moved.warehouse.merchantId, moved.warehouse.warehouseId, id, one.sku)
        var units = Units(lines[key])
        let before = (held: units.held, out: units.out)
        // No number of a valid message is near these bounds.
        let bound = 1 << 40
        let quantity = min(max(-bound, one.quantity), bound)
        let allocated = min(max(-bound, one.allocatedDelta), bound)
        units.held += allocated
        // What had come back leaves after all where a case found it so, and may come back anew by either way. Nothing else
        // goes out that is back.
        let back = Int(restored[key])
        let leavesAgain = one.kind == .issued && one.caseId != nil && back > 0
        switch one.kind {
        case .issued:
            units.out += quantity
            if leavesAgain, one.cause.type == .outboundOrder {
                ways[Fingerprint(moved.warehouse.merchantId, moved.warehouse.warehouseId, id)] = 0
            }
        case .restored, .quarantined, .disposed:
            units.out -= quantity + allocated
            if one.kind == .restored {
                restored[key] = UInt64(back + min(max(0, quantity), bound))
            } else {
                lost[key.value, default: 0] += quantity
            }
            cameBack(moved, id, at: place, &findings)
        case .allocated:
            findings.expect(
                .nothingBeyondOrder, !units.wasAllocated, at: place,
                expected: "\(one.sku) of outbound order \(id) to be allocated once", found: "another \(quantity)")
            units.wasAllocated = true
        case .released, .received, .adjusted: break
        }
        findings.expect(
            .nothingTwice, units.held >= 0 && units.out >= 0, at: place,
            expected: "at most what outbound order \(id) has of \(one.sku): \(before.held) held and \(before.out) out",
            found: "\(one.kind.rawValue) \(quantity)")
        let isBack = one.kind == .issued && !leavesAgain ? back : 0
        let needed = max(units.held, units.out + (lost[key.value] ?? 0) + isBack)
        if one.kind == .allocated || one.kind == .issued {
            need(needed, units.ordered, of: key, moved, at: place, &findings)
        }
        lines[key] = units.packed
    }

    private mutating func need(
        _ needed: Int, _ ordered: Int, of key: Fingerprint, _ moved: StockMoved, at place: Place,
        _ findings: inout Findings
    ) {
        guard ordered > 0 else {
            if needed > awaitingOrder[key.value]?.units ?? 0 { awaitingOrder[key.value] = (needed, place) }
            return
        }
        guard needed > ordered else { return }
        findings.add(
            Finding(
                invariant: .nothingBeyondOrder, place: place,
                expected: "at most \(ordered) of \(moved.movement.sku) for outbound order "
                    + (moved.movement.outboundOrderId ?? ""), found: "\(needed)"))
    }

    private mutating func cameBack(_ moved: StockMoved, _ id: String, at place: Place, _ findings: inout Findings) {
        // What a person writes off has come back by no way.
        if moved.movement.kind == .disposed, moved.movement.cause.type == .adjustment { return }
        let way: UInt64 = moved.movement.cause.type == .adjustment ? 1 : 2
        let order = Fingerprint(moved.warehouse.merchantId, moved.warehouse.warehouseId, id)
        let first = ways[order] == 0 ? way : ways[order]
        ways[order] = first
        func word(_ way: UInt64) -> String { way == 1 ? "adjustment" : "return order" }
        findings.expect(
            .oneWayBack, first == way, at: place,
            expected: "outbound order \(id) to come back by \(word(first)) alone, which was first",
            found: "\(word(way)) \(moved.movement.cause.id)")
    }
}
