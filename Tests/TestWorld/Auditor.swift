import Fulfillment

/// What can be read from the topics.
enum Heard {
    case submitted(OutboundOrderSubmitted)
    case requested(CancellationRequested)
    case reported(WarehouseReport)
    /// A submission that was refused in the end, because its id belongs to another store order.
    case foreign(OutboundOrderSubmitted)
    /// A report that was refused in the end, because its outbound order never came.
    case expired(WarehouseReport)
    case outbound(OutboundOrder)
    case outcome(CancellationChanged)
    case contradicted(CancellationContradicted)
    case task(WarehouseTask)
    /// A movement; `directly` where neither orders nor returns asked for it.
    case moved(StockMovement, WarehouseKey, directly: Bool = false)
    /// A stock command of somebody beside orders and returns, which was taken.
    case directly(StockCommand.Action)
    /// A case holds no units of this outbound order any more.
    case unheld(StockMove)
    /// What inventory answered to one command in this warehouse.
    case replied([StockReply], WarehouseKey)
    /// A stock command that was refused.
    case refused(StockCommand.Action, Rejection.Code)
    case returnOrder(ReturnOrder)
}

/// Reads messages alone, knows nothing of the deciders, and complains where DESIGN.md's invariants do not hold.
///
/// `complaints` are about what was said; `quiet()` is about what has to have been said once nothing is on its way any
/// more, and `ended(_:)` once every deadline has passed, too.
struct Auditor: Hashable {
    struct Outbound: Hashable {
        var merchantId = ""
        var storeOrder: StoreOrderKey?
        var warehouse: WarehouseKey?
        var isKnown = false
        var submittedAt = Sample.now
        /// It replaces another: these requests were heard before it, and do not mean it.
        var spares: Set<String> = []
        /// Its id belongs to another store order.
        var isForeign = false
        var lines: [Line] = []
        var ordered: [Line] = []
        var status = OutboundStatus.allocating
        /// It left `awaitingOutbound`: work began, or it was stopped.
        var workBegan = false
        /// Reports that wait for it, and those of them that say that it left the building; of the latter one is as good as
        /// many once it is known.
        var reports = 0
        var gone = 0
        /// When it was seen in the building last, by the warehouse's clock.
        var seenAt: Timestamp?
        /// The carrier said that it comes back.
        var comesBack = false
        /// The store heard that it was shipped all the same; by case, of how many units.
        var contradicted: [String: Int] = [:]
        var isContradicted: Bool { !contradicted.isEmpty }
        /// Units that were cancelled of it alone, and that were still in the parcel when it left; by case.
        var leftInParcel: [String: Int] = [:]
        /// The store heard that some of it is not stopped.
        var isGivenUp = false
        /// The store heard that it is stopped after all, and not that it left once more.
        var isCaught = false
        /// A receipt of it was taken back: what was sent to the store about it stays.
        var isTakenBack = false
        /// Somebody beside orders said that some of it went out; or allocated these lines for it; or freed, brought back or
        /// wrote off units of it, so that what orders says of them may not be all.
        var wasIssuedDirectly = false
        var directlyAllocated: [Line]?
        var isMeddledWith = false
        /// Units that the floor says it will not send, however many of them it had.
        var short = 0
        /// Units came back while orders did not know it: nobody counted them.
        var cameBackUnknown = false

        /// The labels of its boxes. What becomes of several the floor counts: what is said of an outbound order as a whole
        /// does not tell.
        var boxes: Set<String> = []

        /// Others moved its units as orders does not, or nobody can say from its messages how many left.
        var isDisturbed: Bool {
            isMeddledWith || isForeign || boxes.count > 1
                || directlyAllocated.map { !$0.sameUnits(as: ordered) } ?? false
        }

        /// It is known, and was reported to have left.
        var isGone: Bool { isKnown && gone > 0 }

        /// Whether it was seen in the building after what a report says was so, also where two clocks differ.
        func wasSeen(after report: WarehouseReport) -> Bool {
            let tolerance = ReportTolerance()
            let seconds =
                report.fact.source == .carrier ? tolerance.betweenSourcesSeconds : tolerance.withinSourceSeconds
            return seenAt.map { report.reportedAt.adding(seconds: seconds) < $0 } ?? false
        }

