import Contracts
import Fulfillment

/// The stock that is there before the first order: all that will be ordered, and some more.
struct StockReceipts {
    /// Lines of one receipt at most.
    static let lines = 500

    let sayings: [Saying]
    /// Lines by merchant, in the order of their receipts.
    let received: [(merchant: String, lines: [Line])]

    init(_ orders: [PlannedOrder], _ model: WarehouseModel, _ names: RunNames) {
        var wanted: [String: [String: Int]] = [:]
        for order in orders {
            let parcel = Parcel(orderId: order.id, orderedAt: order.orderedAt, model)
            let merchant = parcel.bringsBackByAdjustment ? names.adjusting : names.returning
            for line in order.lines { wanted[merchant, default: [:]][line.sku, default: 0] += line.quantity }
        }
        let first = orders.map(\.orderedAt).min() ?? Timestamp(milliseconds: 0)
        let at = WorkCalendar.midnight(first)
        var sayings: [Saying] = []
        var received: [(merchant: String, lines: [Line])] = []
        for merchant in wanted.keys.sorted() {
            let lines = wanted[merchant]!.sorted { $0.key < $1.key }.flatMap { sku, units in
                Self.split(Line(sku, units + (units * model.spare + 99) / 100))
            }
            received.append((merchant, lines))
            for start in stride(from: 0, to: lines.count, by: Self.lines) {
                let id = "RCP-\(sayings.count + 1)"
                sayings.append(
                    Saying(
                        id: "\(names.run):\(id)", at: at,
                        message: .stockCommand(
                            StockCommand(
                                warehouse: names.warehouse(merchant),
                                action: .receive(
                                    receiptId: id, lines: Array(lines[start..<min(start + Self.lines, lines.count)])))))
                )
            }
        }
        self.sayings = sayings
        self.received = received
    }

    /// In as many lines as the limit on a quantity asks for.
    private static func split(_ line: Line) -> [Line] {
        let most = Limits.quantity.upperBound
        return stride(from: 0, to: line.quantity, by: most).map { Line(line.sku, min(most, line.quantity - $0)) }
    }

    var units: Int { received.reduce(0) { $0 + $1.lines.units } }
}
