import Contracts
import Fulfillment

/// A day of orders with the shape of a real retailer's, and cancellations spread over all stages of their way.
package struct GeneratedDay {
    package let orders: [PlannedOrder]

    /// Percent of the orders that are cancelled.
    static let cancelled = 20
    static let products = 2_800
    static let date = Timestamp(rfc3339: "2026-11-24T00:00:00Z")!
    /// Minutes of the day between which orders come.
    static let hours = 6 * 60..<17 * 60

    package init(orders count: Int, _ model: WarehouseModel) {
        var draw = SplitMix64(seed: model.seed, for: "day")
        let popularity = Popularity(count: Self.products)
        var sizes = QuantileShape.linesOfOrder.values(count)
        Self.shuffle(&sizes, &draw)
        let minutes = (0..<count).map { _ in Self.hours.lowerBound + draw.below(Self.hours.count) }.sorted()
        orders = (0..<count).map { index in
            let digits = String(index + 1)
            let id = "D" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
            let lines = popularity.draw(sizes[index], &draw).map { Line($0, Self.quantity(&draw)) }
            var order = PlannedOrder(id: id, orderedAt: Self.date.adding(minutes: minutes[index]), lines: lines)
            if draw.happens(percent: Self.cancelled) {
                let at = Self.moment(of: order, model, &draw)
                order.requests = [PlannedOrder.Request(requestId: "R-" + id, at: at)]
            }
            return order
        }
    }

    /// Units of a line as in the data: one of 1, 2, 12, 3, 6, 4, 24, 5, 10, in about the shares they have there.
    private static func quantity(_ draw: inout SplitMix64) -> Int {
        let shares = [(42, 1), (19, 2), (10, 12), (8, 3), (8, 6), (6, 4), (4, 24), (2, 5), (1, 10)]
        var left = draw.below(100)
        for (share, quantity) in shares {
            left -= share
            if left < 0 { return quantity }
        }
        return 1
    }

    /// A moment in one of the stages of the order's way, each as likely as the others.
    private static func moment(of order: PlannedOrder, _ model: WarehouseModel, _ draw: inout SplitMix64) -> Timestamp {
        let parcel = Parcel(orderId: order.id, orderedAt: order.orderedAt, model)
        let bounds =
            [order.orderedAt] + parcel.marks.map(\.at)
            + [parcel.leaves, parcel.scanned, parcel.delivered, parcel.delivered.adding(minutes: 1440)]
        let stage = draw.below(bounds.count - 1)
        let length = Int(bounds[stage + 1].milliseconds - bounds[stage].milliseconds)
        return Timestamp(milliseconds: bounds[stage].milliseconds + Int64(draw.below(max(1, length))))
    }

    private static func shuffle(_ values: inout [Int], _ draw: inout SplitMix64) {
        for place in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(place, draw.below(place + 1)) }
    }
}
