/// One store order as the orders service knows it: its outbound orders and its cancellation cases.
///
/// `handle` is the only way to change it. What it publishes follows from the difference between before and after
/// (`StoreOrderChanges`), so no change can be forgotten and none told twice.
public struct StoreOrder: Sendable, Equatable {
    /// A request that was accepted: which case answers it.
    public struct Request: Sendable, Equatable {
        public var requestId: String
        public var fingerprint: Fingerprint
        public var caseId: String
        /// Other cases that stop, or have stopped, part of what it asked for.
        public var coveredBy: [String]

        public init(requestId: String, fingerprint: Fingerprint, caseId: String, coveredBy: [String] = []) {
            self.requestId = requestId
            self.fingerprint = fingerprint
            self.caseId = caseId
            self.coveredBy = coveredBy
        }
    }

    public let key: StoreOrderKey
    public var outboundOrders: [OutboundOrder] = []
    public var cases: [CancellationCase] = []
    public var requests: [Request] = []
    /// Reports that came before their outbound order, in order of arrival.
    public var waitingReports: [WaitingReport] = []
    /// The messages that were accepted: the same one again changes nothing.
    public var seen = SeenMessages()

    public init(key: StoreOrderKey) { self.key = key }

    /// Takes in one message: decides, changes this value, and tells what follows from it.
    ///
    /// - Parameters:
    ///   - identity: tells the message from all others.
    ///   - origin: where the message stands, for a report that waits and is refused in the end.
    ///   - now: when the message was made.
    ///   - lag: how many milliseconds later it is taken in, by the clock of who does: deadlines count from then.
    /// - Throws: the refusal of a valid message. This value is then to be thrown away.
    public mutating func handle(
        _ message: StoreOrderMessage, identity: MessageIdentity, origin: MessageOrigin? = nil, at now: Timestamp,
        lag: Int64 = 0, policies: Policies
    ) throws(Rejection) -> [StoreOrderEffect] {
        let before = self
        guard try seen.take(identity, hasOwnId: message.hasOwnId, limit: Self.rememberedMessages) else { return [] }
        var decision = StoreOrderDecision(order: self, origin: origin, now: now, policies: policies)
        switch message {
        case .submitted(let submitted): try decision.submit(submitted)
        case .requested(let request): try decision.request(request)
        case .reported(let report): decision.report(report)
        case .stockReplied(let reply): decision.stockReplied(reply)
        }
        self = decision.order
        setDeadlines(since: before, from: Deadline(at: now, lag: lag), policies: policies)
        return StoreOrderChanges(from: before, message: message, at: now, policies: policies)
            .publish(in: &self, after: decision.effects)
    }

    /// How many messages an order remembers: far more than an order hears while any of them may still be redelivered.
    static let rememberedMessages = 512
}

/// All that a store order hears.
public enum StoreOrderMessage: Sendable, Equatable {
    case submitted(OutboundOrderSubmitted)
    case requested(CancellationRequested)
    case reported(WarehouseReport)
    case stockReplied(StockReply)

    /// Its data has an id that tells it from others. Inventory's replies follow one by one from commands that have.
    var hasOwnId: Bool {
        switch self {
        case .submitted, .requested, .stockReplied: true
        case .reported: false
        }
    }
}

/// All that a store order says.
public enum StoreOrderEffect: Sendable, Equatable {
    case outboundOrderChanged(OutboundOrder)
    case cancellationChanged(CancellationChanged)
    case taskOpened(WarehouseTask)
    case taskClosed(WarehouseTask)
    case stock(StockCommand)
    case returnOrder(ReturnOrderCommand)
    case contradicted(CancellationContradicted)
    /// A report whose outbound order never came.
    case reportExpired(WaitingReport)
}

/// A report that waits for its outbound order, or for inventory's answer about it.
public struct WaitingReport: Sendable, Equatable {
    public var report: WarehouseReport
    public var origin: MessageOrigin?
    /// Until when it waits for an outbound order that is not known.
    public var deadline: Deadline?

    public init(_ report: WarehouseReport, origin: MessageOrigin? = nil, deadline: Deadline? = nil) {
        self.report = report
        self.origin = origin
        self.deadline = deadline
    }
}

/// Where a message stands and what it is called, so that its sender can be told of it later.
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

/// The warehouse shipped what had been cancelled or intercepted. The final outcome stays as it is.
public struct CancellationContradicted: Sendable, Equatable {
    public var caseId: String
    public var requestId: String
    public var storeOrder: StoreOrderKey
    public var outboundOrderId: String
    /// Units that went out.
    public var quantity: Int
    public var carrier: String?
    public var trackingNumber: String?
    public var reportedAt: Timestamp

    public init(
        caseId: String, requestId: String, storeOrder: StoreOrderKey, outboundOrderId: String, quantity: Int,
        carrier: String?, trackingNumber: String?, reportedAt: Timestamp
    ) {
        self.caseId = caseId
        self.requestId = requestId
        self.storeOrder = storeOrder
        self.outboundOrderId = outboundOrderId
        self.quantity = quantity
        self.carrier = carrier
        self.trackingNumber = trackingNumber
        self.reportedAt = reportedAt
    }
}

/// What the store is told of a case, under one of the request ids that it answers.
public struct CancellationChanged: Sendable, Equatable {
    /// How the case stands for one outbound order.
    public struct Part: Sendable, Equatable {
        public var outboundOrderId: String
        public var warehouseId: String
        public var status: OutboundStatus
        public var code: CancellationCode

        public init(outboundOrderId: String, warehouseId: String, status: OutboundStatus, code: CancellationCode) {
            self.outboundOrderId = outboundOrderId
            self.warehouseId = warehouseId
            self.status = status
            self.code = code
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
    /// Other cases that stop, or have stopped, part of what the request asked for. What they do is told under the requests
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
