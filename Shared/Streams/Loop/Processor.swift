public import Contracts
public import Fulfillment

/// What a service does with a message. The runtime does the rest: it decodes, brings the message to its partition, keeps
/// the state, and commits all that follows from a message together with the progress, once.
public protocol Processor: Sendable {
    var topology: ServiceTopology { get }

    /// Decides one message: reads and changes `context.state`, and emits what follows.
    ///
    /// - Throws: the refusal of a valid message, which the runtime sends to the rejections; not again where the message comes
    ///   again and is refused with the same code. What was put into the state and emitted before is kept and sent.
    func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError)

    /// The timer of an entity is due: decides what follows, and sets the next one or takes it away.
    func fire(_ entity: [UInt8], _ context: inout ProcessingContext) throws(ProcessingError)

    /// The cases in a restored partition that have not ended, for metrics.
    func openCases(in state: StateStore) throws(LogError) -> [OpenCase]

    /// Which of its entities come to an end.
    var retention: Retention { get }

    /// How an entity of one of these kinds stands.
    func standing(of entity: [UInt8], in state: StateStore) throws(ProcessingError) -> Retention.Standing

    /// What an entity is from now on that was not touched for ``Retention/thinning``: without what is needed no more, such as a
    /// tracking number. Nil where it stays as it is.
    ///
    /// - Parameters:
    ///   - touched: when it was touched last, which stays as it is, and now: milliseconds since 1970.
    func thinned(
        _ entity: [UInt8], touched: Int64, in state: StateStore, at clock: Int64
    ) throws(ProcessingError) -> [UInt8]?

    /// What stays of an entity when it is forgotten: a tombstone, its new value under the same key. Nil where nothing stays,
    /// also of a tombstone.
    ///
    /// - Parameter clock: when it is forgotten, in milliseconds since 1970.
    func tombstone(of entity: [UInt8], in state: StateStore, at clock: Int64) throws(ProcessingError) -> [UInt8]?
}

extension Processor {
    /// A processor that sets no timers hears of none.
    public func fire(_ entity: [UInt8], _ context: inout ProcessingContext) throws(ProcessingError) {}

    public func openCases(in state: StateStore) throws(LogError) -> [OpenCase] { [] }

    /// A processor whose entities never end remembers them for ever.
    public var retention: Retention { Retention() }
    public func standing(
        of entity: [UInt8], in state: StateStore
    ) throws(ProcessingError) -> Retention.Standing { .open }
    public func thinned(
        _ entity: [UInt8], touched: Int64, in state: StateStore, at clock: Int64
    ) throws(ProcessingError) -> [UInt8]? { nil }
    public func tombstone(
        of entity: [UInt8], in state: StateStore, at clock: Int64
    ) throws(ProcessingError) -> [UInt8]? { nil }
}

/// Why a message was not processed.
public enum ProcessingError: Error {
    case rejected(Rejection)
    /// The state store failed.
    case log(LogError)
    /// The state of an entity was written by a version that writes what this one does not know, or is damaged. Nothing was
    /// changed or emitted before: a processor reads all that it needs first. The message becomes a dead letter, a timer is
    /// put off, and everything else goes on.
    case unreadable(entity: [UInt8], reason: String)
}

/// One message, or one timer, on its way through a processor.
public struct ProcessingContext {
    /// What brings it about.
    struct Cause {
        var source: String
        var id: String
        var correlationId: String?
        var traceparent: String?
        var tracestate: String?
        var principal: String?
    }

    /// When the message was made: its own time, else the log's. For a timer: when it was due.
    public var time: Timestamp
    /// Where the message stands; nil for a timer.
    public let origin: MessageOrigin?
    /// Distinguishes this message from all others.
    public let identity: MessageIdentity
    /// The state of the partition.
    public let state: StateStore
    let timers: Timers
    /// The runtime's clock, which timers go by: milliseconds since 1970.
    public let clock: Int64
    let cause: Cause
    private var ids: DerivedId
    let source: String
    private(set) var emitted: [Message] = []
    /// Which of them say that the message is refused.
    private var answers: Set<Int> = []

    /// What an envelope and its message, or a timer, bring about in a service; a timer has no message.
    init(
        _ message: (envelope: Envelope, message: Message, key: [UInt8])?, cause: Cause, origin: MessageOrigin?,
        time: Timestamp,
        state: StateStore, timers: Timers, clock: Int64, service: String, source: String
    ) {
        self.cause = cause
        self.origin = origin
        self.time = time
        identity =
            message.map { $0.envelope.identity(of: $0.message) } ?? MessageIdentity(name: Fingerprint(), content: nil)
        self.state = state
        self.timers = timers
        self.clock = clock
        self.source = source
        ids = DerivedId(
            service: service, source: cause.source, id: cause.id, type: message?.envelope.type.rawValue ?? "",
            content: identity.content ?? 0, key: message?.key ?? [])
    }

    /// The id of a request that names none and uses the source and id of another message; nil for any other request.
    public func secondId(of request: CancellationRequested) -> String? {
        Envelope.secondRequestId(request, source: cause.source, id: cause.id, content: identity.content ?? 0)
    }

    /// The message is refused: what is sent then is not what would be sent if it were accepted later.
    mutating func refuse(_ code: Rejection.Code) { ids = ids.refused(code.rawValue) }

    /// The message is refused as it was before: that is not published again. What else has come of it now is.
    mutating func refuseAgain(_ code: Rejection.Code) {
        let place = origin.map { "\($0.topic)/\($0.partition)/\($0.offset)" } ?? ""
        ids = ids.refused("\(code.rawValue)@\(place)")
        emitted = emitted.enumerated().filter { !answers.contains($0.offset) }.map(\.element)
    }

    /// Sets the timer of an entity, so long after now, in place of the one it had; nil takes it away.
    public func setTimer(_ entity: [UInt8], afterMilliseconds delay: Int64?) {
        // After a timer the next one is due later: what two of them bring about must not have the same ids.
        let soonest: Int64 = origin == nil ? 1 : 0
        timers.set(entity, at: delay.map { clock + max(soonest, $0) })
    }

    /// Whether the message, or the timer, is one of Turnback's own services.
    public var isFromOwnService: Bool { origin == nil || Envelope.isOwnService(cause.source) }

    /// Sends a message, in the same transaction.
    public mutating func emit(_ message: Message) { emitted.append(message) }

    /// Sends an answer that the message is refused: one that is refused so again does not hear it again.
    public mutating func emit(refusal answer: Message) {
        answers.insert(emitted.count)
        emitted.append(answer)
    }

    /// The id that the message emitted next will have.
    public var nextId: String { ids.id(emitted.count) }

    /// Calls `body` with each message that was emitted and its attributes.
    func forEachEmitted(_ body: (Message, Envelope) -> Void) {
        guard let first = emitted.first else { return }
        // One value for all of them: they have most of it in common.
        var envelope = Envelope(
            source: source, id: "", type: first.type, time: time, causationId: cause.id,
            causationCount: emitted.count, traceparent: cause.traceparent, tracestate: cause.tracestate,
            principal: cause.principal)
        for (index, message) in emitted.enumerated() {
            envelope.id = ids.id(index)
            envelope.type = message.type
            envelope.correlationId = message.caseId ?? cause.correlationId
            body(message, envelope)
        }
    }
}
