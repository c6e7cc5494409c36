/// What becomes of a row of the data: used, or left out for one of these reasons.
enum RowFate: String, CaseIterable, Sendable {
    case ordered, cancelled
    case unreadable, notADocument, notAProduct, wrongSign, tooMany, noCustomer
    case boughtBefore, moreThanBought

    /// In the table.
    var label: String {
        switch self {
        case .ordered: "used: on an outbound order"
        case .cancelled: "used: on a cancellation request"
        case .unreadable: "left out: cannot be read"
        case .notADocument: "left out: neither an invoice nor a cancellation note"
        case .notAProduct: "left out: not a product (postage, fees, vouchers, manual)"
        case .wrongSign: "left out: quantity 0 or negative in an invoice, positive in a note"
        case .tooMany: "left out: more units or lines than a message may have"
        case .noCustomer: "left out: no customer"
        case .boughtBefore: "left out: bought before the file begins, or never"
        case .moreThanBought: "left out: more than was bought, or than is left of it"
        }
    }
}

/// How many rows, invoices and notes came to each fate. An invoice or a note has one fate; its rows may have several.
package struct FateCounts: Equatable, Sendable {
    struct Count: Equatable, Sendable {
        var rows = 0
        var invoices = 0
        var notes = 0
    }

    private(set) var all: [RowFate: Count] = [:]

    mutating func add(_ fate: RowFate, rows: Int) { all[fate, default: Count()].rows += rows }

    mutating func add(_ fate: RowFate, document id: String) {
        if RetailRow.isNote(id) {
            all[fate, default: Count()].notes += 1
        } else {
            all[fate, default: Count()].invoices += 1
        }
    }

    subscript(fate: RowFate) -> Count { all[fate] ?? Count() }
}
