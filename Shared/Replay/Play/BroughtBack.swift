import Fulfillment

/// What is found of a parcel when it is put away.
struct BroughtBack: Sendable, Equatable {
    var good: [Line]
    var damaged: [Line] = []
    /// Something else came in their place: it is not a unit of them.
    var wrong: [Line] = []
    /// Expected, and not there.
    var short: [Line] = []

    /// All of a stopped parcel, less what its fate has damaged or lost. An adjustment brings everything back as good.
    init(_ lines: [Line], _ parcel: Parcel) {
        let isByAdjustment = parcel.bringsBackByAdjustment
        self.init(
            lines, damaged: isByAdjustment ? nil : parcel.damaged, wrong: nil,
            short: isByAdjustment ? nil : parcel.short)
    }

    /// All of it, less half of a damaged line, and a unit of a wrong and of a short one; their places are shares of the
    /// lines.
    init(_ lines: [Line], damaged damagedPlace: Double?, wrong wrongPlace: Double?, short shortPlace: Double?) {
        good = lines
        if let damagedPlace { damaged = take(lines[Self.place(damagedPlace, lines)].sku, half: true) }
        if let wrongPlace { wrong = take(lines[Self.place(wrongPlace, lines)].sku, half: false) }
        // A receipt has at least one line.
        if let shortPlace, lines.units > 1 { short = take(lines[Self.place(shortPlace, lines)].sku, half: false) }
        good.removeAll { $0.quantity == 0 }
    }

    /// Units that go to quarantine.
    var quarantined: [Line] { damaged }

    /// Units that did not come.
    var lost: [Line] { wrong + short }

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
