import Contracts
import Fulfillment

/// What a customer sends back of goods that could not be stopped any more: random, from the seed and the request's id alone.
struct CustomerReturn: Sendable, Equatable {
    let returnOrderId: String
    /// Why the goods were not stopped.
    let code: CancellationCode
    /// What is announced, a share of what was asked for.
    let lines: [Line]
    /// What is found in the parcel.
    let back: BroughtBack
    let announced: Timestamp
    /// When the parcel is received and put away.
    let arrived: Timestamp

    /// Nil where the customer keeps all of it.
    /// - Parameter time: when the customer has the goods and knows of the refusal.
    init?(
        _ returnOrderId: String, of refused: [Line], requestId: String, code: CancellationCode, after time: Timestamp,
        _ model: WarehouseModel
    ) {
        var draw = SplitMix64(seed: model.seed, for: "return of " + requestId)
        lines = refused.filter { _ in draw.happens(percent: model.sentBack) }
        guard !lines.isEmpty else { return nil }
        self.returnOrderId = returnOrderId
        self.code = code
        func share(_ percent: Int) -> Double? {
            let (happens, place) = (draw.happens(percent: percent), draw.fraction())
            return happens ? place : nil
        }
        back = BroughtBack(
            lines, damaged: share(model.returnDamaged), wrong: share(model.returnWrong), short: share(model.returnShort)
        )
        announced = time.adding(minutes: 60 + draw.below(model.announceDays * 1440))
        arrived = model.calendar.adding(
            workMinutes: model.putAwayAfter, to: announced.adding(minutes: model.deliveryDays * 1440))
    }
}
