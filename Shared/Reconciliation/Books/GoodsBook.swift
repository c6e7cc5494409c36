import Contracts
import Fulfillment

/// The units of every line of every outbound order: 16 bytes per line, for goods that went out may come back at any time.
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
    /// Units of a line that were quarantined or destroyed: they never come back, and count as gone.
    private var lost: [UInt64: Int] = [:]
    /// Units of a line that came back and were set apart: they are in `lost`, and go out once more from quarantine, or from the
    /// shelf where as many of the SKU have left quarantine.
    private var setApart: [UInt64: Int] = [:]
    /// Units of a SKU that left quarantine: nobody says whose they were.
    private var leftQuarantine: [UInt64: Int] = [:]
    /// What a line must have been ordered to, while its order was not read: the most units, and the movement that needs them.
    private var awaitingOrder: [UInt64: (units: Int, place: Place)] = [:]
    /// The same of a line whose order is known and is of fewer units. Another store order may have used the id for more: that may
    /// be read later, so it is a finding at the end alone.
    private var beyondOrder: [UInt64: (units: Int, place: Place, line: (sku: String, outboundOrder: String))] = [:]
    /// Units of a line that were written off, and that nobody has found since.
    private var missing: [UInt64: Int] = [:]
    /// Units of a line that nobody found when it was picked; they are in `lost`. Turnback's own return orders are opened for
    /// parcels that somebody has seen, and may bring them.
    private var short: [UInt64: Int] = [:]
    /// Units of a line that were restored.
    private var restored = FingerprintMap()
    /// Lines where orders has said that what came back goes out once more; and what needs that, while nobody has.
    private var sentAgain: Set<UInt64> = []
    private var goneAgain: [UInt64: (units: Int, place: Place, line: (sku: String, outboundOrder: String))] = [:]

    /// No number of a valid message is near it.
    private static let bound = 1 << 40

    private static func line(_ merchant: String, _ warehouse: String, _ outboundOrder: String, _ sku: String)
        -> Fingerprint
    {
        Fingerprint(merchant, warehouse, outboundOrder, sku)
    }

    /// The first revision of an outbound order says what was ordered, less what was short by then.
    mutating func ordered(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) {
        guard changed.revision == 1 else {
            // What is to go out only becomes less.
            let warehouse = WarehouseKey(merchantId: changed.merchantId, warehouseId: changed.warehouseId)
            return need(changed.lines, of: changed.outboundOrderId, warehouse, at: place)
        }
        findings.count(.nothingBeyondOrder, changed.lines.count)
        order(changed.lines, of: changed.outboundOrderId, changed.merchantId, changed.warehouseId)
    }

    private mutating func order(_ ordered: [Line], of id: String, _ merchant: String, _ warehouse: String) {
        for line in ordered {
            let key = Self.line(merchant, warehouse, id, line.sku)
            var units = Units(lines[key])
            units.ordered = max(units.ordered, line.quantity)
            lines[key] = units.packed
            if let gone = goneAgain[key.value], gone.units <= units.ordered { goneAgain[key.value] = nil }
            if let beyond = beyondOrder[key.value], beyond.units <= units.ordered { beyondOrder[key.value] = nil }
            if let awaiting = awaitingOrder.removeValue(forKey: key.value) {
                need(awaiting.units, units.ordered, of: key, (line.sku, id), at: awaiting.place)
            }
        }
    }

    /// Orders asks to allocate or to hold units, or to issue them once more.
    mutating func sent(_ command: StockCommand, at place: Place) {
        switch command.action {
        // All that was submitted, which the book of subjects sees to, though some of it may be short by then.
        case .allocate(let move):
            order(move.lines, of: move.outboundOrderId, command.warehouse.merchantId, command.warehouse.warehouseId)
        case .hold(let move): need(move.lines, of: move.outboundOrderId, command.warehouse, at: place)
        case .issue(let move) where move.again:
            for line in move.lines {
                let (merchant, warehouse) = (command.warehouse.merchantId, command.warehouse.warehouseId)
                let key = Self.line(merchant, warehouse, move.outboundOrderId, line.sku)
                sentAgain.insert(key.value)
                goneAgain[key.value] = nil
            }
        default: break
        }
    }

    private mutating func need(
        _ needed: [Line], of id: String, _ warehouse: WarehouseKey, at place: Place
    ) {
        for line in needed {
            let key = Self.line(warehouse.merchantId, warehouse.warehouseId, id, line.sku)
            need(line.quantity, Units(lines[key]).ordered, of: key, (line.sku, id), at: place)
        }
    }

    /// A movement of an outbound order's goods.
    mutating func moved(_ moved: StockMoved, at place: Place, _ findings: inout Findings) {
        let one = moved.movement
        let stock = Fingerprint(moved.warehouse.merchantId, moved.warehouse.warehouseId, one.sku).value
        if one.outboundOrderId == nil, one.quarantinedDelta < 0 {
            leftQuarantine[stock, default: 0] += min(-max(one.quarantinedDelta, -Self.bound), Self.bound)
        }
        // What came to another warehouse counts as back where it was sent from, by its claim.
        guard let id = one.outboundOrderId, one.sentFrom == nil else { return }
        let key = Self.line(moved.warehouse.merchantId, moved.warehouse.warehouseId, id, one.sku)
        var units = Units(lines[key])
        let before = (held: units.held, out: units.out)
        let bound = Self.bound
        let quantity = min(max(-bound, one.quantity), bound)
        let allocated = min(max(-bound, one.allocatedDelta), bound)
        units.held += allocated
        // What had come back leaves after all where a case found it so, or orders says so, and may come back again. Nothing else
        // goes out that is back.
        let back = Int(restored[key])
        let leavesAgain = one.kind == .issued && back > 0 && (one.caseId != nil || sentAgain.contains(key.value))
        let isOutOfQuarantine = one.kind == .issued && one.caseId == nil && one.quarantinedDelta < 0
        var fromShelf = 0
        switch one.kind {
        case .issued:
            units.out += quantity
            // What was set apart leaves after all where a case found it so, or where it has left quarantine before.
            let isFromShelf = one.caseId == nil && !isOutOfQuarantine
            let apart =
                isFromShelf
                ? min(setApart[key.value] ?? 0, leftQuarantine[stock] ?? 0)
                : one.caseId == nil ? 0 : lost[key.value] ?? 0
            // While its order was not read, all that was not promised may be some of it.
            let beyond =
                units.ordered == 0
                ? quantity + allocated
                : units.out + (lost[key.value] ?? 0) + (missing[key.value] ?? 0) - units.ordered
            let again = max(0, min(apart, beyond))
            if again > 0 { lost[key.value, default: 0] -= again }
            if isFromShelf { fromShelf = again }
            if isOutOfQuarantine { lost[key.value, default: 0] -= quantity }
            let leaving = min(setApart[key.value] ?? 0, isOutOfQuarantine ? quantity : again)
            if leaving > 0 { setApart[key.value, default: 0] -= leaving }
            if leaving > 0, one.quarantinedDelta == 0 {
                leftQuarantine[stock] = max(0, (leftQuarantine[stock] ?? 0) - leaving)
            }
        case .restored, .quarantined, .disposed, .claimed:
            // What comes back and was neither held nor out is found: it had been written off.
            let isWrittenOff = one.kind == .disposed && one.cause.type != .returnOrder && one.cause.type != .short
            let found = isWrittenOff ? 0 : min(max(0, quantity + allocated - units.out), missing[key.value] ?? 0)
            // So does a person who brings it back for a case.
            let isOwn =
                one.cause.type == .returnOrder
                ? ["RO-", "RTS-"].contains { one.cause.id.hasPrefix($0 + id) }
                : one.cause.type == .adjustment && one.caseId != nil
            let rest = max(0, quantity + allocated - found - units.out)
            let foundShort = isOwn && !isWrittenOff ? min(rest, short[key.value] ?? 0) : 0
            if foundShort > 0 {
                short[key.value, default: 0] -= foundShort
                lost[key.value, default: 0] -= foundShort
            }
            units.out -= quantity + allocated - found - foundShort
            if isWrittenOff || found > 0 { missing[key.value, default: 0] += isWrittenOff ? quantity : -found }
            if one.kind == .restored || one.kind == .claimed {
                restored[key] = UInt64(back + min(max(0, quantity), bound))
            } else if !isWrittenOff {
                lost[key.value, default: 0] += quantity
                if one.kind == .quarantined, one.cause.type != .short { setApart[key.value, default: 0] += quantity }
            }
        case .reversed:
            // Those that had been written off before count as out: as many are gone, and may come back.
            units.out += quantity - allocated
            if one.cause.type == .missing {
                missing[key.value, default: 0] -= quantity
            // What was destroyed brings as many on hand again as are promised again, except for what another order had taken.
            } else if one.quarantinedDelta == 0, one.onHandDelta != allocated, one.onHandDelta <= 0, back >= quantity {
                restored[key] = UInt64(max(0, back - quantity))
            } else {
                lost[key.value, default: 0] -= quantity
                if one.quarantinedDelta < 0 { setApart[key.value, default: 0] -= quantity }
            }
        case .allocated:
            findings.expect(
                .nothingBeyondOrder, !units.wasAllocated, at: place,
                expected: "\(one.sku) of outbound order \(id) to be allocated once", found: "another \(quantity)")
            units.wasAllocated = true
        // Nobody finds them, and they are not sent.
        case .adjusted where one.cause.type == .short:
            lost[key.value, default: 0] += quantity
            short[key.value, default: 0] += quantity
        // What was not promised had been written off, because it had not come.
        case .released where allocated == 0:
            missing[key.value, default: 0] -= quantity
            findings.expect(
                .nothingTwice, missing[key.value] ?? 0 >= 0, at: place,
                expected: "at most what was written off of \(one.sku) of outbound order \(id)", found: "released \(quantity)")
        case .released, .received, .adjusted: break
        }
        findings.expect(
            .nothingTwice, units.held >= 0 && units.out >= 0, at: place,
            expected: "at most what outbound order \(id) has of \(one.sku): \(before.held) held and \(before.out) out",
            found: "\(one.kind.rawValue) \(quantity)")
        let needed = max(units.held, units.out + (lost[key.value] ?? 0) + (missing[key.value] ?? 0))
        if one.kind == .allocated || one.kind == .issued {
            need(needed, units.ordered, of: key, (one.sku, id), at: place)
        }
        if one.kind == .issued, one.caseId == nil, !leavesAgain, !sentAgain.contains(key.value) {
            let all = needed + back + (isOutOfQuarantine ? quantity : fromShelf)
            let mayBeBeyond = units.ordered == 0 || all > units.ordered
            if all > needed, mayBeBeyond { goneAgain[key.value] = (all, place, (one.sku, id)) }
        }
        lines[key] = units.packed
    }

    /// More than was ordered; or what was back went out once more, and nobody said that it did.
    var unsettled: [Finding] {
        (Array(goneAgain) + Array(beyondOrder)).sorted { $0.key < $1.key }.compactMap { key, gone in
            let ordered = Units(lines[Fingerprint(value: key)]).ordered
            guard ordered > 0 else { return nil }
            return Self.beyond(gone.units, ordered, gone.line, at: gone.place)
        }
    }

    private mutating func need(
        _ needed: Int, _ ordered: Int, of key: Fingerprint, _ words: (sku: String, outboundOrder: String),
        at place: Place
    ) {
        guard ordered > 0 else {
            if needed > awaitingOrder[key.value]?.units ?? 0 { awaitingOrder[key.value] = (needed, place) }
            return
        }
        guard needed > ordered, needed > beyondOrder[key.value]?.units ?? 0 else { return }
        beyondOrder[key.value] = (needed, place, words)
    }

    private static func beyond(
        _ units: Int, _ ordered: Int, _ words: (sku: String, outboundOrder: String), at place: Place
    ) -> Finding {
        Finding(
            invariant: .nothingBeyondOrder, place: place,
            expected: "at most \(ordered) of \(words.sku) for outbound order \(words.outboundOrder)", found: "\(units)")
    }
}

// MARK: Kept

extension GoodsBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        lines.archive(&archive)
        archive.keep(&lost)
        archive.keep(&setApart)
        archive.keep(&leftQuarantine)
        archive.keep(&awaitingOrder, blank: (0, .blank)) { one, archive in
            archive.keep(&one.units)
            archive.keep(&one.place)
        }
        archive.keep(&beyondOrder, blank: Self.blank, Self.keep)
        archive.keep(&missing)
        archive.keep(&short)
        restored.archive(&archive)
        archive.keep(&sentAgain)
        archive.keep(&goneAgain, blank: Self.blank, Self.keep)
    }
}

extension GoodsBook {
    /// Units of a line, by the message that says so.
    private typealias OfLine = (units: Int, place: Place, line: (sku: String, outboundOrder: String))

    private static var blank: OfLine { (0, .blank, ("", "")) }

    private static func keep(_ one: inout OfLine, _ archive: inout Archive) {
        archive.keep(&one.units)
        archive.keep(&one.place)
        archive.keep(&one.line.sku)
        archive.keep(&one.line.outboundOrder)
    }
}
