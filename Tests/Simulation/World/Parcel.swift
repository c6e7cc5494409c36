import Contracts
import Fulfillment

/// An outbound order as it is on the floor and on the road, not as the services believe.
struct Parcel {
    let id: String
    let storeOrder: StoreOrderKey
    let warehouse: WarehouseKey
    let lines: [Line]
    var isSubmitted = false
    /// Its units were set aside for it.
    var isAllocated = false
    /// How much of the way is done: 0 nothing, 5 and more in the carrier's hands.
    var reached = 0
    /// It was pulled out of the stream, and goes no further.
    var isPulled = false

    var tracking: String { "1Z-" + id }
    var isWithCarrier: Bool { reached > 5 }

    /// What is reported at each station of its way.
    static let way = 9

    func fact(at station: Int) -> WarehouseReport.Fact {
        switch station {
        case 0: .progressed(.picking, carrier: nil, trackingNumber: nil)
        case 1: .progressed(.picked, carrier: nil, trackingNumber: nil)
        case 2: .progressed(.packed, carrier: nil, trackingNumber: nil)
        case 3: .progressed(.labelled, carrier: "UPS", trackingNumber: tracking)
        case 4: .progressed(.shipped, carrier: "UPS", trackingNumber: tracking)
        case 5: .carrierScanned(.pickedUp, trackingNumber: tracking)
        case 6: .carrierScanned(.inTransit, trackingNumber: tracking)
        case 7: .carrierScanned(.outForDelivery, trackingNumber: tracking)
        default: .carrierScanned(.delivered, trackingNumber: tracking)
        }
    }

    func report(_ fact: WarehouseReport.Fact, at time: Timestamp) -> Message {
        .warehouseReported(
            WarehouseReport(
                outboundOrderId: id, storeOrder: storeOrder, warehouseId: warehouse.warehouseId, reportedAt: time,
                fact: fact))
    }
}
