/// A cancellation case: its id follows the units from the store to the shelf. It ends exactly once.
public struct CancellationCase: Sendable, Equatable {
    /// `<storeId>/<storeOrderId>/c<n>`.
    public let id: String
    /// Counts the published changes.
    public var revision = 0
    /// The requests that it answers.
    public var requestIds: [String]
    /// What is wanted of each outbound order; empty while the order is not known.
    public var parts: [CasePart] = []
    /// What was asked for and has come with no outbound order yet; nil where nothing is, or the whole store order.
    public var waitingLines: [Line]?
    /// The outbound orders that were named and have not come yet.
    public var waitingFor: [String] = []
    /// The case that took over its requests, where all it waited for was being stopped already when the order came.
    public var mergedInto: String?
    /// The case that had ended when an outbound order came that its requests mean as well: this one stops it.
    public var follows: String?
    /// Until when it waits for its order.
    public var deadline: Timestamp?
    /// The order, or what `waitingLines` say of it, did not come in time.
    public var gaveUp = false
    /// What was sent to the store after the final outcome, in order.
    public var contradictions: [Contradiction] = []
    public var openedAt: Timestamp
    public var changedAt: Timestamp

    /// Something that was sent beyond the final outcome.
    public struct Contradiction: Sendable, Equatable {
        public var outboundOrderId: String
        public var code: ContradictionCode
        /// The units that it is about.
        public var lines: [Line]
        /// For `laterPart`: the case that stops it.
        public var followedBy: String?
        public var nextAction: NextAction
        public var reportedAt: Timestamp

        public init(
            outboundOrderId: String, code: ContradictionCode, lines: [Line], followedBy: String? = nil,
            nextAction: NextAction? = nil, reportedAt: Timestamp
        ) {
            self.outboundOrderId = outboundOrderId
            self.code = code
            self.lines = lines
            self.followedBy = followedBy
            self.nextAction = nextAction ?? code.nextAction
            self.reportedAt = reportedAt
        }
    }

    public init(id: String, requestIds: [String], waitingLines: [Line]? = nil, openedAt: Timestamp) {
        self.id = id
        self.requestIds = requestIds
        self.waitingLines = waitingLines
        self.openedAt = openedAt
        self.changedAt = openedAt
    }

    /// Still to be decided, because its order has not come.
    public var isWaiting: Bool { parts.isEmpty && mergedInto == nil && !gaveUp }

    /// Something of what it was asked for may still come with an outbound order.
    public var awaitsOrder: Bool {
        isWaiting || ((waitingLines != nil || !waitingFor.isEmpty) && mergedInto == nil && !gaveUp)
    }

    /// What became of it as a whole: an open part keeps it open, and so does what may still come; parts that ended
    /// differently make it `partlyStopped`. What was asked for and never came is refused as `unknownOrder`. Of several
    /// refusals the one counts that asks most of the store.
    public var standing: (state: CancellationState, code: CancellationCode) {
        if let open = foremostOpenPart { return open }
        if awaitsOrder { return (.waitingForOrder, .waitingForOrder) }
        let refusals = parts.filter(\.isRefused).map(\.code) + (gaveUp ? [.unknownOrder] : [])
        if let refusal = refusals.max(by: { $0.nextAction.urgency < $1.nextAction.urgency }) {
            return (parts.contains { !$0.isRefused } ? .partlyStopped : .refused, refusal)
        }
        return parts.contains { $0.told == .restocked }
            ? (.restocked, .interceptedAndRestocked) : (.cancelled, .cancelledBeforeWork)
    }

    private var foremostOpenPart: (state: CancellationState, code: CancellationCode)? {
        var foremost: (rank: Int, index: Int, state: CancellationState)?
        for index in parts.indices where parts[index].isOpen {
            if parts[index].isEscalated { return (.escalated, .escalated) }
            let (rank, state): (Int, CancellationState)
            switch parts[index].state {
            case .verifying: (rank, state) = (0, .verifying)
            case .intercepting: (rank, state) = (1, .intercepting)
            case .releasing: (rank, state) = (2, .releasing)
            case .restocking: (rank, state) = (3, .restocking)
            case .cancelled, .restocked, .refused, .left: continue
            }
            if rank < foremost?.rank ?? .max { foremost = (rank, index, state) }
        }
        return foremost.map { ($0.state, parts[$0.index].code) }
    }

    /// It has had its final outcome, or needs none because another case answers its requests.
    public var isFinal: Bool { mergedInto != nil || standing.state.isFinal }

    /// The status at which it was decided; nil while there is no order.
    public var stage: OutboundStatus? { parts.first?.stage }
}

extension CasePart {
    /// The store heard that it was not stopped: refused, or nothing of it was ever found again.
    var isRefused: Bool {
        if case .refused = told { return true }
        return code == .goodsMissing
    }

    /// The units that are counted when a request asks about these lines of it.
    func quantities(of asked: [Line]) -> CaseQuantities {
        var sum = CaseQuantities()
        for line in lines {
            let units = min(line.quantity, asked.quantity(of: line.sku))
            sum.requested += units
            let own = toldBack[line.sku] ?? UnitsBack()
            let restored = min(own.restored, units)
            let quarantined = min(own.quarantined, units - restored)
            let destroyed = min(own.destroyed, units - restored - quarantined)
            let lost = min(own.writtenOff, units - restored - quarantined - destroyed)
            switch told {
            case .cancelled, .left: sum.cancelled += units
            case .refused:
                // What came back before the rest left is not refused; what is lost was never stopped.
                sum.refused += units - restored - quarantined - destroyed
                sum.intercepted += restored + quarantined + destroyed
                sum.add(restored, quarantined, destroyed)
            case .restocking, .restocked:
                sum.intercepted += units
                sum.add(restored, quarantined, destroyed + lost)
            case .releasing, .verifying, .intercepting: break
            }
        }
        sum.pending = max(0, sum.intercepted - sum.restored - sum.quarantined - sum.writtenOff)
        return sum
    }
}

/// How many units of a case are where. They balance: requested = cancelled + refused + intercepted once it has ended, and
/// intercepted = restored + quarantined + writtenOff + pending at any time.
public struct CaseQuantities: Sendable, Equatable {
    public var requested = 0
    public var cancelled = 0
    public var refused = 0
    public var intercepted = 0
    public var restored = 0
    public var quarantined = 0
    /// Destroyed, or never found.
    public var writtenOff = 0
    /// Intercepted, and neither restored, quarantined nor written off yet.
    public var pending = 0

    public init() {}

    fileprivate mutating func add(_ restored: Int, _ quarantined: Int, _ writtenOff: Int) {
        self.restored += restored
        self.quarantined += quarantined
        self.writtenOff += writtenOff
    }

    static func += (sum: inout CaseQuantities, other: CaseQuantities) {
        sum.requested += other.requested
        sum.cancelled += other.cancelled
        sum.refused += other.refused
        sum.intercepted += other.intercepted
        sum.restored += other.restored
        sum.quarantined += other.quarantined
        sum.writtenOff += other.writtenOff
        sum.pending += other.pending
    }
}
