/// The messages of the contract, by the CloudEvents type they carry.
public enum MessageType: String, Sendable, CaseIterable {
    case outboundOrderSubmitted = "fulfillment.outbound-order.submitted.v1"
    case cancellationRequested = "fulfillment.cancellation.requested.v1"
    case warehouseProgressed = "fulfillment.warehouse.progressed.v1"
    case goodsVerified = "fulfillment.warehouse.goods-verified.v1"
    case parcelIntercepted = "fulfillment.warehouse.parcel-intercepted.v1"
    case labelVoided = "fulfillment.warehouse.label-voided.v1"
    case carrierScanned = "fulfillment.carrier.scanned.v1"
    case outboundOrderChanged = "fulfillment.outbound-order.changed.v1"
    case cancellationChanged = "fulfillment.cancellation.changed.v1"
    case cancellationContradicted = "fulfillment.cancellation.contradicted.v1"
    case taskOpened = "fulfillment.warehouse.task-opened.v1"
    case taskClosed = "fulfillment.warehouse.task-closed.v1"
    case stockReceive = "fulfillment.stock.receive.v1"
    case stockAdjust = "fulfillment.stock.adjust.v1"
    case stockAllocate = "fulfillment.stock.allocate.v1"
    case stockRelease = "fulfillment.stock.release.v1"
    case stockIssue = "fulfillment.stock.issue.v1"
    case stockRestore = "fulfillment.stock.restore.v1"
    case stockHold = "fulfillment.stock.hold.v1"
    case stockUnhold = "fulfillment.stock.unhold.v1"
    case stockShorten = "fulfillment.stock.shorten.v1"
    case stockReverse = "fulfillment.stock.reverse.v1"
    case stockAllocated = "fulfillment.stock.allocated.v1"
    case stockBackordered = "fulfillment.stock.backordered.v1"
    case stockReleased = "fulfillment.stock.released.v1"
    case stockIssued = "fulfillment.stock.issued.v1"
    case stockHeld = "fulfillment.stock.held.v1"
    case stockShortened = "fulfillment.stock.shortened.v1"
    case stockRestored = "fulfillment.stock.restored.v1"
    case stockClaimed = "fulfillment.stock.claimed.v1"
    case stockReversed = "fulfillment.stock.reversed.v1"
    case stockRefused = "fulfillment.stock.refused.v1"
    case stockMoved = "fulfillment.stock.moved.v1"
    case returnOrderCreate = "fulfillment.return-order.create.v1"
    case returnOrderReceive = "fulfillment.return-order.receive.v1"
    case returnOrderCancel = "fulfillment.return-order.cancel.v1"
    case receiptReversed = "fulfillment.return-order.receipt-reversed.v1"
    case returnOrderChanged = "fulfillment.return-order.changed.v1"
    case messageRejected = "fulfillment.message.rejected.v1"

    /// By its place among the cases: hashing its name costs more than most of what is looked up by it.
    public func hash(into hasher: inout Hasher) { unsafe hasher.combine(unsafeBitCast(self, to: UInt8.self)) }

    /// The topic on which this message is sent.
    public var topic: Topic {
        switch self {
        case .outboundOrderSubmitted: .orderCommands
        case .cancellationRequested: .cancellationRequests
        case .warehouseProgressed, .goodsVerified, .parcelIntercepted, .labelVoided, .carrierScanned: .warehouseReports
        case .outboundOrderChanged: .orderEvents
        case .cancellationChanged, .cancellationContradicted: .cancellationOutcomes
        case .taskOpened, .taskClosed: .warehouseTasks
        case .stockReceive, .stockAdjust, .stockRelease: .inventoryCommands
        case .stockAllocate, .stockIssue, .stockRestore, .stockHold, .stockUnhold, .stockShorten, .stockReverse:
            .inventoryOwnCommands
        case .stockAllocated, .stockBackordered, .stockReleased, .stockIssued, .stockHeld, .stockShortened,
            .stockRestored, .stockClaimed, .stockReversed, .stockRefused:
            .inventoryReplies
        case .stockMoved: .inventoryMovements
        case .returnOrderCreate, .returnOrderReceive, .returnOrderCancel, .receiptReversed: .returnCommands
        case .returnOrderChanged: .returnEvents
        case .messageRejected: .rejections
        }
    }

    /// The topic on which Turnback's own services send it: a release may come from a warehouse, and from orders.
    public var ownTopic: Topic { self == .stockRelease ? .inventoryOwnCommands : topic }

    /// Whether other systems may send it; the rest is what Turnback itself publishes.
    public var isSentByOthers: Bool {
        switch topic {
        case .orderCommands, .cancellationRequests, .warehouseReports, .inventoryCommands, .returnCommands: true
        default: false
        }
    }

    /// Whether Turnback's own services send it.
    public var isSentByTurnback: Bool {
        switch self {
        case .stockRelease, .returnOrderCreate, .returnOrderCancel: true
        default: !isSentByOthers
        }
    }

    /// All types by the length of their names.
    private static let byLength: [[(name: [UInt8], type: MessageType)]] = {
        let names = allCases.map { (name: Array($0.rawValue.utf8), type: $0) }
        return (0...(names.map(\.name.count).max() ?? 0)).map { length in names.filter { $0.name.count == length } }
    }()

    /// The type of this name, without making a string of it.
    static func named(_ bytes: [UInt8], _ range: Range<Int>) -> MessageType? {
        guard range.count < byLength.count else { return nil }
        let candidates = byLength[range.count]
        let found = candidates.indices.first { bytes.holds(candidates[$0].name, at: range.lowerBound) }
        return found.map { candidates[$0].type }
    }
}
