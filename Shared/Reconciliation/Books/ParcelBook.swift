import Contracts
import Fulfillment

/// Which outbound orders are in several parcels, as far as anybody has named them: 16 bytes for each that has a label, 8
/// more for each that is.
struct ParcelBook: Sendable {
    /// For each outbound order, the name of the parcel that was named first.
    private var first = FingerprintMap()
    private var several = FingerprintSet()

    // MARK: What is read

    mutating func changed(_ one: OutboundOrderChanged) {
        named(one.trackingNumber, one.storeOrder, one.outboundOrderId)
    }

    mutating func told(_ task: WarehouseTask) { named(task.trackingNumber, task.storeOrder, task.outboundOrderId) }

    mutating func told(_ outcome: CancellationChanged) {
        for part in outcome.outboundOrders where !part.parcels.isEmpty {
            several.insert(Fingerprint(outcome.storeOrder, part.outboundOrderId))
        }
    }

    /// Who names a parcel by its id, or says what is in it, speaks of one of several.
    mutating func reported(_ report: WarehouseReport) {
        if report.name.parcelId != nil || !report.lines.isEmpty {
            several.insert(Fingerprint(report.storeOrder, report.outboundOrderId))
        }
        named(report.name.trackingNumber, report.storeOrder, report.outboundOrderId)
    }

    private mutating func named(_ number: String?, _ storeOrder: StoreOrderKey, _ outboundOrderId: String) {
        guard let number else { return }
        let (order, name) = (Fingerprint(storeOrder, outboundOrderId), Fingerprint(number).value | 1)
        let known = first[order]
        if known == 0 { first[order] = name } else if known != name { several.insert(order) }
    }

    // MARK: What is known

    /// - Parameter order: the store order and the outbound order's id.
    func areSeveral(of order: Fingerprint) -> Bool { several.contains(order) }
}

// MARK: Kept

extension ParcelBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        first.archive(&archive)
        several.archive(&archive)
    }
}
