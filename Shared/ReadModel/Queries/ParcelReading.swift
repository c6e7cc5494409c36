internal import Contracts
internal import Fulfillment

/// Which parcels the reports about an outbound order name, where each is, and which report says so.
///
/// The domain's own store order takes the reports in, as the orders service does: what counts there counts here. It hears no
/// requests, so no case is opened and nothing is decided.
struct ParcelReading {
    private(set) var parcels: [ParcelView] = []
    /// When it was reported shipped, where no carrier has scanned it since.
    private(set) var shippedUnscanned: Statement?
    /// What the domain makes of it: one value for each consignment.
    private(set) var consignments: [OutboundOrder] = []

    init(
        _ submitted: OutboundOrderSubmitted, _ reports: [(report: WarehouseReport, entry: TimelineEntry)],
        _ policies: Policies
    ) {
        var order = StoreOrder(key: submitted.storeOrder)
        Self.hear(.submitted(submitted), &order, at: submitted.submittedAt, policies)
        let allocated = StockReply(
            outboundOrderId: submitted.outboundOrderId, storeOrder: submitted.storeOrder,
            lines: submitted.lines.map { StockReply.ReplyLine($0) }, answer: .allocated)
        Self.hear(.stockReplied(allocated), &order, at: submitted.submittedAt, policies)
        var because: [Int: Statement] = [:]
        var against: [Int: [Statement]] = [:]
        var labelReasons: [Int: String] = [:]
        for (report, entry) in reports {
            let before = Self.parcels(of: order)
            Self.hear(.reported(report), &order, at: entry.madeAt ?? entry.recordedAt, policies)
            let statement = Statement(report, entry)
            for (parcel, _) in Self.parcels(of: order) {
                let known = before.first { $0.parcel.number == parcel.number }?.parcel
                guard let known else {
                    if report.fact.tellsCustody { because[parcel.number] = statement }
                    continue
                }
                if parcel.whereabouts.label != known.whereabouts.label {
                    labelReasons[parcel.number] = report.fact.labelReason
                }
                guard report.fact.tellsCustody else { continue }
                if parcel.whereabouts != known.whereabouts {
                    because[parcel.number] = statement
                } else if Self.isAbout(report, parcel), report.fact.custody != parcel.whereabouts.custody {
                    against[parcel.number, default: []].insert(statement, at: 0)
                }
            }
        }
        consignments = order.outboundOrders
        let all = Self.parcels(of: order)
        parcels = all.map { parcel, consignment in
            ParcelView(
                number: parcel.number, parcelId: parcel.parcelId, trackingNumber: parcel.trackingNumber,
                carrier: consignment.carrier,
                lines: consignment.hasSeveralParcels || !consignment.filled.contains(parcel) ? [] : consignment.lines,
                custody: parcel.whereabouts.custody, label: parcel.whereabouts.label,
                isPulled: parcel.whereabouts.isPulled, isReturning: parcel.whereabouts.isReturning,
                custodyBecause: because[parcel.number], contradicting: against[parcel.number] ?? [],
                labelReason: labelReasons[parcel.number])
        }
        let shipped = parcels.filter { $0.custody == .unknown }.compactMap(\.custodyBecause)
        shippedUnscanned = shipped.max { $0.reportedAt < $1.reportedAt }
    }

    /// The domain takes a message in. What it refuses says nothing of the parcels.
    private static func hear(
        _ message: StoreOrderMessage, _ order: inout StoreOrder, at time: Timestamp, _ policies: Policies
    ) {
        var next = order
        // Each is new: what came twice was left out before.
        let identity = MessageIdentity(name: Fingerprint(value: UInt64(order.seen.messages.count)), content: 0)
        do throws(Rejection) {
            _ = try next.handle(message, identity: identity, at: time, policies: policies)
            order = next
        } catch {}
    }

    private static func parcels(of order: StoreOrder) -> [(parcel: Parcel, consignment: OutboundOrder)] {
        order.outboundOrders.flatMap { one in one.parcels.map { ($0, one) } }.sorted { $0.0.number < $1.0.number }
    }

    /// Whether a report may be about this parcel: it names it, or names none.
    private static func isAbout(_ report: WarehouseReport, _ parcel: Parcel) -> Bool {
        let name = report.name
        if let id = name.parcelId, let own = parcel.parcelId { return id == own }
        if let number = name.trackingNumber, let own = parcel.trackingNumber { return number == own }
        return name.parcelId == nil && name.trackingNumber == nil
    }
}

extension Statement {
    init(_ report: WarehouseReport, _ entry: TimelineEntry) {
        self.init(
            fact: report.fact, source: report.fact.source, reportedBy: report.reportedBy,
            warehouseId: report.warehouseId, reportedAt: report.reportedAt, recordedAt: entry.recordedAt,
            sender: entry.sender)
    }
}

extension WarehouseReport.Fact {
    /// It says where the parcel is.
    fileprivate var tellsCustody: Bool {
        switch self {
        case .progressed(let status, _, _): status == .shipped
        case .goodsVerified, .parcelIntercepted, .carrierScanned: true
        case .labelVoided: false
        }
    }

    /// Who would hold the parcel, if this counted; nil where it says of none.
    fileprivate var custody: Custody? {
        switch self {
        case .progressed(let status, _, _): status == .shipped ? .unknown : .warehouse
        case .goodsVerified(.inWarehouse), .parcelIntercepted(succeeded: true, _): .warehouse
        case .goodsVerified(.withCarrier), .carrierScanned: .carrier
        case .goodsVerified(.missing), .parcelIntercepted, .labelVoided: nil
        }
    }

    fileprivate var labelReason: String? {
        if case .labelVoided(succeeded: false, _, let reason) = self { reason } else { nil }
    }
}
