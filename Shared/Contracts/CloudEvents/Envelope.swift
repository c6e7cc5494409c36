public import Fulfillment

/// The CloudEvents 1.0 attributes of a message.
public struct Envelope: Sendable, Equatable {
    private var storage: Storage

    /// With `id`, identifies the message: the same pair again is a redelivery, where type and content are the same too.
    public var source: String {
        get { attributes.source }
        _modify { yield &attributes.source }
    }
    public var id: String {
        get { attributes.id }
        _modify { yield &attributes.id }
    }
    public var type: MessageType {
        get { attributes.type }
        _modify { yield &attributes.type }
    }
    /// When it happened; nil where the sender did not say.
    public var time: Timestamp? {
        get { attributes.time }
        _modify { yield &attributes.time }
    }
    public var subject: String? {
        get { attributes.subject }
        _modify { yield &attributes.subject }
    }
    /// The case.
    public var correlationId: String? {
        get { attributes.correlationId }
        _modify { yield &attributes.correlationId }
    }
    /// The id of the message that caused this one.
    public var causationId: String? {
        get { attributes.causationId }
        _modify { yield &attributes.causationId }
    }
    /// How many messages the service wrote because of it, this one among them; nil in what earlier versions wrote.
    public var causationCount: Int? {
        get { attributes.causationCount }
        _modify { yield &attributes.causationCount }
    }
    /// W3C trace context, which travels along.
    public var traceparent: String? {
        get { attributes.traceparent }
        _modify { yield &attributes.traceparent }
    }
    public var tracestate: String? {
        get { attributes.tracestate }
        _modify { yield &attributes.tracestate }
    }
    /// Who is behind it: the principal that HTTP has authenticated. It travels with all that the message brings about.
    public var principal: String? {
        get { attributes.principal }
        _modify { yield &attributes.principal }
    }

    public init(
        source: String, id: String, type: MessageType, time: Timestamp? = nil, subject: String? = nil,
        correlationId: String? = nil, causationId: String? = nil, causationCount: Int? = nil,
        traceparent: String? = nil, tracestate: String? = nil, principal: String? = nil
    ) {
        storage = Storage(
            EnvelopeAttributes(
                source: source,
                id: id,
                type: type,
                time: time,
                subject: subject,
                correlationId: correlationId,
                causationId: causationId,
                causationCount: causationCount,
                traceparent: traceparent,
                tracestate: tracestate,
                principal: principal))
    }

    /// Its attributes live once for all copies, until one of them is changed: an envelope is handed on many times.
    private final class Storage: @unchecked Sendable {
        // Unchecked: `attributes` is changed only while one value alone has this storage.
        var attributes: EnvelopeAttributes

        init(_ attributes: EnvelopeAttributes) { self.attributes = attributes }
    }

    private var attributes: EnvelopeAttributes {
        _read { yield storage.attributes }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.attributes) }
            yield &storage.attributes
        }
    }

    public static func == (one: Envelope, other: Envelope) -> Bool {
        one.storage === other.storage || one.storage.attributes == other.storage.attributes
    }

    /// The header of `principal`, in both modes: only who has authenticated somebody writes it.
    public static let principalHeader: StaticString = "ce_principal"

    /// The source that this is, where one of Turnback's services writes under it; read without making a string.
    static func ownSource(_ text: ByteText) -> String? {
        switch text {
        case "turnback/orders": "turnback/orders"
        case "turnback/inventory": "turnback/inventory"
        case "turnback/returns": "turnback/returns"
        default: nil
        }
    }

    /// Turnback wrote it: its type is one that only Turnback writes, or one that Turnback also writes, and its source says so. What
    /// only others send is theirs, whatever they call themselves.
    public var isOwn: Bool {
        !type.isSentByOthers || (type.isSentByTurnback && isFromOwnService)
    }

    /// Its source says that one of Turnback's services wrote it.
    public var isFromOwnService: Bool { Self.isOwnService(source) }

    /// Whether one of Turnback's services writes under this source.
    public static func isOwnService(_ source: String) -> Bool {
        switch source {
        case "turnback/orders", "turnback/inventory", "turnback/returns": true
        default: false
        }
    }

    /// Its name: distinguishes it from all others, unless its sender gives an id twice.
    public var identity: Fingerprint {
        var print = Fingerprint()
        print.add(source)
        print.add(id)
        return print
    }
}

/// What an envelope consists of; ``Envelope`` says what each attribute means.
private struct EnvelopeAttributes: Equatable {
    var source: String
    var id: String
    var type: MessageType
    var time: Timestamp?
    var subject: String?
    var correlationId: String?
    var causationId: String?
    var causationCount: Int?
    var traceparent: String?
    var tracestate: String?
    var principal: String?
}
