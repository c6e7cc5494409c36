/// One store order as the orders service knows it: its outbound orders and its cancellation cases.
///
/// `handle` is the only way to change it. What it publishes follows from the difference between before and after
/// (`StoreOrderChanges`), so no change can be forgotten or published twice.
public struct StoreOrder: Sendable, Equatable {
    /// A request that was accepted: which case answers it.
    public struct Request: Sendable, Equatable {
        public var requestId: String
        public var fingerprint: Fingerprint
        public var caseId: String
        /// Other cases that stop, or have stopped, part of what it asked for.
        public var coveredBy: [String]
        /// What it asked for; nil: all that its case is about.
        public var lines: [Line]?
        /// The outbound orders that it named; nil where it named none.
        public var outboundOrderIds: [String]?
        /// A request for the whole store order means what was submitted up to here, whenever it is read.
        public var cutOff: Timestamp?
        /// It was read before any outbound order: the first one that comes within its grace moves the cut-off.
        public var awaitsFirst = false
        /// The outbound orders that it asked about, where it found that its case stops them already: of what else its case is
        /// about, or waits for, it hears nothing. Nil where its case was opened for it, or waits with it.
        public var joinedFor: [String]?

        public init(
            requestId: String, fingerprint: Fingerprint, caseId: String, coveredBy: [String] = [], lines: [Line]? = nil,
            outboundOrderIds: [String]? = nil, cutOff: Timestamp? = nil, awaitsFirst: Bool = false,
            joinedFor: [String]? = nil
        ) {
            self.joinedFor = joinedFor
            self.outboundOrderIds = outboundOrderIds
            self.requestId = requestId
            self.fingerprint = fingerprint
            self.caseId = caseId
            self.coveredBy = coveredBy
            self.lines = lines
            self.cutOff = cutOff
            self.awaitsFirst = awaitsFirst
        }
    }

    /// What stays of an outbound order.
    public struct Forgotten: Sendable, Equatable {
        public var outboundOrderId: String
        public var merchantId: String
        /// The hash of what was submitted.
        public var fingerprint: Fingerprint

        public init(outboundOrderId: String, merchantId: String, fingerprint: Fingerprint) {
            self.outboundOrderId = outboundOrderId
            self.merchantId = merchantId
            self.fingerprint = fingerprint
        }
    }

    public let key: StoreOrderKey
    public var outboundOrders: [OutboundOrder] = []
    public var cases: [CancellationCase] = []
    public var requests: [Request] = []
    /// Reports that came before their outbound order, in order of arrival.
    public var waitingReports: [WaitingReport] = []
    /// Outbound orders that were forgotten: the same submission again is not one.
    public var forgotten: [Forgotten] = []
    /// Requests that were forgotten: their ids, cases and cut-offs. The same request again is not one.
    public var forgottenRequests: [Request] = []
    /// How many cases were forgotten: their ids are not given again.
    public var forgottenCases = 0
    /// The messages that were accepted: the same one again changes nothing.
    public var seen = SeenMessages()

    public init(key: StoreOrderKey) { self.key = key }

    /// The id of the next case: `<storeId>/<storeOrderId>/c<n>`.
    var nextCaseId: String { "\(key)/c\(forgottenCases + cases.count + 1)" }

    /// Processes one message: decides, changes this value, and returns what follows from it.
    ///
    /// - Parameters:
    ///   - identity: distinguishes the message from all others.
    ///   - origin: where the message stands, for a report that waits and is refused in the end.
    ///   - now: when the message was made.
    ///   - clock: when it is processed, by the clock of the service: deadlines count from then. Nil: when it was made.
    /// - Throws: the refusal of a valid message. This value is then to be thrown away.
    public mutating func handle(
        _ message: StoreOrderMessage, identity: MessageIdentity, origin: MessageOrigin? = nil, at now: Timestamp,
        clock: Timestamp? = nil, policies: Policies
    ) throws(Rejection) -> [StoreOrderEffect] {
        let before = self
        guard try seen.take(identity, hasOwnId: message.hasOwnId, limit: Self.rememberedMessages) else { return [] }
        var decision = StoreOrderDecision(order: self, origin: origin, now: now, clock: clock, policies: policies)
        switch message {
        case .submitted(let submitted): try decision.submit(submitted)
        case .requested(let request): try decision.request(request)
        case .reported(let report): try decision.report(report)
        case .stockReplied(let reply): decision.stockReplied(reply)
        }
        decision.tellWhatCouldNotBeStopped()
        if message.isSentByOthers { try decision.order.mustHaveRoom(since: before) }
        // Not copied: what is changed further would be copied for it.
        swap(&self, &decision.order)
        forgetRefused(decision.effects)
        fixEndings()
        setDeadlines(since: before, from: clock ?? now, policies: policies)
        return StoreOrderChanges(from: before, message: message, at: now, policies: policies)
            .publish(in: &self, after: decision.effects)
    }

    /// What waited, and is refused now, was not accepted.
    mutating func forgetRefused(_ effects: [StoreOrderEffect]) {
        for case .refused(let refused) in effects { if let origin = refused.origin { seen.forget(origin) } }
    }

    /// A case that has reached its end keeps it, even if more comes later; and so does a part of one that a request has heard the
    /// end of.
    mutating func fixEndings() {
        for index in cases.indices {
            let isFinal = cases[index].isFinal
            let ended = isFinal ? [] : outboundOrdersEndedFirst(in: cases[index])
            guard isFinal || !ended.isEmpty else { continue }
            for part in cases[index].parts.indices where cases[index].parts[part].ending == nil {
                let current = cases[index].parts[part]
                guard isFinal || (ended.contains(current.outboundOrderId) && !current.isInProgress) else { continue }
                cases[index].parts[part].ending = CasePart.Ending(
                    state: current.state, labelVoided: labelVoided(current), back: current.back)
            }
        }
    }

    /// The outbound orders of an open case whose end a request has heard.
    private func outboundOrdersEndedFirst(in one: CancellationCase) -> [String] {
        requests.filter { $0.caseId == one.id && one.hasEndedFirst(for: $0) }.flatMap { $0.joinedFor ?? [] }
    }

    /// What became of the label of a part's parcel: nil where there was none, or where no parcel is to be stopped.
    func labelVoided(_ part: CasePart) -> Bool? {
        if let ending = part.ending { return ending.labelVoided }
        switch part.state {
        case .releasing, .cancelled, .left: return nil
        case .verifying, .intercepting, .restocking, .restocked, .refused:
            return consignment(of: part)?.labelVoided
        }
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

    /// Its data has an id that distinguishes it from others. Inventory's replies follow one by one from commands that have.
    var hasOwnId: Bool {
        switch self {
        case .submitted, .requested, .stockReplied: true
        case .reported: false
        }
    }

    /// Another system sent it: it may be refused. What inventory answers is never too much.
    var isSentByOthers: Bool {
        switch self {
        case .submitted, .requested, .reported: true
        case .stockReplied: false
        }
    }
}
