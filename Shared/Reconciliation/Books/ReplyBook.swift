import Contracts
import Fulfillment

/// What inventory replied, compared with what it moved and with what the cases say.
struct ReplyBook: Sendable {
    /// Per outbound order id: allocated, released, issued and brought back, as replied less as moved. Two outbound
    /// orders of one id are one entry, whose sums have to agree all the same.
    private var moved = Ledger()
    /// Per outbound order: released less cancelled; then restored, quarantined and written off, as replied less as the
    /// cases say: of all that was moved, which is never less; and of what cases stopped, which is never more. That is
    /// what was released for a case, and what came back of intercepted outbound orders and was not found after it was
    /// written off.
    private var all = Ledger()
    private var told = Ledger()
    /// Outbound orders that wait for stock: nothing of theirs is held that a release could move.
    private var backordered: Set<UInt64> = []
    /// Outbound orders that were intercepted, and what came back of others: customers' returns, or not intercepted yet.
    private var intercepted = FingerprintSet()
    private var back: [UInt64: SIMD4<Int64>] = [:]
    /// Outbound orders with units that came back, and those where some went out after that, or had not come back: these may
    /// come back once more, and their case counts its own units once.
    private var returned = FingerprintSet()
    private var reissued: Set<UInt64> = []
    /// Outbound orders that were not all stopped, or where more was sent than the outcomes: what comes back then may count
    /// for none. And those whose case was sent by a contradiction alone.
    private var stoppedInPart = FingerprintSet()
    private var followed = FingerprintSet()
    /// Those for which an earlier version sent no quantities.
    private var unsaid = FingerprintSet()

    mutating func replied(_ reply: StockReply, at place: Place, _ findings: inout Findings) {
        switch reply.answer {
        case .shortened:
            // A case may say of them that they are cancelled, or written off where somebody packed them all the same and
            // they do not come; and need not.
            let short = reply.lines.reduce(Int64(0)) { $0 &+ Int64($1.line.quantity) }
            return all.add(
                SIMD4(short, 0, 0, short), of: Fingerprint(reply.storeOrder, reply.outboundOrderId), at: place)
        case .refused, .held, .claimed: return
        case .allocated, .backordered, .released, .issued, .restored, .reversed: break
        }
        findings.count(.repliesMoved)
        let order = Fingerprint(reply.outboundOrderId)
        let line = Fingerprint(reply.storeOrder, reply.outboundOrderId)
        let units = reply.lines.reduce(Int64(0)) { $0 &+ Int64($1.line.quantity) }
        switch reply.answer {
        case .allocated:
            backordered.remove(line.value)
            moved.add(SIMD4(units, 0, 0, 0), of: order, at: place)
        case .backordered: backordered.insert(line.value)
        case .released:
            if !backordered.contains(line.value) { moved.add(SIMD4(0, units, 0, 0), of: order, at: place) }
            let released = SIMD4(units, 0, 0, 0)
            // What had been written off is there: a case that is open still says so, and one that has ended need not.
            let found = reply.lines.reduce(Int64(0)) { $0 &+ Int64($1.found) }
            all.add(released &+ SIMD4(0, found, 0, 0), of: line, at: place)
            if reply.caseId != nil { told.add(released, of: line, at: place) }
            if found > 0 { told.add(SIMD4(0, 0, 0, 0 &- found), of: line, at: place) }
        case .issued:
            backordered.remove(line.value)
            moved.add(SIMD4(0, 0, units, 0), of: order, at: place)
            if returned.contains(line) { reissued.insert(line.value) }
        case .restored:
            moved.add(SIMD4(0, 0, 0, units), of: order, at: place)
            returned.insert(line)
            all.add(Self.handled(reply), of: line, at: place)
            let handled = Self.handled(reply) &- SIMD4(0, 0, 0, reply.lines.reduce(0) { $0 &+ Int64($1.found) })
            if intercepted.contains(line) {
                told.add(handled, of: line, at: place)
            } else {
                back[line.value] = (back[line.value] ?? .zero) &+ handled
            }
        case .reversed:
            // What was sent to the store about them stays, and they may come back once more.
            moved.add(SIMD4(0, 0, 0, 0 &- units), of: order, at: place)
            reissued.insert(line.value)
        case .refused, .held, .shortened, .claimed: break
        }
    }

    private static func handled(_ reply: StockReply) -> SIMD4<Int64> {
        var handled = SIMD4<Int64>.zero
        for line in reply.lines {
            let index =
                switch line.handling ?? .putAway {
                case .putAway: 1
                case .quarantine: 2
                case .dispose: 3
                }
            handled[index] &+= Int64(line.line.quantity)
        }
        return handled
    }

