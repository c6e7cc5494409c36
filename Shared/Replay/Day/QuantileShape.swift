/// A distribution given by some of its quantiles, straight lines between them.
struct QuantileShape: Sendable {
    /// Shares of all in rising order, from 0 to 1, and the value there.
    let points: [(share: Double, value: Double)]

    /// Lines of an order in the "Online Retail" data set: 13 in the median, 211 at the 99th percentile, over 1,000 at most.
    static let linesOfOrder = QuantileShape(points: [
        (0, 1), (0.1, 2), (0.2, 4), (0.3, 7), (0.4, 10), (0.5, 13), (0.6, 17), (0.75, 27), (0.9, 50), (0.95, 75),
        (0.98, 140), (0.99, 211), (0.995, 420), (0.999, 800), (1, 1_114),
    ])

    func value(at share: Double) -> Int {
        guard let above = points.firstIndex(where: { $0.share >= share }) else {
            return Int(points[points.count - 1].value)
        }
        guard above > 0 else { return Int(points[0].value) }
        let (low, high) = (points[above - 1], points[above])
        let part = (share - low.share) / (high.share - low.share)
        return Int((low.value + part * (high.value - low.value)).rounded())
    }

    /// As many values as asked for, spread evenly over the shares: the last one is the greatest for any count.
    func values(_ count: Int) -> [Int] {
        (0..<count).map { value(at: count == 1 ? 0.5 : Double($0) / Double(count - 1)) }
    }
}
