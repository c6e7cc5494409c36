/// What a warehouse was asked to send out for a store order (or for a part of one).
public struct OutboundOrder: Sendable, Equatable {
    public let id: String
    public let merchantId: String
    public let warehouseId: String
    /// As it was submitted.
    public let ordered: [Line]
    /// What is still to go out: `ordered` less what was cancelled; of a cancelled one, what was to go out until then.
    public var lines: [Line]
    public let submittedAt: Timestamp
    /// While a release is on its way, what was to go out before, if that was less than ordered: whoever packs it all the
    /// same packs that.
    public var linesBeforeRelease: [Line]?
    /// Counts the published changes.
    public var revision = 0
    public var status = OutboundStatus.allocating
    public var custody = Custody.warehouse
    public var carrier: String?
    public var trackingNumber: String?
    /// The newest cancellation case that concerns it.
    public var caseId: String?
    /// A shipping label exists.
    public var hasLabel = false
    /// That label was voided before a case asked for it.
    public var isLabelVoided = false
    /// Its parcel was pulled before a case asked for it: the floor may act before it is asked.
    public var isPulled = false
    /// Inventory has not the goods for it: what is left of it after a release goes on waiting for stock.
    public var isBackordered = false
    /// Inventory was told that the goods went out.
    public var stockIssued = false
    /// Units of it that came back so far, by SKU, by whichever way and whether a case was open or not.
    public var back: [String: UnitsBack] = [:]
    /// It was shipped although it had been stopped; the store was told.
    public var shippedAnyway = false
    /// The return order that was opened for it, where it comes back though no case stopped it: the carrier brings it, or it
    /// was caught after it had been reported shipped.
    public var expectedBy: String?
    /// When it last changed.
    public var changedAt: Timestamp

    public init(_ submitted: OutboundOrderSubmitted, at now: Timestamp) {
        id = submitted.outboundOrderId
        merchantId = submitted.merchantId
        warehouseId = submitted.warehouseId
        ordered = submitted.lines
        lines = submitted.lines
        submittedAt = submitted.submittedAt
        changedAt = now
    }

    /// All parts, for a codec that brings back what was stored.
    public init(
        id: String, merchantId: String, warehouseId: String, ordered: [Line], lines: [Line], submittedAt: Timestamp,
        changedAt: Timestamp
    ) {
        self.id = id
        self.merchantId = merchantId
        self.warehouseId = warehouseId
        self.ordered = ordered
        self.lines = lines
        self.submittedAt = submittedAt
        self.changedAt = changedAt
    }

    /// What of it others are told; the rest is the orders service's own bookkeeping.
    struct Told: Equatable {
        let status: OutboundStatus
        let custody: Custody
        let lines: [Line]
        let carrier: String?
        let trackingNumber: String?
        let caseId: String?
    }

    var told: Told {
        Told(
            status: status, custody: custody, lines: lines, carrier: carrier, trackingNumber: trackingNumber,
            caseId: caseId)
    }

    /// The key of the stock it takes from.
    public var warehouse: WarehouseKey { WarehouseKey(merchantId: merchantId, warehouseId: warehouseId) }

    /// Goes on to a later status; a report of an earlier one changes nothing.
    mutating func advance(to next: OutboundStatus) {
        if next.rank > status.rank { status = next }
    }
}

/// The order management system hands an outbound order to a warehouse.
public struct OutboundOrderSubmitted: Sendable, Equatable {
    public var outboundOrderId: String
    public var storeOrder: StoreOrderKey
    public var merchantId: String
    public var warehouseId: String
    public var lines: [Line]
    public var submittedAt: Timestamp

    public init(
        outboundOrderId: String, storeOrder: StoreOrderKey, merchantId: String, warehouseId: String, lines: [Line],
        submittedAt: Timestamp
    ) {
        self.outboundOrderId = outboundOrderId
        self.storeOrder = storeOrder
        self.merchantId = merchantId
        self.warehouseId = warehouseId
        self.lines = lines
        self.submittedAt = submittedAt
    }
}

/// Units of a SKU that came back, by what was done with them.
public struct UnitsBack: Sendable, Equatable {
    public var restored = 0
    public var quarantined = 0
    public var writtenOff = 0

    public init() {}
}
