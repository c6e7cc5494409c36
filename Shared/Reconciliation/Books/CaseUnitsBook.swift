import Contracts
import Fulfillment

/// What the cases of each store order say became of its units, held against what inventory replied, whether a case is
/// open or not: what orders has read of inventory it has told in the same transaction. What agrees is forgotten.
struct CaseUnitsBook: Sendable {
    /// As inventory replied, less as the cases say.
    private enum Column: Int, CaseIterable {
        case released, restored, quarantined, writtenOff

        var words: (invariant: Invariant, units: String) {
            switch self {
            case .released: (.cancelledReleased, "released and cancelled")
            case .restored: (.caseRestocked, "restored")
            case .quarantined: (.caseRestocked, "quarantined")
            case .writtenOff: (.caseRestocked, "written off")
            }
        }
    }

    private var units = Ledger()
    /// Units of a store order that were released for no case: a warehouse may do so by itself. Whether a case that was
    /// about to counts them is orders' choice.
    private var releasedByOthers: [UInt64: Int64] = [:]
    /// Outbound orders that were intercepted, and what came back of others: customers' returns, or not intercepted yet.
    private var intercepted = FingerprintSet()
    private var back: [UInt64: SIMD8<Int64>] = [:]
    /// Outbound orders of which units came back, and store orders of which some went out after that: these may come back
    /// once more, and their case counts its own units once.
    private var returned = FingerprintSet()
    private var reissued: Set<UInt64> = []

    // MARK: What is read

    mutating func replied(_ reply: StockReply, at place: Place) {
        let line = Fingerprint(reply.storeOrder, reply.outboundOrderId)
        switch reply.answer {
        case .allocated, .backordered, .refused: break
        case .released:
            let released = reply.lines.reduce(Int64(0)) { $0 &+ Int64($1.line.quantity) }
            if reply.caseId == nil { releasedByOthers[Fingerprint(reply.storeOrder).value, default: 0] &+= released }
            add(Self.units(.released, released), of: reply.storeOrder, at: place)
        case .issued: if returned.contains(line) { reissued.insert(Fingerprint(reply.storeOrder).value) }
        case .restored:
            returned.insert(line)
            if intercepted.contains(line) {
                add(Self.handled(reply), of: reply.storeOrder, at: place)
            } else {
                back[line.value] = (back[line.value] ?? .zero) &+ Self.handled(reply)
            }
        }
    }

    private static func handled(_ reply: StockReply) -> SIMD8<Int64> {
        reply.lines.reduce(.zero) { sum, line in
            let units = Int64(line.line.quantity)
            return switch line.handling ?? .putAway {
            case .putAway: sum &+ Self.units(.restored, units)
            case .quarantine: sum &+ Self.units(.quarantined, units)
            case .dispose: sum &+ Self.units(.writtenOff, units)
            }
        }
    }

    /// From where it is intercepted on, what comes back of it is its case's.
    mutating func changed(_ changed: OutboundOrderChanged, at place: Place) {
        guard changed.status == .intercepted else { return }
        let line = Fingerprint(changed.storeOrder, changed.outboundOrderId)
        guard intercepted.insert(line), let before = back.removeValue(forKey: line.value) else { return }
        add(before, of: changed.storeOrder, at: place)
    }

    /// A case says something else of its units than it did before.
    mutating func told(_ now: CaseQuantities, before: CaseQuantities, of storeOrder: StoreOrderKey, at place: Place) {
        let change =
            Self.units(.released, Int64(before.cancelled &- now.cancelled))
            &+ Self.units(.restored, Int64(before.restored &- now.restored))
            &+ Self.units(.quarantined, Int64(before.quarantined &- now.quarantined))
            &+ Self.units(.writtenOff, Int64(before.writtenOff &- now.writtenOff))
        add(change, of: storeOrder, at: place)
    }

    private static func units(_ column: Column, _ units: Int64) -> SIMD8<Int64> {
        var all = SIMD8<Int64>.zero
        all[column.rawValue] = units
        return all
    }

    private mutating func add(_ change: SIMD8<Int64>, of storeOrder: StoreOrderKey, at place: Place) {
        units.add(change, of: Fingerprint(storeOrder), at: place)
    }

    // MARK: What is left

    /// What does not agree.
    var unsettled: [Finding] {
        units.entries.flatMap { owner, entry in
            Column.allCases.compactMap { column in
                let more = entry.units[column.rawValue]
                guard more != 0, !mayBe(more, column, owner) else { return nil }
                let words = column.words
                return Finding(
                    invariant: words.invariant, place: entry.place,
                    expected: "as many units \(words.units) by inventory as the store order's cases say",
                    found: "\(more.magnitude) more \(words.units) "
                        + (more > 0 ? "by inventory than in the cases" : "in the cases than by inventory"))
            }
        }
    }

    private func mayBe(_ more: Int64, _ column: Column, _ storeOrder: UInt64) -> Bool {
        guard more > 0 else { return false }
        return column == .released
            ? more <= releasedByOthers[storeOrder] ?? 0 : reissued.contains(storeOrder)
    }
}
