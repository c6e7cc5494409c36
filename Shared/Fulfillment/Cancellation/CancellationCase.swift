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
    /// A request asked for the whole store order: what is submitted while the case is open is stopped, too.
    public var wantsWholeOrder = false
    /// What was asked for and has come with no outbound order yet; nil where nothing is, or the whole store order.
    public var waitingLines: [Line]?
    /// The case that took over its requests, where all it waited for was being stopped already when the order came.
    public var mergedInto: String?
    /// Until when it waits for its order.
    public var deadline: Deadline?
    /// The order, or what `waitingLines` say of it, did not come in time.
    public var gaveUp = false
    public var openedAt: Timestamp
    public var changedAt: Timestamp

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
    public var awaitsOrder: Bool { isWaiting || (waitingLines != nil && mergedInto == nil && !gaveUp) }

    /// What became of it as a whole: an open part keeps it open, and so does what may still come; parts that ended
    /// differently make it `partlyStopped`. What was asked for and never came is refused as `unknownOrder`.
    public var standing: (state: CancellationState, code: CancellationCode) {
        if let open = foremostOpenPart { return open }
        if awaitsOrder { return (.waitingForOrder, .waitingForOrder) }
        let refusals = parts.filter { !$0.covers }.map(\.code) + (gaveUp ? [.unknownOrder] : [])
        if let refusal = refusals.first {
            return (parts.contains { $0.covers } ? .partlyStopped : .refused, refusal)
        }
        return parts.contains { $0.state == .restocked }
            ? (.restocked, .interceptedAndRestocked) : (.cancelled, .cancelledBeforeWork)
    }

    private var foremostOpenPart: (state: CancellationState, code: CancellationCode)? {
        if parts.contains(where: { $0.isOpen && $0.isEscalated }) { return (.escalated, .escalated) }
        let order: [(CasePart.State, CancellationState)] = [
            (.verifying, .verifying), (.intercepting, .intercepting), (.releasing, .releasing),
            (.restocking, .restocking),
        ]
        for (part, state) in order {
            if let open = parts.first(where: { $0.state == part }) { return (state, open.code) }
        }
        return nil
    }

    /// What the store best does next.
    public var nextAction: NextAction {
        let (state, code) = standing
        return state == .partlyStopped ? .createReturn : code.nextAction
    }

    /// The status at which it was decided; nil while there is no order.
    public var stage: OutboundStatus? { parts.first?.stage }

    /// nil where there was no label; false where one is not voided, or could not be.
    public var labelVoided: Bool? {
        if parts.contains(where: { $0.label == .notVoided || $0.label == .toVoid }) { return false }
        return parts.contains { $0.label == .voided } ? true : nil
    }

    /// The units of the case, which balance: requested = cancelled + refused + intercepted once it has ended, and
    /// intercepted = restored + quarantined + writtenOff + pending at any time.
    public var quantities: CaseQuantities {
        var sum = CaseQuantities()
        sum.requested = waitingLines?.units ?? 0
        sum.refused = gaveUp ? sum.requested : 0
        for part in parts {
            let units = part.lines.units
            sum.requested += units
            switch part.state {
            case .cancelled: sum.cancelled += units
            case .refused: sum.refused += units
            case .restocking, .restocked:
                sum.intercepted += units
                sum.restored += part.restored
                sum.quarantined += part.quarantined
                sum.writtenOff += part.writtenOff
            case .releasing, .verifying, .intercepting: break
            }
        }
        sum.pending = max(0, sum.intercepted - sum.restored - sum.quarantined - sum.writtenOff)
        return sum
    }
}

/// How many units of a case are where.
public struct CaseQuantities: Sendable, Equatable {
    public var requested = 0
    public var cancelled = 0
    public var refused = 0
    public var intercepted = 0
    public var restored = 0
    public var quarantined = 0
    public var writtenOff = 0
    /// Intercepted, and neither restored, quarantined nor written off yet.
    public var pending = 0

    public init() {}
}
