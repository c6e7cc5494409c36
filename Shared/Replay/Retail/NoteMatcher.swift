import Fulfillment

/// Finds the purchases that a cancellation note is about: the newest one of the same customer, before the note, of which
/// all its lines are left; where there is none, several, and of each as much as is left, the newest first.
struct NoteMatcher {
    /// What is left of an invoice after the notes that were matched with it.
    fileprivate struct Purchase {
        let id: String
        let time: Timestamp
        let ordered: [String: Int]
        var left: [String: Int]
    }

    /// A note's share of one purchase.
    struct Share: Equatable {
        var invoice: String
        /// nil: the whole invoice, as it was bought.
        var lines: [Line]?
    }

    /// What a note comes to.
    enum Match: Equatable {
        case shares([Share])
        case none(RowFate)
    }

    private var purchases: [String: [Purchase]] = [:]

    /// - Parameter invoices: in order of their time.
    init(_ invoices: [RetailBook.Document]) {
        for invoice in invoices {
            let lines = Dictionary(uniqueKeysWithValues: invoice.lines.map { ($0.sku, $0.quantity) })
            purchases[invoice.customer, default: []].append(
                Purchase(id: invoice.id, time: invoice.time, ordered: lines, left: lines))
        }
    }

    /// Matches the next note, in order of time, and takes its quantities off its purchases.
    mutating func match(_ note: RetailBook.Document) -> Match {
        let known = purchases[note.customer] ?? []
        let earlier = known.indices.filter { known[$0].time <= note.time }
        if let reason = reason(note, earlier.map { known[$0] }) { return .none(reason) }
        if let place = earlier.last(where: { known[$0].has(note.lines) }) {
            return .shares([take(note.lines, of: place, note.customer)])
        }
        var wanted = note.lines
        var shares: [Share] = []
        for place in earlier.reversed() {
            let lines = wanted.compactMap { line -> Line? in
                let units = min(line.quantity, known[place].left[line.sku] ?? 0)
                return units > 0 ? Line(line.sku, units) : nil
            }
            guard !lines.isEmpty else { continue }
            wanted = wanted.subtracting(lines)
            shares.append(take(lines, of: place, note.customer))
        }
        return .shares(shares)
    }

    private mutating func take(_ lines: [Line], of place: Int, _ customer: String) -> Share {
        var purchase = purchases[customer]![place]
        for line in lines {
            let left = purchase.left[line.sku]! - line.quantity
            purchase.left[line.sku] = left > 0 ? left : nil
        }
        purchases[customer]![place] = purchase
        let isWhole =
            lines.count == purchase.ordered.count && lines.allSatisfy { purchase.ordered[$0.sku] == $0.quantity }
        return Share(invoice: purchase.id, lines: isWhole ? nil : lines)
    }

    /// Why the note has no purchases that it could be about; nil where it has.
    private func reason(_ note: RetailBook.Document, _ earlier: [Purchase]) -> RowFate? {
        for line in note.lines where !earlier.contains(where: { $0.ordered[line.sku] != nil }) { return .boughtBefore }
        for line in note.lines where earlier.reduce(0, { $0 + ($1.left[line.sku] ?? 0) }) < line.quantity {
            return .moreThanBought
        }
        return nil
    }
}

extension NoteMatcher.Purchase {
    fileprivate func has(_ lines: [Line]) -> Bool { lines.allSatisfy { (left[$0.sku] ?? 0) >= $0.quantity } }
}
