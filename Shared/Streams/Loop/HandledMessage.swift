public import Contracts

/// What a loop did with one message or one timer. Reported once it is committed, so that what comes again after an abort is
/// not reported twice.
public struct HandledMessage: Sendable {
    public enum Outcome: String, Sendable, CaseIterable {
        case taken, rejected, rerouted
        case deadLettered = "dead-lettered"
        /// A timer with which nothing can be done now: it is due again later.
        case putOff = "put-off"
    }

    /// Why a message was rejected, or is none, or why a timer was put off.
    public struct Refusal: Sendable {
        /// The contract's word.
        public var code: String
        public var message: String
    }

    public var outcome: Outcome
    /// nil for a timer, for what is not a valid message, and for what belongs to another partition.
    public var message: Message?
    /// nil where it was taken, and where the same message was rejected before.
    public var refusal: Refusal?
    /// The partition of the loop that did it.
    public var partition: Int32
    /// Where the message stands, and when the log received it, in milliseconds since 1970; nil for a timer.
    public var place: (topic: String, offset: Int64, timestamp: Int64)?
    /// The trace that the message belongs to, as it came.
    public var traceparent: String?
    /// How long it took, decoding and encoding included.
    public var took = Duration.zero
    /// What was sent on because of it.
    public var emitted: [Message] = []

    init(_ outcome: Outcome, partition: Int32) {
        self.outcome = outcome
        self.partition = partition
    }

    init(_ outcome: Outcome, _ record: Record, refusal: Refusal? = nil) {
        self.outcome = outcome
        self.refusal = refusal
        partition = record.partition
        place = (record.topic, record.offset, record.timestamp)
    }
}

/// A case that has not ended.
public struct OpenCase: Sendable {
    public var id: String
    /// The contract's word for it.
    public var state: String
    /// Since when, in milliseconds since 1970.
    public var since: Int64

    public init(id: String, state: String, since: Int64) {
        self.id = id
        self.state = state
        self.since = since
    }
}
