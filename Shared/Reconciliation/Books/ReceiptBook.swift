import Contracts
import Fulfillment

/// What was said of return orders and their receipts, compared with what the return orders say of themselves: they are opened
/// as one of the commands says, and count what came. 8 bytes per return order, some 60 per line of one.
struct ReceiptBook: Sendable {
    /// What opens a return order, as some command says; and openings of which that was not read yet.
    private var created = FingerprintSet()
    private var opened: [UInt64: Place] = [:]
    /// Receipts from which no change of their return order followed yet; and messages from which one did.
    private var unanswered: [UInt64: [(line: UInt64, units: Int)]] = [:]
    private var answered = FingerprintSet()
    /// Units of messages whose id was read before: they may have been counted, and need not.
    private var said = FingerprintSet()
    private var mayBeMore: [UInt64: Int] = [:]
    /// Units of a line: those of receipts from which something followed, and what the return order says.
    private var came: [UInt64: Int] = [:]
    private var told: [UInt64: (units: Int, place: Place)] = [:]
    /// Return orders with a receipt that was taken back: what they count is less.
    private var reversed: Set<UInt64> = []

    private static func line(_ storeOrder: StoreOrderKey, _ id: String, _ sku: String) -> UInt64 {
        var key = Fingerprint(storeOrder, id)
        key.add(sku)
        return key.value
    }

    private static func opening(_ created: ReturnOrderCreated, _ lines: [Line]) -> Fingerprint {
        var print = Fingerprint(created.storeOrder, created.returnOrderId)
        for text in [created.outboundOrderId, created.warehouse.description, created.origin.rawValue] {
            print.add(text)
        }
        print.add(Int(truncatingIfNeeded: LineSum.of(lines)))
        return print
    }

    // MARK: What was said

    mutating func said(_ command: ReturnOrderCommand, _ cause: CauseBook.Cause) {
        switch command {
        case .create(let one):
            let print = Self.opening(one, one.lines)
            created.insert(print)
            opened[print.value] = nil
        case .receive(let received):
            let lines = received.lines.filter { $0.condition != .wrongItem }.map {
                (Self.line(received.storeOrder, received.returnOrderId, $0.line.sku), $0.line.quantity)
            }
            guard said.insert(Fingerprint(value: cause)) else {
                for (line, units) in lines { mayBeMore[line, default: 0] &+= units }
                return
            }
            if answered.contains(Fingerprint(value: cause)) { count(lines) } else { unanswered[cause] = lines }
        case .cancel, .reverse: break
        }
    }

    private mutating func count(_ lines: [(line: UInt64, units: Int)]) {
        for (line, units) in lines { came[line, default: 0] &+= units }
    }

    // MARK: What the return orders say

    mutating func changed(
        _ order: ReturnOrder, _ cause: CauseBook.Cause?, at place: Place, _ findings: inout Findings
    ) {
        findings.count(.receiptsCounted)
        let (storeOrder, id) = (order.created.storeOrder, order.created.returnOrderId)
        if order.revision == 1 {
            let print = Self.opening(
                order.created, order.entries.map { Line($0.sku, $0.expected) }.filter { $0.quantity > 0 })
            if !created.contains(print) { opened[print.value] = place }
        }
        if !order.reversed.isEmpty { reversed.formUnion(order.entries.map { Self.line(storeOrder, id, $0.sku) }) }
        for entry in order.entries where entry.received > 0 || told[Self.line(storeOrder, id, entry.sku)] != nil {
            told[Self.line(storeOrder, id, entry.sku)] = (entry.received, place)
        }
        guard let cause else { return }
        if answered.insert(Fingerprint(value: cause)), let lines = unanswered.removeValue(forKey: cause) {
            count(lines)
        }
    }

    /// What waited for its return order is counted later, because of another message: it may be counted, and need not.
    var unsettled: [Finding] {
        var mayHaveCome = mayBeMore
        for (line, units) in unanswered.values.joined() { mayHaveCome[line, default: 0] &+= units }
        let counted = told.compactMap { line, one -> Finding? in
            let least = came[line] ?? 0
            guard !reversed.contains(line), !(least...(least + (mayHaveCome[line] ?? 0))).contains(one.units) else {
                return nil
            }
            return Finding(
                invariant: .receiptsCounted, place: one.place, expected: "the units that its receipts name",
                found: "\(one.units)")
        }
        return counted
            + opened.values.map { place in
                Finding(
                    invariant: .receiptsCounted, place: place, expected: "a command that opens it so", found: "none")
            }
    }
}

// MARK: Kept

extension ReceiptBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        created.archive(&archive)
        archive.keep(&opened)
        archive.keep(&unanswered, blank: []) { lines, archive in
            archive.keep(&lines, blank: (0, 0)) { line, archive in
                archive.keep(&line.line)
                archive.keep(&line.units)
            }
        }
        answered.archive(&archive)
        said.archive(&archive)
        archive.keep(&mayBeMore)
        archive.keep(&came)
        archive.keep(&told, blank: (0, .blank)) { one, archive in
            archive.keep(&one.units)
            archive.keep(&one.place)
        }
        archive.keep(&reversed)
    }
}
