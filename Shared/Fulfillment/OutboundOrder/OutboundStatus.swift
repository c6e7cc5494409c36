/// Where an outbound order (出库单) stands.
public enum OutboundStatus: String, Sendable, CaseIterable {
    case allocating, backordered, awaitingOutbound
    /// An accepted cancellation, whose quantities inventory has not freed yet.
    case releasing
    case picking, picked, packed, labelled, shipped, inTransit, delivered, returnedToSender
    /// Ended before work began.
    case cancelled
    /// Ended after work began: the parcel was stopped. Never `cancelled`, because it left `awaitingOutbound`.
    case intercepted

    /// How far along it is: a status never goes back to a lower rank.
    public var rank: Int {
        switch self {
        case .allocating, .backordered: 0
        case .awaitingOutbound: 1
        case .releasing: 2
        case .picking: 3
        case .picked: 4
        case .packed: 5
        case .labelled: 6
        case .shipped: 7
        case .inTransit: 8
        case .delivered, .returnedToSender: 9
        case .cancelled, .intercepted: 10
        }
    }

    /// Ended by a cancellation.
    public var isStopped: Bool { self == .cancelled || self == .intercepted }
}

/// Who physically holds the goods. A status is not custody.
public enum Custody: String, Sendable, CaseIterable {
    case warehouse
    /// Scanned by the carrier, or verified to be with it.
    case carrier
    /// Reported shipped, and not scanned yet.
    case unknown
}
