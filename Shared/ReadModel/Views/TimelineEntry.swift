public import Contracts
public import Fulfillment
import Streams

/// One message about an order, a case or a return order: who said it, when, and what.
public struct TimelineEntry: Sendable, Equatable {
    /// What was said, as the domain's own value.
    public var message: Message
    /// When it was so, by the clock of whoever said it.
    public var at: Timestamp
    /// When its sender made the message (`ce_time`); nil where it does not say.
    public var madeAt: Timestamp?
    /// When the log received it: timelines are in this order.
    public var recordedAt: Timestamp
    /// The system that sent it (`ce_source`): `turnback/orders` for what Turnback itself says.
    public var sender: String
    /// The id under which it was sent (`ce_id`).
    public var messageId: String
    /// The id of the message that caused it, where it names one.
    public var causationId: String?
    /// Where it stands in the log.
    public var place: LogPosition
    /// The case that it belongs to, where it names one.
    public var caseId: String?
    /// The outbound order that it is about, where it is about one.
    public var outboundOrderId: String?
    /// The person that it names: who reported, who adjusted, who asked.
    public var person: String?
    /// Who was authenticated as the sender of what brought it about; nil where nobody was.
    public var principal: String?

    public init(
        message: Message, at: Timestamp, madeAt: Timestamp? = nil, recordedAt: Timestamp, sender: String,
        messageId: String,
        causationId: String? = nil, place: LogPosition, caseId: String? = nil, outboundOrderId: String? = nil,
        person: String? = nil, principal: String? = nil
    ) {
        self.message = message
        self.at = at
        self.madeAt = madeAt
        self.recordedAt = recordedAt
        self.sender = sender
        self.messageId = messageId
        self.causationId = causationId
        self.place = place
        self.caseId = caseId
        self.outboundOrderId = outboundOrderId
        self.person = person
        self.principal = principal
    }
}

extension TimelineEntry {
    /// A message as it was read from the log.
    public init(_ message: Message, _ envelope: Envelope, in record: Record) {
        let name = TopicName(record.topic)
        let recorded = Timestamp(milliseconds: record.timestamp)
        self.init(
            message: message, at: message.saidAt ?? envelope.time ?? recorded, madeAt: envelope.time,
            recordedAt: recorded, sender: envelope.source, messageId: envelope.id, causationId: envelope.causationId,
            place: LogPosition(
                topic: name?.topic ?? message.type.topic, alias: name?.alias, partition: record.partition,
                offset: record.offset),
            caseId: message.caseId, outboundOrderId: message.outboundOrderId, person: message.person,
            principal: envelope.principal)
    }

    /// These, the oldest first, each message once: a redelivery is the same one.
    public static func timeline(_ said: some Sequence<TimelineEntry>) -> [TimelineEntry] {
        var seen: Set<Said> = []
        return said.filter { seen.insert(Said($0)).inserted }.sorted { $0.isBefore($1) }
    }

    /// What distinguishes a message from all others. What was sent on to another partition is the same one.
    struct Said: Hashable {
        let sender: String
        let id: String
        let type: MessageType
        let content: UInt64

        init(_ entry: TimelineEntry) {
            sender = entry.sender
            id = entry.messageId
            type = entry.message.type
            content = entry.message.content
        }
    }
}

/// Where a message stands in the log.
public struct LogPosition: Sendable, Hashable, Comparable {
    public var topic: Topic
    public var partition: Int32
    public var offset: Int64
    /// The tenant whose topic it is; nil for the common one.
    public var alias: String?

    public init(topic: Topic, alias: String? = nil, partition: Int32, offset: Int64) {
        self.topic = topic
        self.alias = alias
        self.partition = partition
        self.offset = offset
    }

    /// The topic's full name.
    public var name: String { TopicName(topic, alias: alias).text }

    /// By topic, partition and offset.
    public static func < (a: LogPosition, b: LogPosition) -> Bool {
        (a.name, a.partition, a.offset) < (b.name, b.partition, b.offset)
    }
}
