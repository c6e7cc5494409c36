internal import Contracts
internal import Fulfillment

/// Where a list goes on: what the last row of a page was sorted by. Written as text that needs no escaping in a URL.
struct Cursor: Equatable {
    /// What rows are sorted by first: a time; 0 where they are sorted by number alone.
    var time: Int64 = 0
    /// The row's number.
    var row: Int64

    init(time: Int64 = 0, row: Int64) {
        self.time = time
        self.row = row
    }

    /// From `PageRequest.after`; nil for the first page.
    /// - Throws: `.badRequest` for a text that is not a cursor.
    init?(_ page: PageRequest) throws(ReadModelError) {
        guard let text = page.after else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0, radix: 36) }
        guard parts.count == 2, let time = parts[0], let row = parts[1] else {
            throw ReadModelError(.badRequest, "after is not the end of a page: give what a page calls next")
        }
        self.init(time: time, row: row)
    }

    var text: String { "\(String(time, radix: 36))-\(String(row, radix: 36))" }
}

extension Page {
    /// A page of what was read with one row more than is wanted: that one says that there are more.
    init(_ read: [(row: Row, cursor: Cursor)], limit: Int) {
        let next = read.count > limit && limit > 0 ? read[limit - 1].cursor.text : nil
        self.init(rows: read.prefix(limit).map(\.row), next: next)
    }
}
