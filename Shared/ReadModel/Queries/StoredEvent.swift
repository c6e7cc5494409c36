internal import Contracts
internal import Fulfillment

/// A message as the table `events` has it.
struct StoredEvent {
    /// The columns that it is made from.
    static let columns = "id, type, recorded_at, at, partition, offset, sender, message_id, causation_id, data, alias, principal"

    let id: Int64
    let type: MessageType?
    let recordedAt: Int64
    let at: Int64?
    let partition: Int32
    let offset: Int64
    let sender: String
    let messageId: String
    let causationId: String?
    let data: [UInt8]
    let alias: String?
    let principal: String?

    init(_ row: SQLiteRow) {
        id = row.integer(0)
        type = StoredType.type(row.integer(1))
        recordedAt = row.integer(2)
        at = row.integerIfAny(3)
        partition = Int32(truncatingIfNeeded: row.integer(4))
        offset = row.integer(5)
        sender = StoredSender.sender(row, 6)
        messageId = row.text(7)
        causationId = row.textIfAny(8)
        data = row.bytes(9)
        alias = row.textIfAny(10)
        principal = row.textIfAny(11)
    }

    /// What it says; nil for a type of another version.
    var message: Message? { type.flatMap { Message.read(data, $0, sender: sender, id: messageId) } }

    /// It as an entry of a timeline.
    var entry: TimelineEntry? {
        guard let type, let message else { return nil }
        let recorded = Timestamp(milliseconds: recordedAt)
        let made = at.map { Timestamp(milliseconds: $0) }
        return TimelineEntry(
            message: message, at: message.saidAt ?? made ?? recorded, madeAt: made, recordedAt: recorded,
            sender: sender, messageId: messageId, causationId: causationId,
            place: LogPosition(topic: type.topic, alias: alias, partition: partition, offset: offset),
            caseId: message.caseId, outboundOrderId: message.outboundOrderId, person: message.person,
            principal: principal)
    }
}

extension Message {
    /// The message in data that was read from the log before.
    static func read(_ data: [UInt8], _ type: MessageType, sender: String, id: String) -> Message? {
        var reader = JSONReader(data)
        return try? Message(Envelope(source: sender, id: id, type: type), &reader)
    }

    /// The message in data that was read before, where nothing follows from its sender.
    static func own(_ data: [UInt8], _ type: MessageType) -> Message? { read(data, type, sender: "turnback", id: "-") }

    /// When it was so, by the clock of whoever says it; nil where the data does not say.
    var saidAt: Timestamp? {
        switch self {
        case .outboundOrderSubmitted(let submitted): submitted.submittedAt
        case .cancellationRequested(let request): request.requestedAt
        case .warehouseReported(let report): report.reportedAt
        case .outboundOrderChanged(let changed): changed.changedAt
        case .cancellationChanged(let changed): changed.changedAt
        case .cancellationContradicted(let contradicted): contradicted.reportedAt
        case .stockMoved(let moved): moved.movedAt
        case .returnOrderChanged(let order): order.changedAt
        case .task, .stockCommand, .stockReply, .returnOrderCommand, .rejected: nil
        }
    }

    /// The person that it names.
    var person: String? {
        switch self {
        case .cancellationRequested(let request): request.requestedBy
        case .warehouseReported(let report): report.reportedBy
        case .stockMoved(let moved): moved.movement.actor
        case .stockCommand(let command):
            if case .adjust(let adjustment) = command.action, !adjustment.actor.isEmpty { adjustment.actor } else { nil }
        default: nil
        }
    }

    /// The outbound order that it is about.
    var outboundOrderId: String? {
        switch self {
        case .outboundOrderSubmitted(let submitted): submitted.outboundOrderId
        case .warehouseReported(let report): report.outboundOrderId
        case .outboundOrderChanged(let changed): changed.outboundOrderId
        case .cancellationContradicted(let contradicted): contradicted.outboundOrderId
        case .task(let task): task.outboundOrderId
        case .stockMoved(let moved): moved.movement.outboundOrderId
        case .returnOrderChanged(let order): order.created.outboundOrderId
        case .returnOrderCommand(.create(let created)): created.outboundOrderId
        case .stockCommand(let command):
            switch command.action {
            case .adjust(let adjustment): adjustment.outboundOrderId
            case .release(let move): move.outboundOrderId
            default: nil
            }
        case .cancellationRequested, .cancellationChanged, .stockReply, .returnOrderCommand, .rejected: nil
        }
    }

    /// Its place among messages of the same millisecond: what is published follows from what was said.
    var rank: Int {
        switch self {
        case .outboundOrderSubmitted, .cancellationRequested, .warehouseReported, .stockCommand, .returnOrderCommand: 0
        case .stockMoved, .stockReply: 1
        case .outboundOrderChanged: 2
        case .cancellationChanged: 3
        case .task: 4
        case .returnOrderChanged: 5
        case .rejected: 6
        case .cancellationContradicted: 7
        }
    }
}
