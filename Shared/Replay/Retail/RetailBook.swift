import Fulfillment

/// What the rows of the data make: invoices and cancellation notes, and a count of what is left out.
struct RetailBook {
    /// An invoice, or a note with its quantities made positive.
    struct Document {
        let id: String
        let customer: String
        fileprivate let date: RetailDate
        /// Rows that were read.
        fileprivate(set) var rows = 0
        /// One line a SKU.
        fileprivate(set) var lines: [Line] = []
        /// Set once the whole file is read.
        fileprivate(set) var time = Timestamp(milliseconds: 0)
        fileprivate var places: [String: Int] = [:]
    }

    private(set) var counts = FateCounts()
    private(set) var rows = 0
    private var documents: [String: Document] = [:]
    private var order: [String] = []
    private var shown: Set<RetailDate.Order> = []
    /// Why the first row of a document was left out: its fate, if no row is read.
    private var leftOut: [String: RowFate] = [:]

    /// Takes in a row.
    mutating func take(_ row: RetailRow) {
        rows += 1
        let fate = Self.fate(of: row)
        guard fate == .ordered else {
            if leftOut[row.invoice] == nil { leftOut[row.invoice] = fate }
            return counts.add(fate, rows: 1)
        }
        if let order = row.date.shows { shown.insert(order) }
        if documents[row.invoice] == nil {
            order.append(row.invoice)
            documents[row.invoice] = Document(id: row.invoice, customer: row.customer, date: row.date)
        }
        documents[row.invoice]!.add(row)
    }

    /// Counts a line that is not a row.
    mutating func takeUnreadable() {
        rows += 1
        counts.add(.unreadable, rows: 1)
    }

    private static func fate(of row: RetailRow) -> RowFate {
        if !row.isInvoice && !row.isNote { return .notADocument }
        if !row.isProduct { return .notAProduct }
        if row.isNote ? row.quantity >= 0 : row.quantity <= 0 { return .wrongSign }
        if !Limits.quantity.contains(abs(row.quantity)) { return .tooMany }
        return row.customer.isEmpty ? .noCustomer : .ordered
    }

    /// How dates with slashes are read: as asked, else as some date of the file shows, else month first.
    func dateOrder(_ asked: RetailDate.Order) -> RetailDate.Order {
        guard asked == .auto else { return asked }
        return shown == [.dmy] ? .dmy : .mdy
    }

    /// All documents in order of their time, and as they came where it is the same; what has no such date is left out.
    mutating func close(dates asked: RetailDate.Order) -> (invoices: [Document], notes: [Document]) {
        let dates = dateOrder(asked)
        for (id, fate) in leftOut where documents[id] == nil { counts.add(fate, document: id) }
        var invoices: [Document] = []
        var notes: [Document] = []
        for id in order {
            var document = documents.removeValue(forKey: id)!
            guard let time = document.date.time(dates) else {
                count(.unreadable, document)
                continue
            }
            document.time = time
            guard document.lines.count <= Limits.lines,
                document.lines.allSatisfy({ Limits.quantity.contains($0.quantity) })
            else {
                count(.tooMany, document)
                continue
            }
            if RetailRow.isNote(id) { notes.append(document) } else { invoices.append(document) }
        }
        order = []
        return (Self.inTime(invoices), Self.inTime(notes))
    }

    private static func inTime(_ documents: [Document]) -> [Document] {
        documents.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    mutating func count(_ fate: RowFate, _ document: Document) {
        counts.add(fate, rows: document.rows)
        counts.add(fate, document: document.id)
    }
}

extension RetailBook.Document {
    /// The same SKU on several rows is one line with their sum.
    fileprivate mutating func add(_ row: RetailRow) {
        rows += 1
        if let place = places[row.sku] {
            lines[place].quantity += abs(row.quantity)
        } else {
            places[row.sku] = lines.count
            lines.append(Line(row.sku, abs(row.quantity)))
        }
    }

    /// For tests, and for what is not read from a file.
    init(id: String, customer: String, time: Timestamp, lines: [Line]) {
        self.init(id: id, customer: customer, date: RetailDate("2010-12-01")!)
        self.time = time
        self.lines = lines
        rows = lines.count
    }
}
