public import Fulfillment

/// A row of the list of cases.
public struct CaseSummary: Sendable, Equatable {
    /// `<storeId>/<storeOrderId>/c<n>`.
    public var caseId: String
    public var storeOrder: StoreOrderKey
    /// The merchants and the warehouses that its parts are of; none while its order is not known.
    public var merchantIds: [String]
    public var warehouseIds: [String]
    public var revision: Int
    public var state: CancellationState
    public var code: CancellationCode
    /// nil while its order is not known.
    public var stage: OutboundStatus?
    public var nextAction: NextAction
    public var quantities: CaseQuantities
    /// When its first request was decided, by that message's time.
    public var openedAt: Timestamp
    public var changedAt: Timestamp
    /// When it had its final outcome; nil while it is open.
    public var endedAt: Timestamp?
    /// What is waited for, and until when; nil where nothing is.
    public var due: CaseDue?
    /// Something was sent beyond its final outcome.
    public var isContradicted: Bool
    /// The case that answers its requests instead; what else is said here is how it stood then.
    public var mergedInto: String?

    /// The number behind the last slash of its id: `c1`.
    public var number: Substring { caseId.split(separator: "/").last ?? "" }

    public init(
        caseId: String, storeOrder: StoreOrderKey, merchantIds: [String] = [], warehouseIds: [String] = [],
        revision: Int, state: CancellationState, code: CancellationCode, stage: OutboundStatus? = nil,
        nextAction: NextAction, quantities: CaseQuantities, openedAt: Timestamp, changedAt: Timestamp,
        endedAt: Timestamp? = nil, due: CaseDue? = nil, isContradicted: Bool, mergedInto: String? = nil
    ) {
        self.caseId = caseId
        self.storeOrder = storeOrder
        self.merchantIds = merchantIds
        self.warehouseIds = warehouseIds
        self.revision = revision
        self.state = state
        self.code = code
        self.stage = stage
        self.nextAction = nextAction
        self.quantities = quantities
        self.openedAt = openedAt
        self.changedAt = changedAt
        self.endedAt = endedAt
        self.due = due
        self.isContradicted = isContradicted
        self.mergedInto = mergedInto
    }
}

/// What a case waits for.
public struct CaseDue: Sendable, Equatable {
    /// Who owes the answer.
    public enum Debtor: Sendable, Hashable {
        /// The floor of this warehouse.
        case warehouse(String)
        /// The order management system, for an order that has not come.
        case store(String)
    }

    public var debtor: Debtor
    /// The task that asks for it; nil where the order itself is waited for.
    public var task: WarehouseTask.Kind?
    /// Until when it was asked for.
    public var at: Timestamp
    /// When it is decided without an answer, and how; nil where it stays open until there is one.
    public var decidedAt: Timestamp?

    /// Whether the answer is overdue.
    public func isLate(at now: Timestamp) -> Bool { at < now }

    public init(debtor: Debtor, task: WarehouseTask.Kind? = nil, at: Timestamp, decidedAt: Timestamp? = nil) {
        self.debtor = debtor
        self.task = task
        self.at = at
        self.decidedAt = decidedAt
    }
}

/// One case in full.
public struct CaseView: Sendable, Equatable {
    public var summary: CaseSummary
    /// The newest change as it was sent to the requests; of several requests, the first one's.
    public var newest: CancellationChanged
    /// The requests that it answers, the first one first.
    public var requests: [RequestView]
    /// How it stands for each outbound order.
    public var parts: [CasePartView]
    /// What was sent beyond the final outcome, the oldest first; each once for any number of requests.
    public var contradictions: [CancellationContradicted]
    /// Its tasks, open and closed, in the order in which they were opened.
    public var tasks: [TaskRow]
    /// The return orders that bring its units back.
    public var returnOrders: [ReturnOrderSummary]
    /// The movements of stock that name it, the oldest first.
    public var movements: [MovementRow]
    /// Other cases that stop part of what its requests asked for.
    public var coveredBy: [String]
    /// Everything that was said about it, the oldest first.
    public var timeline: [TimelineEntry]

    /// Whether its units balance: requested = cancelled + refused + intercepted + open, with nothing open once it has ended.
    public var addsUp: Bool {
        let units = summary.quantities
        let open = units.requested - units.cancelled - units.refused - units.intercepted
        return open >= 0 && (summary.endedAt == nil || open == 0)
            && units.intercepted == units.restored + units.quantified
    }

    public init(
        summary: CaseSummary, newest: CancellationChanged, requests: [RequestView] = [], parts: [CasePartView] = [],
        contradictions: [CancellationContradicted] = [], tasks: [TaskRow] = [], returnOrders: [ReturnOrderSummary] = [],
        movements: [MovementRow] = [], coveredBy: [String] = [],
        timeline: [TimelineEntry] = []
    ) {
        self.summary = summary
        self.newest = newest
        self.requests = requests
        self.parts = parts
        self.contradictions = contradictions
        self.tasks = tasks
        self.returnOrders = returnOrders
        self.movements = movements
        self.coveredBy = coveredBy
        self.timeline = timeline
    }
}

extension CaseQuantities {
    /// Those of the intercepted units that are not restored.
    fileprivate var quantified: Int { quarantined + writtenOff + pending }

    /// Units for which nothing is decided yet.
    public var undecided: Int { max(0, requested - cancelled - refused - intercepted) }
}

/// How a case stands for one outbound order.
public struct CasePartView: Sendable, Equatable {
    public var part: CancellationChanged.Part
    /// The outbound order as it stands; nil where it was not read.
    public var outboundOrder: OutboundOrderView?
    /// What is waited for; nil where nothing is.
    public var due: CaseDue?

    public init(part: CancellationChanged.Part, outboundOrder: OutboundOrderView? = nil, due: CaseDue? = nil) {
        self.part = part
        self.outboundOrder = outboundOrder
        self.due = due
    }
}

/// A cancellation request, and what became of it.
public struct RequestView: Sendable, Equatable {
    public var requestId: String
    public var storeOrder: StoreOrderKey
    /// What was asked; nil where the request itself was not read.
    public var request: CancellationRequested?
    /// When the log received it.
    public var recordedAt: Timestamp?
    /// The system that sent it.
    public var sender: String?
    /// What became of it.
    public var result: Result

    /// What became of a request.
    public enum Result: Sendable, Equatable {
        /// It is in the log, and not decided yet.
        case inHand
        /// The newest that was sent to it.
        case answered(CancellationChanged)
        /// It was not taken.
        case rejected(RejectionRow)
    }

    /// The case that answers it.
    public var caseId: String? {
        if case .answered(let change) = result { change.caseId } else { nil }
    }

    public init(
        requestId: String, storeOrder: StoreOrderKey, request: CancellationRequested? = nil,
        recordedAt: Timestamp? = nil, sender: String? = nil, result: Result
    ) {
        self.requestId = requestId
        self.storeOrder = storeOrder
        self.request = request
        self.recordedAt = recordedAt
        self.sender = sender
        self.result = result
    }
}
