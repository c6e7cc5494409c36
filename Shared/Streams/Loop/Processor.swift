public import Contracts
public import Fulfillment

/// What a service does with a message. The runtime does the rest: it decodes, brings the message to its partition, keeps
/// the state, and commits all that follows from a message together with the progress, once.
public protocol Processor: Sendable {
    var topology: ServiceTopology { get }

    /// Decides one message: reads and changes `context.state`, and emits what follows.
    ///
    /// - Throws: the refusal of a valid message, which the runtime sends to the rejections, once. Nothing may have been
    ///   changed in the state then; what was emitted before is sent.
    func process(_ message: Message, _ context: inout ProcessingContext) throws(ProcessingError)
}

/// Why a message was not processed.
public enum ProcessingError: Error {
    case rejected(Rejection)
    /// The state store failed.
    case log(LogError)
}

/// One message on its way through a processor.
public struct ProcessingContext {
    /// The attributes of the message.
    public let envelope: Envelope
    /// When it was made: its own time, else the log's.
    public let time: Timestamp
    /// Tells this message from all others.
    public let identity: Fingerprint
    /// The state of the partition.
    public let state: StateStore
    let ids: DerivedId
    let source: String
    private(set) var emitted: [Message] = []

    init(envelope: Envelope, time: Timestamp, state: StateStore, service: String) {
        self.envelope = envelope
        self.time = time
        identity = envelope.identity
        self.state = state
        source = "turnback/" + service
        ids = DerivedId(service: service, source: envelope.source, id: envelope.id)
    }

    /// Sends a message, in the same transaction.
    public mutating func emit(_ message: Message) { emitted.append(message) }

    /// The id that the message emitted next will have.
    public var nextId: String { ids.id(emitted.count) }

    /// The attributes of the n-th message that was emitted.
    func envelope(of message: Message, at index: Int) -> Envelope {
        Envelope(
            source: source, id: ids.id(index), type: message.type, time: time,
            correlationId: message.caseId ?? envelope.correlationId, causationId: envelope.id,
            traceparent: envelope.traceparent, tracestate: envelope.tracestate)
    }

    mutating func dropEmitted() { emitted.removeAll() }
}
