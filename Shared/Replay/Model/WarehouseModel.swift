import Fulfillment

/// The modelled warehouse and carrier: how fast they are, and how often something goes wrong. Each number is a flag.
package struct WarehouseModel: Sendable, Equatable {
    /// How the warehouse brings intercepted units back to stock.
    package enum RestockBy: String, Sendable, CaseIterable {
        /// A share of the orders belongs to a merchant whose units come back by adjustment.
        case mixed
        case returnOrder, adjustment
    }

    package init() {}

    package var seed: UInt64 = 1
    package var calendar = WorkCalendar()
    /// Minutes of work from the order until picking begins.
    package var pickAfter = 30
    /// Minutes of work from one mark (picking, picked, packed, labelled, shipped) to the next; up to half of it more or less.
    package var step = 45
    /// The minute of the day at which the truck comes, and the one at which the next morning's comes.
    package var truck = 19 * 60
    package var morningTruck = 8 * 60 + 30
    /// Percent of the parcels marked shipped that the evening's truck leaves behind.
    package var missed = 15
    /// Minutes from the truck until the carrier's first scan is reported.
    package var scanAfter = 120
    /// Days from the truck to the buyer's door.
    package var deliveryDays = 2

    /// Minutes of work that the floor takes to look for a parcel, to pull it, to void a label, and to put goods away.
    package var verifyAfter = 15
    package var interceptAfter = 20
    package var voidAfter = 30
    package var putAwayAfter = 180
    /// Percent of the tasks to look for a parcel, and of those to pull one, that the floor overlooks, and the minutes of
    /// work until it comes back to them, should the case still be open then.
    package var overlooked = 5
    package var overlookedFor = 1200
    /// Percent of the parcels looked for that cannot be found.
    package var missing = 1
    /// Percent of the labels that cannot be voided.
    package var voidFails = 5
    /// Percent of the parcels that come back by return order with a damaged line, and with a unit short.
    package var damaged = 3
    package var short = 1

    /// Percent of the lines that the customer sends back, of goods that the carrier had when they were cancelled.
    package var sentBack = 60
    /// Days after the delivery, or after the refusal where that is later, in which the customer announces it at the latest.
    package var announceDays = 5
    /// Percent of the customers' parcels with a damaged line, with a unit of something else, and with a unit short.
    package var returnDamaged = 10
    package var returnWrong = 4
    package var returnShort = 4

    package var restockBy = RestockBy.mixed
    /// With `mixed`: percent of the orders that belong to the merchant of adjustments.
    package var adjustmentShare = 25
    /// Percent of stock beyond what is ordered.
    package var spare = 10
}