    mutating func moved(_ one: StockMovement, at place: Place) {
        // The answer names short units that the books never knew, too.
        guard let id = one.outboundOrderId, one.cause.type != .short else { return }
        let units = Int64(one.quantity)
        let taken: SIMD4<Int64> =
            switch one.kind {
            case .allocated: SIMD4(units, 0, 0, 0)
            case .released: SIMD4(0, units, 0, 0)
            case .issued: SIMD4(0, 0, units, 0)
            case .restored, .quarantined, .disposed: SIMD4(0, 0, 0, units)
            case .reversed: SIMD4(0, 0, 0, 0 &- units)
            // What was claimed counts where it arrived.
            case .received, .adjusted, .claimed: .zero
            }
        moved.add(.zero &- taken, of: Fingerprint(id), at: place)
    }

    /// From here on, what comes back of it is its case's.
    mutating func changed(_ changed: OutboundOrderChanged, at place: Place) {
        guard changed.status == .intercepted else { return }
        let line = Fingerprint(changed.storeOrder, changed.outboundOrderId)
        guard intercepted.insert(line), let before = back.removeValue(forKey: line.value) else { return }
        // What was all written off is over, whether a case was to stop it or not.
        let units = changed.lines.reduce(Int64(0)) { $0 &+ Int64($1.quantity) }
        guard before != SIMD4(0, 0, 0, units) else { return }
        told.add(before, of: line, at: place)
    }

    /// A case says so many more units of an outbound order cancelled, restored, quarantined and written off.
    mutating func told(_ units: SIMD4<Int64>, of order: Fingerprint, at place: Place) {
        all.add(.zero &- units, of: order, at: place)
        told.add(.zero &- units, of: order, at: place)
    }

    mutating func told(_ outcome: CancellationChanged) {
        for part in outcome.outboundOrders {
            let order = Fingerprint(outcome.storeOrder, part.outboundOrderId)
            let isStopped = part.code == .cancelledBeforeWork || part.code == .interceptedAndRestocked
            if part.quantities == nil, outcome.outboundOrders.count > 1 { unsaid.insert(order) }
            if !part.code.isOpen, !isStopped || part.quantities?.refused ?? 0 > 0 { stoppedInPart.insert(order) }
        }
    }

    mutating func told(_ one: CancellationContradicted) {
        let order = Fingerprint(one.storeOrder, one.outboundOrderId)
        stoppedInPart.insert(order)
        if one.code == .laterPart { followed.insert(order) }
    }

    /// What does not agree. What a case still waits for is on its way.
    func unsettled(_ cases: CaseBook) -> [Finding] {
        var findings: [Finding] = []
        let kinds = ["allocated", "released", "issued", "brought back"]
        for entry in moved.entries.values {
            for (index, kind) in kinds.enumerated() where entry.units[index] != 0 {
                findings.append(
                    Finding(
                        invariant: .repliesMoved, place: entry.place, expected: "as many units replied as moved",
                        found: Self.difference(entry.units[index], kind, "replied", "moved")))
            }
        }
        for (order, entry) in all.entries where !unsaid.contains(Fingerprint(value: order)) {
            findings += Self.differences(entry) { _, units in units < 0 }
        }
        let awaiting = cases.awaiting
        for (order, entry) in told.entries where !awaiting.contains(order) {
            let print = Fingerprint(value: order)
            let mayBeMore = reissued.contains(order) || stoppedInPart.contains(print) || unsaid.contains(print)
            findings += Self.differences(entry) { index, units in
                units > 0 && !(index == 0 ? followed.contains(print) || unsaid.contains(print) : mayBeMore)
            }
        }
        return findings
    }

    private static func differences(_ entry: Ledger.Entry, where isWrong: (Int, Int64) -> Bool) -> [Finding] {
        ["released and cancelled", "restored", "quarantined", "written off"].enumerated().compactMap { index, word in
            guard isWrong(index, entry.units[index]) else { return nil }
            return Finding(
                invariant: index == 0 ? .cancelledReleased : .caseRestocked, place: entry.place,
                expected: "as many units \(word) by inventory as the outbound order's cases say",
                found: difference(entry.units[index], word, "by inventory", "in the cases"))
        }
    }

    private static func difference(_ units: Int64, _ what: String, _ one: String, _ other: String) -> String {
        "\(units.magnitude) more \(what) \(units > 0 ? one : other) than \(units > 0 ? other : one)"
    }
}

// MARK: Kept

extension ReplyBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        moved.archive(&archive)
        all.archive(&archive)
        told.archive(&archive)
        archive.keep(&backordered)
        intercepted.archive(&archive)
        archive.keep(&back, blank: .zero) { $1.keep(&$0) }
        returned.archive(&archive)
        archive.keep(&reissued)
        stoppedInPart.archive(&archive)
        followed.archive(&archive)
        unsaid.archive(&archive)
    }
}
