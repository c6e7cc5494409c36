/// Where a cancellation case stands.
public enum CancellationState: String, Sendable, CaseIterable {
    case waitingForOrder, releasing, verifying, intercepting, restocking, escalated
    case cancelled, restocked, refused, partlyStopped

    /// Nothing comes after it.
    public var isFinal: Bool {
        switch self {
        case .cancelled, .restocked, .refused, .partlyStopped: true
        case .waitingForOrder, .releasing, .verifying, .intercepting, .restocking, .escalated: false
        }
    }
}

/// Why a case stands where it stands.
public enum CancellationCode: String, Sendable, CaseIterable {
    case cancelledBeforeWork, interceptedAndRestocked, inTransit, delivered, leftBeforeInterception, unknownOrder
    case partialAfterWorkStarted, goodsMissing, noAnswerFromWarehouse, alreadyCancelled
    /// Every unit is back in stock already, though no case stopped it: there is nothing left to cancel.
    case alreadyBack
    case waitingForOrder, awaitingRelease, awaitingVerification, awaitingInterception, awaitingRestock, escalated

    /// What the store best does next.
    public var nextAction: NextAction {
        switch self {
        case .inTransit, .delivered, .leftBeforeInterception: .createReturn
        case .goodsMissing, .noAnswerFromWarehouse: .contactWarehouse
        case .unknownOrder, .partialAfterWorkStarted: .resubmit
        case .waitingForOrder, .awaitingRelease, .awaitingVerification, .awaitingInterception, .awaitingRestock,
            .escalated:
            .wait
        case .cancelledBeforeWork, .interceptedAndRestocked, .alreadyCancelled, .alreadyBack: .none
        }
    }
}

/// What the store best does next.
public enum NextAction: String, Sendable, CaseIterable {
    case none, wait, createReturn, contactWarehouse, resubmit

    /// How urgent it is: of several, the most urgent is published.
    var urgency: Int {
        switch self {
        case .none: 0
        case .wait: 1
        case .resubmit: 2
        case .createReturn: 3
        case .contactWarehouse: 4
        }
    }
}

/// What became of goods after the store had its final outcome.
public enum ContradictionCode: String, Sendable, CaseIterable {
    /// It was cancelled, and was shipped all the same.
    case lateShipment
    /// An outbound order of a cancelled store order was read later, and is being stopped under a separate case.
    case laterPart
    /// The cancellation was refused, but the goods were stopped and come back.
    case stoppedAfterAll
    /// It was published as intercepted, but the goods have left.
    case leftAfterAll
    /// It was published as written off, and was found.
    case foundAfterAll

    /// What the store best does next.
    public var nextAction: NextAction {
        switch self {
        case .lateShipment, .leftAfterAll: .createReturn
        case .laterPart: .wait
        case .stoppedAfterAll, .foundAfterAll: .none
        }
    }
}

/// A buyer, a seller or a system asks to cancel a store order, or some of it (取消申请).
public struct CancellationRequested: Sendable, Equatable {
    public var requestId: String
    public var storeOrder: StoreOrderKey
    /// Known words are in the contract; an unknown one is kept and treated as `other`.
    public var reason: String
    /// buyer, seller, staff, system.
    public var requestedBy: String
    public var requestedAt: Timestamp
    /// nil: the whole store order.
    public var lines: [Line]?
    /// The outbound orders that it is about; nil: all of the store order.
    public var outboundOrderIds: [String]?
    public var note: String?

    public init(
        requestId: String, storeOrder: StoreOrderKey, reason: String, requestedBy: String, requestedAt: Timestamp,
        lines: [Line]? = nil, outboundOrderIds: [String]? = nil, note: String? = nil
    ) {
        self.requestId = requestId
        self.storeOrder = storeOrder
        self.reason = reason
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
        self.lines = lines
        self.outboundOrderIds = outboundOrderIds
        self.note = note
    }

    /// It means the store order as a whole.
    public var isWhole: Bool { lines == nil && outboundOrderIds == nil }

    /// Distinguishes another request under the same id from the same one sent again: a note makes no difference.
    public var fingerprint: Fingerprint {
        var print = Fingerprint()
        print.add(lines)
        print.add(reason)
        print.add(requestedBy)
        // Where earlier versions added the note.
        print.add(String?.none)
        // Left out where it is absent: requests that an earlier version accepted keep their fingerprint.
        for id in (outboundOrderIds ?? []).sorted() { print.add(id) }
        return print
    }
}
