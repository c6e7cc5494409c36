import Contracts
import Fulfillment

@testable import Reconciliation
@testable import TestWorld

/// What a world wrote, as it stands on the topics: each message under the id that the runtime would have given it.
struct RecordedLog {
    struct Entry {
        var message: Message
        var envelope: Envelope
    }

    var entries: [Entry] = []

    init(_ history: [World.Written]) {
        var recorder = Recorder(history)
        for written in history { recorder.take(written) }
        entries = recorder.entries
        // Each says how many follow from its cause.
        let origins = entries.map { DerivedId.origin(of: $0.envelope.id) }
        var counts: [UInt64: Int] = [:]
        for origin in origins.compactMap(\.self) { counts[origin, default: 0] += 1 }
        for (index, origin) in origins.enumerated() {
            entries[index].envelope.causationCount = origin.flatMap { counts[$0] }
        }
    }

    /// The records as they are read: each topic is one partition.
    var records: [Record] {
        var ends: [Topic: Int64] = [:]
        return entries.map { entry in
            let topic = entry.message.type.topic
            let offset = ends[topic, default: 0]
            ends[topic] = offset + 1
            return Record(
                topic: topic.name, partition: 0, offset: offset, timestamp: Sample.now.milliseconds,
                body: entry.message.body(entry.envelope))
        }
    }

    /// What the reconciliation says of it.
    func verdict() -> ReconcileReport {
        var reconciler = Reconciler()
        for record in records { reconciler.take(record) }
        return reconciler.verdict()
    }
}

/// Gives the messages of a world their envelopes.
private struct Recorder {
    private(set) var entries: [RecordedLog.Entry] = []
    /// What something follows from; a deadline has no message.
    private var named: [Fingerprint: Cause] = [:]
    /// The codes with which messages were refused: what follows from them bears other ids.
    private var codes: [Fingerprint: String] = [:]
    /// How many messages each service wrote because of something.
    private var counts: [String: Int] = [:]
    /// Where each message of somebody else stands, for whoever refuses it.
    private var origins: [Fingerprint: (topic: Topic, offset: Int64)] = [:]
    private var ends: [Topic: Int64] = [:]

    private struct Cause {
        var source: String
        var id: String
        var message: Message?

        func ids(_ service: World.Service) -> DerivedId {
            DerivedId(
                service: service.rawValue, source: source, id: id, type: message?.type.rawValue ?? "",
                content: message?.content ?? 0, key: message?.keyBytes ?? [])
        }
    }

    init(_ history: [World.Written]) {
        for written in history {
            if case .refused(let rejection, _) = written.content { codes[written.cause!] = rejection.code.rawValue }
        }
    }

    mutating func take(_ written: World.Written) {
        if case .deadline(let entity, let at) = written.content {
            named[written.identity!] = Cause(
                source: "turnback/\(written.service.rawValue)/timers", id: "\(entity)@\(at.milliseconds)")
            return
        }
        guard written.service != .others else {
            let id = String(written.identity!.value, radix: 16)
            let message = message(written, id: "")
            named[written.identity!] = Cause(source: "others", id: id, message: message)
            add(message, source: "others", id: id, identity: written.identity)
            return
        }
        let cause = named[written.cause!]!
        let counted = "\(written.service)\n\(cause.source)\n\(cause.id)"
        let index = counts[counted, default: 0]
        counts[counted] = index + 1
        var ids = cause.ids(written.service)
        if let code = codes[written.cause!] { ids = ids.refused(code) }
        let id = ids.id(index)
        let source = "turnback/\(written.service.rawValue)"
        let message = message(written, id: id)
        if let identity = written.identity { named[identity] = Cause(source: source, id: id, message: message) }
        add(message, source: source, id: id, identity: written.identity, causationId: cause.id)
    }

    private mutating func add(
        _ message: Message, source: String, id: String, identity: Fingerprint?, causationId: String? = nil
    ) {
        let topic = message.type.topic
        let offset = ends[topic, default: 0]
        ends[topic] = offset + 1
        if let identity { origins[identity] = (topic, offset) }
        entries.append(
            RecordedLog.Entry(
                message: message,
                envelope: Envelope(
                    source: source, id: id, type: message.type, time: Sample.now, causationId: causationId)))
    }

    private func message(_ written: World.Written, id: String) -> Message {
        switch written.content {
        case .sent(let body): Self.message(body)
        case .effect(let effect, let key): message(effect, of: key)
        case .moved(let movement, let warehouse):
            .stockMoved(StockMoved(movementId: id, warehouse: warehouse, movement: movement, movedAt: Sample.now))
        case .returnOrder(let order): .returnOrderChanged(order)
        case .refused(let rejection, let body): refusal(rejection, of: Self.message(body), written.cause)
        case .refusedLater(let rejection, let body): refusal(rejection, of: Self.message(body), nil)
        case .deadline: preconditionFailure("a deadline is not a message")
        }
    }

    private static func message(_ body: World.Body) -> Message {
        switch body {
        case .order(.submitted(let submitted)): .outboundOrderSubmitted(submitted)
        case .order(.requested(let request)): .cancellationRequested(request)
        case .order(.reported(let report)): .warehouseReported(report)
        case .order(.stockReplied(let reply)), .reply(let reply): .stockReply(reply)
        case .stock(let command): .stockCommand(command)
        case .returns(let command): .returnOrderCommand(command)
        }
    }

    private func message(_ effect: StoreOrderEffect, of key: StoreOrderKey) -> Message {
        switch effect {
        case .outboundOrderChanged(let order): .outboundOrderChanged(OutboundOrderChanged(order, of: key))
        case .cancellationChanged(let changed): .cancellationChanged(changed)
        case .contradicted(let contradicted): .cancellationContradicted(contradicted)
        case .taskOpened(let task), .taskClosed(let task): .task(task)
        case .refused(let refused): refusal(refused.rejection, of: Self.message(.order(refused.message)), nil)
        case .stock(let command): .stockCommand(command)
        case .returnOrder(let command): .returnOrderCommand(command)
        }
    }

    /// - Parameter identity: of the refused message; nil looks for a message that says this.
    private func refusal(_ rejection: Rejection, of message: Message, _ identity: Fingerprint?) -> Message {
        let origin = identity.flatMap { origins[$0] }
        let topic = message.type.topic
        let said = entries.first { $0.message == message }
        let offset = origin?.offset ?? 0
        let named = identity.flatMap { self.named[$0] }
        return .rejected(
            MessageRejected(
                rejection: rejection, key: message.key, messageSource: named?.source ?? said?.envelope.source ?? "",
                messageId: named?.id ?? said?.envelope.id ?? "", messageType: message.type.rawValue, topic: topic.name,
                partition: 0,
                offset: offset))
    }
}
