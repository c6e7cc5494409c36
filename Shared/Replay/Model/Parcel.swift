import Fulfillment

/// What physically happens to one order's parcel, if nobody stops it: random, from the seed and the order's id alone.
struct Parcel: Sendable, Equatable {
    /// When the warehouse marks each status.
    let marks: [(status: OutboundStatus, at: Timestamp)]
    /// When a truck takes it out of the building.
    let leaves: Timestamp
    /// The evening's truck left it behind.
    let wasMissed: Bool
    /// When the carrier's first scan is reported.
    let scanned: Timestamp
    let delivered: Timestamp

    /// What goes wrong, should somebody try to stop it.
    let isMissing: Bool
    let voidFails: Bool
    /// The place of the line that comes back damaged, and of the one that comes back a unit short, as shares of the lines.
    let damaged: Double?
    let short: Double?
    let bringsBackByAdjustment: Bool
    /// Tasks about it that the floor overlooks.
    let overlooked: Set<OrderScript.Step>

    init(orderId: String, orderedAt: Timestamp, _ model: WarehouseModel) {
        var draw = SplitMix64(seed: model.seed, for: orderId)
        var marks: [(status: OutboundStatus, at: Timestamp)] = []
        var now = model.calendar.adding(workMinutes: model.pickAfter, to: orderedAt)
        for status in Self.statuses {
            marks.append((status, now))
            let minutes = model.step / 2 + draw.below(model.step + 1)
            now = model.calendar.adding(workMinutes: max(1, minutes), to: now)
        }
        let shipped = marks[marks.count - 1].at
        let evening = model.calendar.nextWorkday(from: shipped, at: model.truck)
        wasMissed = draw.happens(percent: model.missed)
        leaves = wasMissed ? model.calendar.nextWorkday(after: evening, at: model.morningTruck) : evening
        scanned = leaves.adding(minutes: model.scanAfter)
        // On that day between 9 and 17 o'clock, and not before it was scanned.
        let door = WorkCalendar.midnight(leaves).adding(minutes: model.deliveryDays * 1440 + 540 + draw.below(480))
        delivered = max(door, scanned.adding(minutes: 60))
        isMissing = draw.happens(percent: model.missing)
        voidFails = draw.happens(percent: model.voidFails)
        let (isDamaged, whereDamaged) = (draw.happens(percent: model.damaged), draw.fraction())
        damaged = isDamaged ? whereDamaged : nil
        let (isShort, whereShort) = (draw.happens(percent: model.short), draw.fraction())
        short = isShort ? whereShort : nil
        let isOfSecondMerchant = draw.happens(percent: model.adjustmentShare)
        bringsBackByAdjustment =
            switch model.restockBy {
            case .mixed: isOfSecondMerchant
            case .returnOrder: false
            case .adjustment: true
            }
        self.marks = marks
        overlooked = Self.overlooked(orderId, model)
    }

    /// Whoever overlooks that a parcel is to be pulled does not void its label either.
    private static func overlooked(_ orderId: String, _ model: WarehouseModel) -> Set<OrderScript.Step> {
        var draw = SplitMix64(seed: model.seed, for: "silence about " + orderId)
        let verification = draw.happens(percent: model.overlooked)
        let interception = draw.happens(percent: model.overlooked)
        return Set(verification ? [.verify] : []).union(interception ? [.intercept, .voidLabel] : [])
    }

    static let statuses: [OutboundStatus] = [.picking, .picked, .packed, .labelled, .shipped]

    /// Whether it stands in the building at this moment, if nobody has stopped it.
    func isInBuilding(at time: Timestamp) -> Bool { time < leaves }

    static func == (a: Parcel, b: Parcel) -> Bool {
        a.marks.elementsEqual(b.marks) { $0.status == $1.status && $0.at == $1.at } && a.leaves == b.leaves
            && a.scanned == b.scanned && a.delivered == b.delivered && a.isMissing == b.isMissing
    }
}
