public import Contracts

/// What a principal is to Turnback: which messages it may send. What these may be about is its scope.
public enum Role: String, Sendable, CaseIterable {
    /// A shop's desk or its shop system: asks for cancellations, sends goods back.
    case store
    /// A warehouse's floor or its warehouse system: reports, receives, counts.
    case warehouse
    /// An order management system: submits outbound orders, asks for cancellations, opens return orders.
    case oms
    /// Who keeps Turnback running for its tenants: all that other systems send, and the dead letters.
    case `operator`
    /// As an operator, and it erases and gives out tokens.
    case admin

    /// Whether it may send messages of this type at all.
    public func maySend(_ type: MessageType) -> Bool {
        switch type {
        case .cancellationRequested: self != .warehouse
        case .outboundOrderSubmitted: self == .oms || isOperating
        case .warehouseProgressed, .goodsVerified, .parcelIntercepted, .labelVoided: self == .warehouse || isOperating
        case .carrierScanned: self == .warehouse || self == .oms || isOperating
        case .stockReceive, .stockAdjust, .stockRelease: self == .warehouse || isOperating
        case .returnOrderCreate, .returnOrderCancel: true
        case .returnOrderReceive, .receiptReversed: self == .warehouse || isOperating
        // What Turnback's own services write, nobody else does.
        case .stockAllocate, .stockIssue, .stockRestore, .stockHold, .stockUnhold, .stockShorten, .stockReverse,
            .outboundOrderChanged, .cancellationChanged, .cancellationContradicted, .taskOpened, .taskClosed,
            .stockAllocated, .stockBackordered, .stockReleased, .stockIssued, .stockHeld, .stockShortened,
            .stockRestored, .stockClaimed, .stockReversed, .stockRefused, .stockMoved, .returnOrderChanged,
            .messageRejected:
            false
        }
    }

    /// What a principal of it acts for where its lists say nothing.
    public var unlisted: Names { isOperating ? .all : .none }

    /// It looks after everybody's work.
    public var isOperating: Bool { self == .operator || self == .admin }
}
