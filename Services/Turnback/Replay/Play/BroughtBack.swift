import Fulfillment

/// What is found of a stopped parcel when it is put away.
struct BroughtBack: Sendable, Equatable {
    var good: [Line]
    var damaged: [Line] = []
    /// Expected, and not there.
    var short: [Line] = []

    /// All of it, less what the parcel's fate has damaged or lost. An adjustment brings everything back as good.
    init(_ lines: [Line], _ parcel: Parcel) {
        good = lines
        guard !parcel.bringsBackByAdjustment else { return }
        if let share = parcel.damaged { damaged = take(lines[Self.place(share, lines)].sku, half: true) }
        // A receipt has at least one line.
        if let share = parcel.short, lines.units > 1 { short = take(lines[Self.place(share, lines)].sku, half: false) }
        good.removeAll { $0.quantity == 0 }
    }

    private static func place(_ share: Double, _ lines: [Line]) -> Int {
        min(lines.count - 1, Int(share * Double(lines.count)))
    }

    private mutating func take(_ sku: String, half: Bool) -> [Line] {
        guard let place = good.firstIndex(where: { $0.sku == sku }), good[place].quantity > 0 else { return [] }
        let units = half ? (good[place].quantity + 1) / 2 : 1
        good[place].quantity -= units
        return [Line(sku, units)]
    }
}
