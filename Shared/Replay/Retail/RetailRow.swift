/// A row of the data, as far as it is needed.
struct RetailRow: Equatable, Sendable {
    var invoice: String
    /// In capitals: the data writes the same product as 85123a and 85123A.
    var sku: String
    var quantity: Int
    var date: RetailDate
    /// Empty where the data has none.
    var customer: String

    /// An invoice number that begins with C stands on a cancellation note.
    static func isNote(_ invoice: String) -> Bool { invoice.hasPrefix("C") || invoice.hasPrefix("c") }
    var isNote: Bool { Self.isNote(invoice) }
    var isInvoice: Bool { invoice.utf8.first.map { (48...57).contains($0) } ?? false }

    /// Products have codes that begin with five digits, or with DCGS and a digit. All else is postage, carriage,
    /// discounts, fees, vouchers, samples and manual entries.
    var isProduct: Bool {
        let code = Array(sku.utf8)
        func areDigits(_ range: Range<Int>) -> Bool {
            code.count >= range.upperBound && code[range].allSatisfy { (48...57).contains($0) }
        }
        return areDigits(0..<5) || sku.hasPrefix("DCGS") && areDigits(4..<5)
    }
}

/// Where the columns stand.
struct RetailColumns: Equatable {
    let invoice: Int
    let sku: Int
    let quantity: Int
    let date: Int
    let customer: Int
    let count: Int

    /// From the heading; the names of both editions of the data set are known. Else the names that are missing.
    static func find(_ heading: [String]) -> Result<RetailColumns, Missing> {
        let names = heading.map { $0.lowercased().filter { $0 != " " && $0 != "_" } }
        var missing: [String] = []
        func place(_ name: String, _ others: String...) -> Int {
            for one in [name.lowercased()] + others { if let place = names.firstIndex(of: one) { return place } }
            missing.append(name)
            return 0
        }
        let columns = RetailColumns(
            invoice: place("InvoiceNo", "invoice"), sku: place("StockCode"), quantity: place("Quantity"),
            date: place("InvoiceDate"), customer: place("CustomerID"), count: heading.count)
        return missing.isEmpty ? .success(columns) : .failure(Missing(names: missing))
    }

    struct Missing: Error, Equatable { let names: [String] }

    /// The row, or what is wrong with it.
    func row(_ fields: [String]) -> Result<RetailRow, Unreadable> {
        guard fields.count == count else {
            return .failure(Unreadable("has \(fields.count) fields, the heading has \(count)"))
        }
        func text(_ place: Int) -> String { Self.trimmed(fields[place]) }
        let invoice = text(self.invoice)
        guard Self.isId(invoice) else { return .failure(Unreadable("InvoiceNo '\(invoice.prefix(40))' is not an id")) }
        let sku = text(self.sku).uppercased()
        guard Self.isId(sku) else { return .failure(Unreadable("StockCode '\(sku.prefix(40))' is not an id")) }
        guard let quantity = Self.whole(text(self.quantity)) else {
            return .failure(Unreadable("Quantity '\(text(self.quantity).prefix(40))' is not a whole number"))
        }
        guard let date = RetailDate(text(self.date)) else {
            return .failure(Unreadable("InvoiceDate '\(text(self.date).prefix(40))' is not a date"))
        }
        var customer = text(self.customer)
        if customer.hasSuffix(".0") { customer.removeLast(2) }
        return .success(RetailRow(invoice: invoice, sku: sku, quantity: quantity, date: date, customer: customer))
    }

    struct Unreadable: Error, Equatable {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private static func whole(_ text: String) -> Int? {
        Int(text) ?? (text.hasSuffix(".0") ? Int(text.dropLast(2)) : nil)
    }

    /// What the contract takes as an id, with room for what is put in front of it.
    private static func isId(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "/") }
    }

    private static func trimmed(_ text: String) -> String {
        guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return text }
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
