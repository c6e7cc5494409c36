/// What an outbound order consists of; ``OutboundOrder`` says what each field means.
struct OutboundOrderFields: Sendable, Equatable {
    let id: String
    var consignment: Int = 0
    let merchantId: String
    let warehouseId: String
    var ordered: [Line]
    var lines: [Line]
    let submittedAt: Timestamp
    var short: [Line] = []
    var broken: [Line] = []
    var isAllShort: Bool = false
    var shortReports: [Fingerprint] = []
    var linesBeforeRelease: [Line]?
    var revision: Int = 0
    var status: OutboundStatus = OutboundStatus.allocating
    var parcels: [Parcel] = [Parcel()]
    var carrier: String?
    var caseId: String?
    var isBackordered: Bool = false
    var stockIssued: Bool = false
    var back: [String: UnitsBack] = [:]
    var backFromOutside: [String: UnitsBack] = [:]
    var cameAt: Timestamp?
    var found: [Line] = []
    var arriving: [ArrivingReceipt] = []
    var awaitedBy: [String] = []
    var awaitsUnknown: Bool = false
    var interceptions: Int = 0
    var wasReturnedToSender: Bool = false
    var returnsToSender: Int = 0
    var passedNumbers: Int = 0
    var reached: OutboundStatus = OutboundStatus.packed
    var furthest: OutboundStatus?
    var replaces: String?
    var isRefused: Bool = false
    var isAnswered: Bool = false
    var origin: MessageOrigin?
    var changedAt: Timestamp

    init(
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
}
