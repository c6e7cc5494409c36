import Contracts
import Fulfillment

/// What inventory replied, held against what it moved: of each SKU of each outbound order, at any time. What agrees is
/// forgotten. Outbound orders of one id are one entry, whose sums have to agree all the same.
struct ReplyBook: Sendable {
    /// What units were moved, as replies and movements both say it.
    private enum Column: Int, CaseIterable {
        case allocated, released, issued, restored, quarantined, disposed
    }

    /// Replied less moved, by column.
    private var units = Ledger()
    /// Outbound orders that wait for stock: nothing of theirs is held that a release could move.
    private var backordered: Set<UInt64> = []

    mutating func replied(_ reply: StockReply, at place: Place, _ findings: inout Findings) {
        let line = Fingerprint(reply.storeOrder, reply.outboundOrderId)
        switch reply.answer {
        case .allocated:
            backordered.remove(line.value)
            add(reply, .allocated, at: place, &findings)
        case .backordered: backordered.insert(line.value)
        case .released: if !backordered.contains(line.value) { add(reply, .released, at: place, &findings) }
        case .issued:
            backordered.remove(line.value)
            add(reply, .issued, at: place, &findings)
        case .restored: add(reply, nil, at: place, &findings)
        case .refused: break
        }
    }

    /// - Parameter column: nil where each line says how it was handled.
    private mutating func add(
        _ reply: StockReply, _ column: Column?, at place: Place, _ findings: inout Findings
    ) {
        findings.count(.repliesMoved)
        for line in reply.lines {
            let column = column ?? Self.column(line.handling ?? .putAway)
            add(line.line.quantity, column, reply.outboundOrderId, line.line.sku, at: place)
        }
    }

    private static func column(_ handling: Handling) -> Column {
        switch handling {
        case .putAway: .restored
        case .quarantine: .quarantined
        case .dispose: .disposed
        }
    }

    mutating func moved(_ one: StockMovement, at place: Place) {
        guard let id = one.outboundOrderId else { return }
        let column: Column? =
            switch one.kind {
            case .allocated: .allocated
            case .released: .released
            case .issued: .issued
            case .restored: .restored
            case .quarantined: .quarantined
            case .disposed: .disposed
            case .received, .adjusted: nil
            }
        if let column { add(0 &- one.quantity, column, id, one.sku, at: place) }
    }

    private mutating func add(_ quantity: Int, _ column: Column, _ id: String, _ sku: String, at place: Place) {
        var change = SIMD8<Int64>.zero
        change[column.rawValue] = Int64(quantity)
        units.add(change, of: Fingerprint(id, sku), at: place)
    }

    /// What does not agree.
    var unsettled: [Finding] {
        units.entries.values.flatMap { entry in
            Column.allCases.compactMap { column in
                let more = entry.units[column.rawValue]
                guard more != 0 else { return nil }
                return Finding(
                    invariant: .repliesMoved, place: entry.place, expected: "as many units replied as moved",
                    found: "\(more.magnitude) more \(column) \(more > 0 ? "replied than moved" : "moved than replied")")
            }
        }
    }
}
