import Fulfillment

/// What customers sent back of goods that could not be stopped any more, by why they could not.
struct CustomerReturnBook: Sendable {
    /// A row of the table.
    struct Row: Equatable, Sendable {
        var orders = 0
        var units = 0
        var putAway = 0
        var quarantined = 0
        var lost = 0
    }

    private(set) var rows: [CancellationCode: Row] = [:]
    private(set) var total = Row()

    mutating func take(_ result: OrderResult) {
        for one in result.sentBack {
            rows[one.code, default: Row()].add(one)
            total.add(one)
        }
    }
}

extension CustomerReturnBook.Row {
    fileprivate mutating func add(_ one: OrderResult.SentBack) {
        orders += 1
        units += one.units
        putAway += one.putAway
        quarantined += one.quarantined
        lost += one.lost
    }
}
