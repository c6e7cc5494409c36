/// All that a store order says.
public enum StoreOrderEffect: Sendable, Equatable {
    case outboundOrderChanged(OutboundOrder)
    case cancellationChanged(CancellationChanged)
    case taskOpened(WarehouseTask)
    case taskClosed(WarehouseTask)
    case stock(StockCommand)
    case returnOrder(ReturnOrderCommand)
    case contradicted(CancellationContradicted)
    /// A message that was accepted first, and is refused now.
    case refused(RefusedMessage)
}

/// A report that waits for its outbound order, or for inventory's answer about it.
public struct WaitingReport: Sendable, Equatable {
    public var report: WarehouseReport
    public var origin: MessageOrigin?
    /// Until when it waits for an outbound order that is not known.
    public var deadline: Timestamp?
    /// The latest date that it counts with; nil where it is dated no later, and where an earlier version stored it.
    public var latest: Timestamp?

    public init(
        _ report: WarehouseReport, origin: MessageOrigin? = nil, deadline: Timestamp? = nil, latest: Timestamp? = nil
    ) {
        self.report = report
        self.origin = origin
        self.deadline = deadline
        self.latest = latest
    }
}

/// A report or a submission that waited for an answer and is refused: its sender is found by its origin.
public struct RefusedMessage: Sendable, Equatable {
    public var message: StoreOrderMessage
    public var origin: MessageOrigin?
    public var rejection: Rejection

    public init(_ message: StoreOrderMessage, origin: MessageOrigin?, rejection: Rejection) {
        self.message = message
        self.origin = origin
        self.rejection = rejection
    }
}

/// Where a message stands and what it is called, so that its sender can be notified later.
public struct MessageOrigin: Sendable, Equatable {
    public var source: String
    public var id: String
    public var topic: String
    public var partition: Int32
    public var offset: Int64

    public init(source: String, id: String, topic: String, partition: Int32, offset: Int64) {
        self.source = source
        self.id = id
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}

/// What became of goods after the final outcome, which stays as it is. Sent to every request that the case answers.
public struct CancellationContradicted: Sendable, Equatable {
    public var caseId: String
    public var requestId: String
    public var storeOrder: StoreOrderKey
    public var outboundOrderId: String
    public var code: ContradictionCode
    /// Units that it is about.
    public var quantity: Int
    /// For `laterPart`: the case that stops it.
    public var followedBy: String?
    /// What the store best does next: the code's, unless more is known.
    public var nextAction: NextAction
    public var carrier: String?
    public var trackingNumber: String?
    public var reportedAt: Timestamp

    public init(
        caseId: String, requestId: String, storeOrder: StoreOrderKey, outboundOrderId: String,
        code: ContradictionCode = .lateShipment, quantity: Int, followedBy: String? = nil,
        nextAction: NextAction? = nil,
        carrier: String?, trackingNumber: String?, reportedAt: Timestamp
    ) {
        self.caseId = caseId
        self.requestId = requestId
        self.storeOrder = storeOrder
        self.outboundOrderId = outboundOrderId
        self.code = code
        self.quantity = quantity
        self.followedBy = followedBy
        self.nextAction = nextAction ?? code.nextAction
        self.carrier = carrier
        self.trackingNumber = trackingNumber
        self.reportedAt = reportedAt
    }
}

/// What is sent to the store about a case, under one of the request ids that it answers.
public struct CancellationChanged: Sendable, Equatable {
    /// How the case stands for one outbound order.
    public struct Part: Sendable, Equatable {
        public var outboundOrderId: String
        public var warehouseId: String
        public var status: OutboundStatus
        public var code: CancellationCode
        /// Where it stood when it was decided; nil in a message of an earlier version.
        public var stage: OutboundStatus?
        public var nextAction: NextAction?
        /// Units of the request that are of this outbound order.
        public var quantities: CaseQuantities?
        /// Its parcels, where there are several.
        public var parcels: [Parcel]

        public init(
            outboundOrderId: String, warehouseId: String, status: OutboundStatus, code: CancellationCode,
            stage: OutboundStatus? = nil, nextAction: NextAction? = nil, quantities: CaseQuantities? = nil,
            parcels: [Parcel] = []
        ) {
            self.outboundOrderId = outboundOrderId
            self.warehouseId = warehouseId
            self.status = status
            self.code = code
            self.stage = stage
            self.nextAction = nextAction
            self.quantities = quantities
            self.parcels = parcels
        }
    }

    /// Where one of several parcels is.
    public struct Parcel: Sendable, Equatable {
        /// The warehouse's name for it, else its tracking number, else its number within the outbound order.
        public var parcelId: String
        public var trackingNumber: String?
        public var custody: Custody
        /// nil where it has no label.
        public var labelVoided: Bool?

        public init(parcelId: String, trackingNumber: String? = nil, custody: Custody, labelVoided: Bool? = nil) {
            self.parcelId = parcelId
            self.trackingNumber = trackingNumber
            self.custody = custody
            self.labelVoided = labelVoided
        }
    }

    public var caseId: String
    public var requestId: String
    public var storeOrder: StoreOrderKey
    public var revision: Int
    public var state: CancellationState
    public var code: CancellationCode
    /// nil where there was no order.
    public var stage: OutboundStatus?
    public var nextAction: NextAction
    public var labelVoided: Bool?
    public var outboundOrders: [Part]
    public var quantities: CaseQuantities
    /// Other cases that stop, or have stopped, part of what the request asked for. What they do is published under the requests
    /// that they answer, and is not in these quantities.
    public var coveredBy: [String]
    public var changedAt: Timestamp

    public init(
        caseId: String, requestId: String, storeOrder: StoreOrderKey, revision: Int, state: CancellationState,
        code: CancellationCode, stage: OutboundStatus?, nextAction: NextAction, labelVoided: Bool?,
        outboundOrders: [Part], quantities: CaseQuantities, coveredBy: [String] = [], changedAt: Timestamp
    ) {
        self.caseId = caseId
        self.requestId = requestId
        self.storeOrder = storeOrder
        self.revision = revision
        self.state = state
        self.code = code
        self.stage = stage
        self.nextAction = nextAction
        self.labelVoided = labelVoided
        self.outboundOrders = outboundOrders
        self.quantities = quantities
        self.coveredBy = coveredBy
        self.changedAt = changedAt
    }
}
