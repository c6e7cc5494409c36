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
        case .cancelledBeforeWork, .interceptedAndRestocked, .alreadyCancelled: .none
        }
    }
}

/// What the store best does next.
public enum NextAction: String, Sendable, CaseIterable { case none, wait, createReturn, contactWarehouse, resubmit }

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
    public var note: String?

    public init(
        requestId: String, storeOrder: StoreOrderKey, reason: String, requestedBy: String, requestedAt: Timestamp,
        lines: [Line]? = nil, note: String? = nil
    ) {
        self.requestId = requestId
        self.storeOrder = storeOrder
        self.reason = reason
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
        self.lines = lines
        self.note = note
    }

    /// Tells another request under the same id from the same one said again.
    public var fingerprint: Fingerprint {
        var print = Fingerprint()
        print.add(lines)
        print.add(reason)
        print.add(requestedBy)
        print.add(note)
        return print
    }
}