        mutating func takeInReports() {
            reports = 0
            gone = min(gone, 1)
        }
    }
    struct Request: Hashable {
        var heard = false
        var told = false
        /// The store order that it wants stopped as a whole.
        var whole: StoreOrderKey?
        /// Up to when what it means was submitted; and it had found no order.
        var cutOff = Sample.now
        var awaitsFirst = false
        var isFinal = false
        var state = CancellationState.waitingForOrder
        var caseId = ""
        /// By outbound order: the code last published, the steps that were escalated, and whether it was published as stopped.
        var codes: [String: CancellationCode] = [:]
        var escalated: [String: Set<CancellationCode>] = [:]
        var stopped: Set<String> = []
        /// What was last sent to the store about an outbound order beyond its outcome.
        var contradicted: [String: ContradictionCode] = [:]
        /// Those of them that were published under another request before this one was answered.
        var knownBefore: Set<String> = []
        /// Outbound orders that went on with less: what was cancelled of them is in no parcel that leaves all the same.
        var packedWithout: Set<String> = []
    }
    /// A case, as its newest outcome says.
    struct Case: Hashable {
        var codes: [String: CancellationCode] = [:]
        /// Outbound orders that it intercepted, and what of them it says came back: restored, quarantined, written off.
        var intercepted: Set<String> = []
        var cameBack = [0, 0, 0]
        /// How many units the request that it was sent to asked for; one for the whole store order has asked for the most.
        var asked = 0
        var toldTo = ""
        var isWhole: Bool { asked == .max }
    }
    struct Task: Hashable {
        var kind: WarehouseTask.Kind
        var caseId: String
        var outboundOrderId: String
        var trackingNumber: String?
        var isOpen = true
    }
    /// One SKU of one outbound order, as its movements say.
    struct Goods: Hashable {
        var held = 0
        var issued = 0
        /// Among those issued: what was picked and never promised, which is counted first when it comes back.
        var unpromised = 0
        var out = 0
        /// Written off, and not found since; and found since.
        var missing = 0
        var found = 0
        /// Restored, quarantined, disposed.
        var handled = [0, 0, 0]
        /// Among those handled: units that had never left by the books. They leave no more unless a case finds it so.
        var apart = 0
        /// Units that had come back went out after all, as a case found, and may come back again.
        var wentOutAgain = false
        /// Units that were issued once more for no case.
        var sentOnceMore = 0
    }
    struct Place: Hashable {
        var warehouse: WarehouseKey
        var sku: String
    }
    struct Receipts: Hashable {
        /// What the return order counts as received or written off, less what inventory refused; what was moved for it.
        var counted: [String: Int] = [:]
        var moved: [String: Int] = [:]
        /// What it says that inventory took.
        var booked: [String: Int] = [:]
        /// What was moved for it that had come.
        var arrived: [String: Int] = [:]
        var state: ReturnOrder.State?
        /// How many of its receipts were taken back.
        var reversed = 0
    }

    var outbound: [String: Outbound] = [:]
    var requests: [String: Request] = [:]
    var cases: [String: Case] = [:]
    /// Cases that stop what came later: they answer no request of their own, and are published as contradictions alone.
    var followUps: Set<String> = []
    var tasks: [String: Task] = [:]
    var goods: [String: [String: Goods]] = [:]
    var balances: [Place: [Int]] = [:]
    /// By SKU: promised units that left for somebody else, and units that nobody found.
    var absent: [Place: [Int]] = [:]
    /// By outbound order and case: the units that inventory said it holds, less those that came back for the case.
    var holds: [String: [String: [String: Int]]] = [:]
    /// Who waits for stock, first come, first served.
    var queues: [WarehouseKey: [Waiting]] = [:]
    var returns: [String: Receipts] = [:]
    private(set) var complaints: [String] = []

    init() {}

    /// How many outbound orders have left.
    var goneCount: Int { outbound.values.count(where: \.isGone) }

