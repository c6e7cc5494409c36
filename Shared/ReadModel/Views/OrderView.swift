public import Contracts
public import Fulfillment

/// All that is known of one store order: what a store desk sees before and after it asks for a cancellation.
public struct OrderView: Sendable, Equatable {
    /// Which store order.
    public var key: StoreOrderKey
    /// Its outbound orders, in the order in which they came.
    public var outboundOrders: [OutboundOrderView]
    /// Its cancellation cases, the oldest first.
    public var cases: [CaseSummary]
    /// The requests that were made for it, the oldest first, also those that are not decided yet or were refused.
    public var requests: [RequestView]
    /// What the floor is asked to do for it and has not done.
    public var openTasks: [TaskRow]
    /// Its return orders, the oldest first.
    public var returnOrders: [ReturnOrderSummary]
    /// Everything that was said about it, the oldest first.
    public var timeline: [TimelineEntry]

    public init(
        key: StoreOrderKey, outboundOrders: [OutboundOrderView] = [], cases: [CaseSummary] = [],
        requests: [RequestView] = [], openTasks: [TaskRow] = [], returnOrders: [ReturnOrderSummary] = [],
        timeline: [TimelineEntry] = []
    ) {
        self.key = key
        self.outboundOrders = outboundOrders
        self.cases = cases
        self.requests = requests
        self.openTasks = openTasks
        self.returnOrders = returnOrders
        self.timeline = timeline
    }
}

/// One outbound order as it stands.
public struct OutboundOrderView: Sendable, Equatable {
    /// As it was published last: status, custody, lines, carrier, case.
    public var now: OutboundOrderChanged
    /// As it was submitted; nil where the submission was not read.
    public var submitted: OutboundOrderSubmitted?
    /// What it leaves in, as the reports name it; one without a name where nobody has named any.
    public var parcels: [ParcelView]
    /// When it was reported shipped, and by whom, where no carrier has scanned it since.
    public var shippedUnscanned: Statement?
    /// What a cancellation of all of it would do now.
    public var forecast: CancellationForecast
    /// Where its units are, as the movements say.
    public var units: [BalanceView.Place: Int]

    public init(
        now: OutboundOrderChanged, submitted: OutboundOrderSubmitted? = nil, parcels: [ParcelView] = [],
        shippedUnscanned: Statement? = nil, forecast: CancellationForecast, units: [BalanceView.Place: Int] = [:]
    ) {
        self.now = now
        self.submitted = submitted
        self.parcels = parcels
        self.shippedUnscanned = shippedUnscanned
        self.forecast = forecast
        self.units = units
    }
}

/// One parcel, and who said what of it.
public struct ParcelView: Sendable, Equatable {
    /// Counts the parcels of an outbound order, from 1.
    public var number: Int
    /// The warehouse's name for it.
    public var parcelId: String?
    public var trackingNumber: String?
    public var carrier: String?
    /// What is in it, where somebody said so.
    public var lines: [Line]
    /// Who holds it.
    public var custody: Custody
    /// What is known of its label.
    public var label: Whereabouts.Label
    /// It is out of the stream, in somebody's hands.
    public var isPulled: Bool
    /// The carrier said last that it brings it back.
    public var isReturning: Bool
    /// The report by which `custody` is known; nil where nobody has said anything.
    public var custodyBecause: Statement?
    /// Reports that say otherwise and do not count, because they are older, the newest first.
    public var contradicting: [Statement]
    /// Why its label could not be voided.
    public var labelReason: String?

    public init(
        number: Int, parcelId: String? = nil, trackingNumber: String? = nil, carrier: String? = nil, lines: [Line] = [],
        custody: Custody, label: Whereabouts.Label, isPulled: Bool, isReturning: Bool, custodyBecause: Statement? = nil,
        contradicting: [Statement] = [], labelReason: String? = nil
    ) {
        self.number = number
        self.parcelId = parcelId
        self.trackingNumber = trackingNumber
        self.carrier = carrier
        self.lines = lines
        self.custody = custody
        self.label = label
        self.isPulled = isPulled
        self.isReturning = isReturning
        self.custodyBecause = custodyBecause
        self.contradicting = contradicting
        self.labelReason = labelReason
    }
}

/// What somebody said about goods, and when.
public struct Statement: Sendable, Equatable {
    /// What was said.
    public var fact: WarehouseReport.Fact
    /// The kind of reporter.
    public var source: Whereabouts.Source
    /// The person, where one is named.
    public var reportedBy: String?
    /// Whose warehouse it was said for.
    public var warehouseId: String
    /// When it was so by the reporter's clock.
    public var reportedAt: Timestamp
    /// When the log received it.
    public var recordedAt: Timestamp
    /// The system that sent it (`ce_source`).
    public var sender: String

    public init(
        fact: WarehouseReport.Fact, source: Whereabouts.Source, reportedBy: String? = nil, warehouseId: String,
        reportedAt: Timestamp, recordedAt: Timestamp, sender: String
    ) {
        self.fact = fact
        self.source = source
        self.reportedBy = reportedBy
        self.warehouseId = warehouseId
        self.reportedAt = reportedAt
        self.recordedAt = recordedAt
        self.sender = sender
    }
}
