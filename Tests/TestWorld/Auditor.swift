import Fulfillment

/// What can be read from the topics.
enum Heard {
    case submitted(OutboundOrderSubmitted)
    case requested(CancellationRequested)
    case reported(WarehouseReport)
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
        var lines: [Line] = []
        var ordered: [Line] = []
        var status = OutboundStatus.allocating
        /// It left `awaitingOutbound`: work began, or it was stopped.
        var workBegan = false
        /// Reports that wait for it, and those of them that say that it left the building; of the latter one is as good as
        /// many once it is known.
        var reports = 0
        var gone = 0
        /// The carrier said that it comes back.
        var comesBack = false
        /// The store was told that it was shipped all the same; by case, of how many units.
        var contradicted: [String: Int] = [:]
        var isContradicted: Bool { !contradicted.isEmpty }
        /// Somebody beside orders said that some of it went out; or allocated these lines for it; or freed, brought back or
        /// wrote off units of it, so that what orders says of them may not be all.
        var wasIssuedDirectly = false
        var directlyAllocated: [Line]?
        var isMeddledWith = false
        /// Units came back while orders did not know it: nobody counted them.
        var cameBackUnknown = false

        /// Others moved its units as orders does not.
        var isDisturbed: Bool { isMeddledWith || directlyAllocated.map { !$0.sameUnits(as: ordered) } ?? false }

        /// It is known, and was reported to have left.
        var isGone: Bool { isKnown && gone > 0 }

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
        var isFinal = false
        var state = CancellationState.waitingForOrder
        var caseId = ""
        /// By outbound order: the code last told, the steps that were escalated, and whether it was told as stopped.
        var codes: [String: CancellationCode] = [:]
        var escalated: [String: Set<CancellationCode>] = [:]
        var stopped: Set<String> = []
        /// The outbound orders of which the store was told that they were shipped all the same.
        var contradicted: Set<String> = []
        /// Those of them of which it was told under another request before this one was answered.
        var knownBefore: Set<String> = []
        /// Outbound orders that went on with less: what was cancelled of them is in no parcel that leaves all the same.
        var packedWithout: Set<String> = []
    }
    /// A case, as its newest outcome tells.
    struct Case: Hashable {
        var codes: [String: CancellationCode] = [:]
        /// Outbound orders that it intercepted, and what of them it says came back: restored, quarantined, written off.
        var intercepted: Set<String> = []
        var cameBack = [0, 0, 0]
    }
    struct Task: Hashable {
        var kind: WarehouseTask.Kind
        var caseId: String
        var outboundOrderId: String
        var isOpen = true
    }
    /// One SKU of one outbound order, as its movements tell.
    struct Goods: Hashable {
        var held = 0
        var issued = 0
        /// Of those issued: what was picked and never promised, which what brought it back tells of first.
        var unpromised = 0
        var out = 0
        /// Restored, quarantined, disposed.
        var handled = [0, 0, 0]
        /// Of those handled: units that had never left by the books, and leave no more unless a case finds it so.
        var apart = 0
        /// Units that had come back went out after all, as a case found, and may come back again.
        var wentOutAgain = false
    }
    struct Place: Hashable {
        var warehouse: WarehouseKey
        var sku: String
    }
    struct Receipts: Hashable {
        /// What the return order counts as taken in or written off, less what inventory refused; what was moved for it.
        var counted: [String: Int] = [:]
        var moved: [String: Int] = [:]
        var state: ReturnOrder.State?
    }

    var outbound: [String: Outbound] = [:]
    var requests: [String: Request] = [:]
    var cases: [String: Case] = [:]
    var tasks: [String: Task] = [:]
    var goods: [String: [String: Goods]] = [:]
    /// The ways by which units of an outbound order came back.
    var ways: [String: Set<String>] = [:]
    var balances: [Place: [Int]] = [:]
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
        case .requested(let request):
            requests[request.requestId, default: Request()].heard = true
            if request.lines == nil { requests[request.requestId]?.whole = request.storeOrder }
        case .reported(let report): reported(report, 1)
        case .expired(let report): reported(report, -1)
        case .outbound(let order): changed(order)
        case .outcome(let outcome): told(outcome)
        case .contradicted(let contradicted): told(contradicted)
        case .task(let task): told(task)
        case .moved(let movement, let warehouse, let directly): moved(movement, warehouse, directly)
        case .directly(let action): directly(action)
        case .refused(let action, let code): refused(action, code)
        case .returnOrder(let order): returned(order)
        }
    }

    mutating func complain(_ text: String) { complaints.append(text) }

    private mutating func reported(_ report: WarehouseReport, _ count: Int) {
        var known = outbound[report.outboundOrderId, default: Outbound()]
        known.reports += count
        switch report.fact {
        case .carrierScanned(.returnedToSender, _):
            known.gone += count
            known.comesBack = count > 0
        case .progressed(.shipped, _, _), .carrierScanned, .goodsVerified(.withCarrier): known.gone += count
        case .progressed, .goodsVerified, .parcelIntercepted, .labelVoided: break
        }
        if known.isKnown { known.takeInReports() }
        outbound[report.outboundOrderId] = known
    }

    private mutating func changed(_ order: OutboundOrder) {
        var known = outbound[order.id, default: Outbound()]
        if known.status.isStopped, order.status != known.status {
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
