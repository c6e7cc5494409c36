internal import Fulfillment
internal import ReadModel

/// The warehouses that there are, and what each has to do.
enum Floors {
    static func counts(_ visit: Visit) throws(PageFailure) -> [(id: String, count: TaskCount)] {
        let now = visit.context.now
        let places = try visit.read { (reads) throws(ReadModelError) in try reads.stockPlaces() }
        var floors: [(id: String, count: TaskCount)] = []
        for id in Set(places.map(\.warehouse.warehouseId)).sorted() {
            let count = try visit.read { (reads) throws(ReadModelError) in
                try reads.taskCount(warehouseId: id, now: now)
            }
            floors.append((id, count))
        }
        return floors
    }
}

extension TaskRow {
    /// Its parcel as people on the floor call it.
    func name(_ context: PageContext) -> HTML {
        context.parcel(ParcelName(parcelId: parcelId, trackingNumber: nil), of: task.outboundOrderId)
    }

    /// A code that was scanned is this parcel's: its name, its tracking number, or its outbound order.
    func isNamed(by code: ScannedCode) -> Bool {
        code.isOne(of: [parcelId, task.trackingNumber, task.outboundOrderId])
    }
}