    mutating func hear(_ message: Heard) {
        switch message {
        case .submitted(let submitted):
            guard outbound[submitted.outboundOrderId]?.isKnown != true else { return }
            outbound[submitted.outboundOrderId, default: Outbound()].isKnown = true
            outbound[submitted.outboundOrderId]?.merchantId = submitted.merchantId
            outbound[submitted.outboundOrderId]?.storeOrder = submitted.storeOrder
            outbound[submitted.outboundOrderId]?.warehouse = WarehouseKey(
                merchantId: submitted.merchantId, warehouseId: submitted.warehouseId)
            outbound[submitted.outboundOrderId]?.ordered = submitted.lines
            outbound[submitted.outboundOrderId]?.takeInReports()
            meant(submitted)
        case .foreign(let submitted): outbound[submitted.outboundOrderId, default: Outbound()].isForeign = true
        case .requested(let request): requested(request)
        case .reported(let report): reported(report, 1)
        case .expired(let report): reported(report, -1)
        case .outbound(let order): changed(order)
        case .outcome(let outcome): told(outcome)
        case .contradicted(let contradicted): told(contradicted)
        case .task(let task): told(task)
        case .moved(let movement, let warehouse, let directly): moved(movement, warehouse, directly)
        case .directly(let action): directly(action)
        case .unheld(let move): holds[move.outboundOrderId]?[move.caseId ?? ""] = nil
        case .replied(let replies, let warehouse): replied(replies, warehouse)
        case .refused(let action, let code): refused(action, code)
        case .returnOrder(let order): returned(order)
        }
    }

    mutating func complain(_ text: String) { complaints.append(text) }

    private mutating func reported(_ report: WarehouseReport, _ count: Int) {
        var known = outbound[report.outboundOrderId, default: Outbound()]
        known.reports += count
        if case .progressed(_, _, let number?) = report.fact { known.boxes.insert(number) }
        if let number = report.parcel.trackingNumber { known.boxes.insert(number) }
        if !report.lines.isEmpty { known.boxes.insert("the rest") }
        if count > 0 { known.short += report.short.map(\.line).units }
        switch report.fact {
        // It was in the building after that.
        case _ where count > 0 && known.boxes.count < 2 && known.wasSeen(after: report): break
        case .carrierScanned(.returnedToSender, _):
            known.gone += count
            known.comesBack = count > 0
        case .progressed(.shipped, _, _), .carrierScanned, .goodsVerified(.withCarrier):
            known.gone += count
            known.comesBack = false
        // It is here.
        case .goodsVerified(.inWarehouse), .parcelIntercepted(true, _):
            known.comesBack = false
            known.seenAt = max(known.seenAt ?? report.reportedAt, report.reportedAt)
        case .progressed, .goodsVerified, .parcelIntercepted, .labelVoided: break
        }
        if known.isKnown { known.takeInReports() }
        outbound[report.outboundOrderId] = known
    }

    private mutating func changed(_ order: OutboundOrder) {
        var known = outbound[order.id, default: Outbound()]
        if known.status == .cancelled, order.status != known.status {
            complain("\(order.id) went on from \(known.status) to \(order.status)")
        }
        if known.workBegan, order.status == .cancelled { complain("\(order.id) was cancelled after work began") }
        if known.workBegan, order.status.rank < OutboundStatus.picking.rank {
            complain("\(order.id) went back to \(order.status)")
        }
        if known.gone > 0, order.status == .releasing, known.status != .releasing {
            complain("\(order.id) is being released after it was reported gone")
        }
        if known.status == .releasing, order.status.goesOn { goesOnWithLess(order.id) }
        known.status = order.status
        known.lines = order.lines
        if (OutboundStatus.picking.rank...OutboundStatus.delivered.rank).contains(order.status.rank)
            || order.status == .intercepted
        {
            known.workBegan = true
        }
        outbound[order.id] = known
    }

    private mutating func goesOnWithLess(_ id: String) {
        for (name, request) in requests where request.codes[id] == .cancelledBeforeWork {
            requests[name]?.packedWithout.insert(id)
        }
    }
}

extension OutboundStatus {
    /// It is still to be sent, with all or with less.
    var goesOn: Bool { self != .releasing && self != .cancelled && self != .intercepted }
}
