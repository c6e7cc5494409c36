import Fulfillment

/// Whether notes that cancel only a part of an invoice are sent as requests.
enum PartialNotes: Sendable {
    /// They are counted in the table and not sent.
    case counted
    /// They are sent with their lines.
    case sent

    /// What `replay` does. Change it here once partial cancellations are built all the way.
    static let now = PartialNotes.counted
}

/// Finds the purchase that a cancellation note is about: the newest one of the same customer, before the note, of which
/// all its lines are left.
struct NoteMatcher {
    /// What is left of an invoice after the notes that were matched with it.
    private struct Purchase {
        let id: String
        let time: Timestamp
        let ordered: [String: Int]
        var left: [String: Int]
        /// A part was taken away by a note that is not sent: what is left is not the whole outbound order any more.
        var hasUnsentPart = false
    }

    /// What a note comes to.
    enum Match: Equatable {
        /// All that is left of the invoice.
        case whole(invoice: String)
        case part(invoice: String)
        case none(RowFate)
    }

    private var purchases: [String: [Purchase]] = [:]
    private let partial: PartialNotes

    /// - Parameter invoices: in order of their time.
    init(_ invoices: [RetailBook.Document], partial: PartialNotes = .now) {
        self.partial = partial
        for invoice in invoices {
            let lines = Dictionary(uniqueKeysWithValues: invoice.lines.map { ($0.sku, $0.quantity) })
            purchases[invoice.customer, default: []].append(
                Purchase(id: invoice.id, time: invoice.time, ordered: lines, left: lines))
        }
    }

    /// Matches the next note, in order of time, and takes its quantities off its purchase.
    mutating func match(_ note: RetailBook.Document) -> Match {
        let known = purchases[note.customer] ?? []
        let earlier = known.indices.filter { known[$0].time <= note.time }
        guard
            let place = earlier.last(where: { index in
                note.lines.allSatisfy { (known[index].left[$0.sku] ?? 0) >= $0.quantity }
            })
        else { return .none(reason(note, earlier.map { known[$0] })) }
        var purchase = known[place]
        for line in note.lines {
            let left = purchase.left[line.sku]! - line.quantity
            purchase.left[line.sku] = left > 0 ? left : nil
        }
        let isWhole = purchase.left.isEmpty && !purchase.hasUnsentPart
        if !isWhole, partial == .counted { purchase.hasUnsentPart = true }
        purchases[note.customer]![place] = purchase
        return isWhole ? .whole(invoice: purchase.id) : .part(invoice: purchase.id)
    }

    private func reason(_ note: RetailBook.Document, _ earlier: [Purchase]) -> RowFate {
        for line in note.lines where !earlier.contains(where: { $0.ordered[line.sku] != nil }) { return .boughtBefore }
        for line in note.lines where earlier.reduce(0, { $0 + ($1.left[line.sku] ?? 0) }) < line.quantity {
            return .moreThanBought
        }
        return .severalPurchases
    }
}
