import Fulfillment
package import Operations

/// The data as orders to play, and what was left out of it.
package struct RetailPlan {
    package var orders: [PlannedOrder] = []
    package var counts = FateCounts()
    package var rows = 0
    /// Cancellation notes that had a row to match.
    var notes = 0

    /// Reads all of the data. `complain` gets each line that cannot be read.
    package static func read(
        _ csv: inout CSVReader, dates: RetailDate.Order,
        complain: (_ line: Int, _ reason: String) -> Void
    ) throws(Failure) -> RetailPlan {
        var columns: RetailColumns?
        var book = RetailBook()
        while let entry = try csv.next() {
            switch entry {
            case .unreadable(let line, let reason):
                book.takeUnreadable()
                complain(line, reason)
            case .record(let line, let fields):
                guard let known = columns else {
                    columns = try heading(fields, line)
                    continue
                }
                switch known.row(fields) {
                case .success(let row): book.take(row)
                case .failure(let error):
                    book.takeUnreadable()
                    complain(line, error.reason)
                }
            }
        }
        guard columns != nil else { throw Failure(.dataErr, "the input is empty: expected a heading and rows of CSV") }
        return plan(&book, dates: dates)
    }

    /// Whether a text begins like a workbook of Excel, old or new.
    package static func isWorkbook(_ beginning: String) -> Bool {
        beginning.hasPrefix("PK\u{3}\u{4}") || beginning.hasPrefix("ÐÏ\u{11}à")
    }

    /// What to do with one.
    package static let workbookAdvice =
        "it is a workbook of Excel: open it, save the sheet as CSV (File, Save As, CSV UTF-8), and replay that file"

    private static func heading(_ fields: [String], _ line: Int) throws(Failure) -> RetailColumns {
        if isWorkbook(fields[0]) { throw Failure(.dataErr, "the input is not CSV: \(workbookAdvice)") }
        switch RetailColumns.find(fields) {
        case .success(let columns): return columns
        case .failure(let missing):
            throw Failure(
                .dataErr,
                "line \(line): the heading lacks \(missing.names.joined(separator: ", ")); expected InvoiceNo, StockCode, "
                    + "Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country, separated by commas, semicolons or tabs"
            )
        }
    }

    private static func plan(_ book: inout RetailBook, dates: RetailDate.Order) -> RetailPlan {
        let (invoices, notes) = book.close(dates: dates)
        var requests: [String: [PlannedOrder.Request]] = [:]
        var matcher = NoteMatcher(invoices)
        for note in notes {
            switch matcher.match(note) {
            case .shares(let shares):
                for (index, share) in shares.enumerated() {
                    let id = "R-" + note.id + (shares.count > 1 ? "-\(index + 1)" : "")
                    requests[share.invoice, default: []].append(
                        PlannedOrder.Request(requestId: id, at: note.time, lines: share.lines))
                }
                book.count(.cancelled, note)
            case .none(let fate): book.count(fate, note)
            }
        }
        var plan = RetailPlan()
        for invoice in invoices {
            book.count(.ordered, invoice)
            plan.orders.append(
                PlannedOrder(
                    id: invoice.id, orderedAt: invoice.time, lines: invoice.lines,
                    requests: requests[invoice.id] ?? []))
        }
        plan.counts = book.counts
        plan.rows = book.rows
        plan.notes = notes.count
        return plan
    }
}
