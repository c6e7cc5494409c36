/// What the warehouse or the carrier says of an outbound order: physical truth.
public struct WarehouseReport: Sendable, Equatable {
    /// What is said.
    public enum Fact: Sendable, Equatable {
        /// Work went on to this status (picking … shipped).
        case progressed(OutboundStatus, carrier: String?, trackingNumber: String?)
        /// Somebody looked where the goods are.
        case goodsVerified(Found)
        /// The parcel was pulled out of the stream, or it was gone.
        case parcelIntercepted(succeeded: Bool, reason: String?)
        /// The shipping label was voided (作废面单), or could not be.
        case labelVoided(succeeded: Bool, trackingNumber: String?, reason: String?)
        /// The carrier scanned the parcel.
        case carrierScanned(Scan, trackingNumber: String?)
    }
    /// Where the goods were found.
    public enum Found: String, Sendable, CaseIterable { case inWarehouse, withCarrier, missing }
    /// A carrier's scan.
    public enum Scan: String, Sendable, CaseIterable { case pickedUp, inTransit, outForDelivery, delivered, returnedToSender }

    public var outboundOrderId: String
    public var storeOrder: StoreOrderKey
    public var warehouseId: String
    public var reportedAt: Timestamp
    /// The person who reported, where one did.
    public var reportedBy: String?
    public var fact: Fact
    /// Units that this outbound order will not send; beside `picked`, `packed` and `shipped` alone.
    public var short: [StockShort.ShortLine]
    /// The parcel that it is about, as far as the fact itself does not name it.
    public var parcel: ParcelName
    /// What is in that parcel; beside `packed`, `labelled` and `shipped` alone, and empty where nobody says so.
    public var lines: [Line]

    public init(
        outboundOrderId: String, storeOrder: StoreOrderKey, warehouseId: String, reportedAt: Timestamp,
        reportedBy: String? = nil, fact: Fact, short: [StockShort.ShortLine] = [], parcel: ParcelName = ParcelName(),
        lines: [Line] = []
    ) {
        self.outboundOrderId = outboundOrderId
        self.storeOrder = storeOrder
        self.warehouseId = warehouseId
        self.reportedAt = reportedAt
        self.reportedBy = reportedBy
        self.fact = fact
        self.short = short
        self.parcel = parcel
        self.lines = lines
    }

    /// The parcel that it is about; empty where it names none.
    public var name: ParcelName {
        ParcelName(parcelId: parcel.parcelId, trackingNumber: fact.trackingNumber ?? parcel.trackingNumber)
    }
}

extension WarehouseReport {
    /// It without what is for people alone: who reported it, and why something did not succeed. Nothing is decided by that.
    public var withoutTexts: WarehouseReport {
        var report = self
        report.reportedBy = nil
        switch fact {
        case .parcelIntercepted(let succeeded, _): report.fact = .parcelIntercepted(succeeded: succeeded, reason: nil)
        case .labelVoided(let succeeded, let number, _):
            report.fact = .labelVoided(succeeded: succeeded, trackingNumber: number, reason: nil)
        case .progressed, .goodsVerified, .carrierScanned: break
        }
        return report
    }
}

extension WarehouseReport.Fact {
    /// The tracking number that it names.
    var trackingNumber: String? {
        switch self {
        case .progressed(_, _, let number), .labelVoided(_, let number, _), .carrierScanned(_, let number): number
        case .goodsVerified, .parcelIntercepted: nil
        }
    }

    /// It speaks of a label alone, perhaps of a former one.
    var isAboutLabel: Bool {
        if case .labelVoided = self { true } else { false }
    }
}
