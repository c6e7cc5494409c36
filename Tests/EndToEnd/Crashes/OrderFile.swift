import Foundation
import TestSupport

/// A made-up retailer's file for `turnback replay`: orders of one to three lines, and for each a cancellation at some
/// moment of its way, from before picking to after delivery.
struct OrderFile {
    let url: URL
    let orders: Int
    /// The ids that `turnback replay` gives the requests.
    let requests: [String]

    private static let products = 200
    private static let firstInvoice = 500_000
    /// Monday 2026-11-23 at six, in minutes from the day's beginning.
    private static let opens = 6 * 60
    private static let hours = 11 * 60
    private static let days = 3 * 24 * 60

    init(orders count: Int, seed: UInt64) throws {
        var draw = SplitMix64(seed: seed)
        var rows: [(minute: Int, text: String)] = []
        var requests: [String] = []
        for number in Self.firstInvoice..<Self.firstInvoice + count {
            let ordered = Self.opens + draw.below(Self.hours)
            let asked = ordered + draw.below(draw.below(2) == 0 ? Self.hours : Self.days)
            for _ in 0...draw.below(3) {
                let (sku, units) = (20_000 + draw.below(Self.products), 1 + draw.below(4))
                rows.append((ordered, Self.row("\(number)", sku, units, ordered, number)))
                rows.append((asked, Self.row("C\(number)", sku, -units, asked, number)))
            }
            requests.append("R-C\(number)")
        }
        rows.sort { $0.minute < $1.minute }
        let heading = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
        url = try Files.temporary().appending(path: "orders.csv")
        try Data(([heading] + rows.map(\.text)).joined(separator: "\n").utf8).write(to: url)
        orders = count
        self.requests = requests
    }

    private static func row(_ invoice: String, _ sku: Int, _ units: Int, _ minute: Int, _ customer: Int) -> String {
        let (day, time) = (23 + minute / 1_440, minute % 1_440)
        let date = "11/\(day)/2026 \(time / 60):\(time % 60 < 10 ? "0" : "")\(time % 60)"
        return "\(invoice),\(sku),THING,\(units),\(date),1.00,\(customer),United Kingdom"
    }
}
