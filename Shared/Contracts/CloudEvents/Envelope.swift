public import Fulfillment

/// The CloudEvents 1.0 attributes of a message.
public struct Envelope: Sendable, Equatable {
    /// With `id`, identifies the message: the same pair again is a redelivery, where type and content are the same too.
    public var source: String
    public var id: String
    public var type: MessageType
    /// When it happened; nil where the sender did not say.
    public var time: Timestamp?
    public var subject: String?
    /// The case.
    public var correlationId: String?
    /// The id of the message that caused this one.
    public var causationId: String?
    /// How many messages the service wrote because of it, this one among them; nil in what earlier versions wrote.
    public var causationCount: Int?
    /// W3C trace context, which travels along.
    public var traceparent: String?
    public var tracestate: String?
    /// Who is behind it: the principal that HTTP has authenticated. It travels with all that the message brings about.
    public var principal: String?

    public init(
        source: String, id: String, type: MessageType, time: Timestamp? = nil, subject: String? = nil,
        correlationId: String? = nil, causationId: String? = nil, causationCount: Int? = nil,
        traceparent: String? = nil, tracestate: String? = nil, principal: String? = nil
    ) {
        self.principal = principal
        self.source = source
        self.id = id
        self.type = type
        self.time = time
        self.subject = subject
        self.correlationId = correlationId
        self.causationId = causationId
        self.causationCount = causationCount
        self.traceparent = traceparent
        self.tracestate = tracestate
    }

    /// The header of `principal`, whatever the mode: only who has authenticated somebody writes it.
    public static let principalHeader: StaticString = "ce_principal"

    /// The sources that Turnback's services write under.
    static let ownSources: Set<String> = ["turnback/orders", "turnback/inventory", "turnback/returns"]

    /// The same, read without making a string.
    static func ownSource(_ text: ByteText) -> String? {
        switch text {
        case "turnback/orders": "turnback/orders"
        case "turnback/inventory": "turnback/inventory"
        case "turnback/returns": "turnback/returns"
        default: nil
        }
    }

    /// Turnback wrote it: its type is one that only Turnback writes, or its source says so.
    public var isOwn: Bool {
        !type.isSentByOthers || isFromOwnService
    }

    /// Its source says that one of Turnback's services wrote it.
    public var isFromOwnService: Bool { source.utf8.starts(with: "turnback/".utf8) && Self.ownSources.contains(source) }

    /// What it is called: tells it from all others, unless its sender gives an id twice.
    public var identity: Fingerprint {
        var print = Fingerprint()
        print.add(source)
        print.add(id)
        return print
    }
}
