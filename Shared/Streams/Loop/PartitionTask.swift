internal import Contracts
internal import Fulfillment

/// One partition of a service: its state, and the processing of its records.
final class PartitionTask {
    let partition: Int32
    let store: StateStore
    let timers: Timers
    let expiry: Expiry
    let inbox: Inbox
    let processor: any Processor
    let mark: DecisionMark
    private let formerWriters: FormerWriters?
    /// What its service writes under.
    private let source: String

    init(
        partition: Int32, store: StateStore, timers: Timers, expiry: Expiry, inbox: Inbox, processor: any Processor,
        mark: DecisionMark, clock: Int64
    ) throws(LogError) {
        self.partition = partition
        self.store = store
        self.timers = timers
        self.expiry = expiry
        self.inbox = inbox
        self.processor = processor
        self.mark = mark
        source = "turnback/" + inbox.topology.name
        formerWriters = inbox.topology.doors.isEmpty ? nil : try FormerWriters(store, clock: clock)
    }

    /// What was done, and what is to be written for it besides the changed state.
    typealias Result = (written: [OutgoingRecord], handled: HandledMessage)

    /// Takes in one record.
    ///
    /// - Parameter clock: milliseconds since 1970, by which timers go.
    func process(_ record: Record, clock: Int64) throws(LogError) -> Result {
        switch inbox.judge(record, former: { formerWriters?.include($0, at: clock) ?? false }) {
        case .process(let envelope, let message, let key, let sentOn, let alias):
            return try process(message, key, envelope, record, sentOn, alias, clock)
        case .sendOn(let sent):
            return ([sent], HandledMessage(.rerouted, record))
        case .deadLetter(let error):
            return deadLetter(record, error)
        }
    }

    /// Dead-letters a record, untouched.
    func deadLetter(_ record: Record, _ error: DecodeError) -> Result {
        let partitions = inbox.partitions[.deadLetters] ?? 1
        return (
            [DeadLetter.record(record, error, group: inbox.topology.name, partitions: partitions)],
            HandledMessage(
                .deadLettered, record,
                refusal: HandledMessage.Refusal(code: error.code.rawValue, message: error.description))
        )
    }

    private func process(
        _ message: Message, _ key: [UInt8], _ envelope: Envelope, _ record: Record, _ sentOn: SentOn?,
        _ alias: String?, _ clock: Int64
    ) throws(LogError) -> Result {
        var context = ProcessingContext(
            (envelope, message, key),
            cause: ProcessingContext.Cause(
                source: envelope.source, id: envelope.id, correlationId: envelope.correlationId,
                traceparent: envelope.traceparent, tracestate: envelope.tracestate, 
                principal: alias.map { inbox.tenants.table.principal($0) ?? $0 } ?? envelope.principal),
            origin: MessageOrigin(
                source: envelope.source, id: envelope.id, topic: sentOn?.name.text ?? record.topic,
                partition: sentOn?.partition ?? record.partition, offset: sentOn?.offset ?? record.offset),
            time: envelope.time ?? Timestamp(milliseconds: record.timestamp), state: store, timers: timers,
            clock: clock, service: inbox.topology.name, source: source)
        var handled = HandledMessage(.taken, record)
        handled.message = message
        handled.traceparent = envelope.traceparent
        if let alias, let reason = inbox.tenants.table.refusal(of: message, envelope, from: alias) {
            try refuse(Rejection(.notAllowed, reason), message, envelope, &context, &handled)
            handled.emitted = context.emitted
            return (outgoing(context), handled)
        }
        // Turnback's own services have acted on it where what they sent was refused: that stands.
        if envelope.isOwn || envelope.isFromOwnService, try refusal(of: context.identity) != nil {
            handled.outcome = .rejected
            return ([], handled)
        }
        do throws(ProcessingError) {
            mark.begin(.record(record.topic, offset: record.offset))
            defer { mark.end() }
            try processor.process(message, &context)
        } catch {
            switch error {
            case .log(let error): throw error
            case .unreadable(let entity, let reason):
                return deadLetter(record, DecodeError(.notProcessable, "", Self.closed(entity, reason)))
            case .rejected(let rejection): try refuse(rejection, message, envelope, &context, &handled)
            }
        }
        handled.emitted = context.emitted
        return (outgoing(context), handled)
    }

    /// Fires the timer of an entity, which was due at this time.
    func fire(_ entity: [UInt8], due: Int64, clock: Int64) throws(LogError) -> Result {
        let name = String(decoding: entity, as: UTF8.self)
        var context = ProcessingContext(
            nil, cause: ProcessingContext.Cause(source: "turnback/\(inbox.topology.name)/timers", id: "\(name)@\(due)"),
            origin: nil, time: Timestamp(milliseconds: due), state: store, timers: timers, clock: due,
            service: inbox.topology.name, source: source)
        timers.set(entity, at: nil)
        do throws(ProcessingError) {
            mark.begin(.timer(entity))
            defer { mark.end() }
            try processor.fire(entity, &context)
        } catch {
            switch error {
            case .log(let error): throw error
            case .rejected(let rejection): return putOff(entity, rejection.message, clock: clock)
            case .unreadable(let entity, let reason): return putOff(entity, Self.closed(entity, reason), clock: clock)
            }
        }
        var handled = HandledMessage(.taken, partition: partition)
        handled.emitted = context.emitted
        return (outgoing(context), handled)
    }

    /// Why this is not decided again: processes have ended over it. Nil where it is to be decided.
    func reasonNotToDecide(_ subject: @autoclosure () -> DecisionMark.Subject) -> String? {
        guard mark.hasEnds else { return nil }
        let ends = mark.ends(over: subject())
        guard ends >= DecisionMark.limit else { return nil }
        return
            "the process ended \(ends) times in a row while it decided this: a fault of \(inbox.topology.name), whose "
            + "error output says where"
    }

    /// How long a timer is put off with which nothing can be done now.
    static let putOff: Int64 = 3_600_000

    /// Lets a timer be due later. It is not taken away: the entity would wait for ever.
    func putOff(_ entity: [UInt8], _ reason: String, clock: Int64) -> Result {
        timers.set(entity, at: clock + Self.putOff)
        var handled = HandledMessage(.putOff, partition: partition)
        handled.refusal = HandledMessage.Refusal(
            code: "timer", message: "the timer of \(String(decoding: entity, as: UTF8.self)): \(reason)")
        return ([], handled)
    }

    /// Why nothing is decided about an entity whose state this version cannot read.
    private static func closed(_ entity: [UInt8], _ reason: String) -> String {
        "the state of \(String(decoding: entity, as: UTF8.self)) cannot be read by this version (\(reason)), so nothing "
            + "changes it; start the version that wrote it, then send this again with turnback dead-letters replay"
    }

    private func outgoing(_ context: ProcessingContext) -> [OutgoingRecord] {
        guard !context.emitted.isEmpty else { return [] }
        let tenants = inbox.tenants.table
        var records: [OutgoingRecord] = []
        records.reserveCapacity(context.emitted.count)
        context.forEachEmitted { message, envelope in
            let body = message.body(envelope)
            records.append(
                OutgoingRecord(
                    topic: tenants.topicName(of: message),
                    partition: Murmur2.partition(
                        of: body.bytes[body.keyRange ?? 0..<0],
                        count: inbox.partitions[envelope.type.ownTopic] ?? 1),
                    body: body))
        }
        return records
    }

    /// The batch in hand is committed up to this offset of the state topic.
    func commit(offset: Int64) throws(LogError) {
        try store.commit(offset: offset)
        timers.commit()
        expiry.commit()
    }

    /// The batch in hand is dropped.
    func drop() {
        store.drop()
        timers.drop()
        expiry.drop()
    }

    /// Where it is remembered that a message was refused, and where earlier versions did so.
    private static func refusalKeys(_ identity: MessageIdentity) -> (now: [UInt8], before: [[UInt8]]) {
        let name = Refusals.prefix + Array(String(identity.name.value, radix: 16).utf8)
        func key(_ content: UInt64) -> [UInt8] { name + Array(("-" + String(content, radix: 16)).utf8) }
        return (key(identity.content ?? 0), (identity.former.map { [key($0)] } ?? []) + [name])
    }

    /// The code with which a message was refused last; nil where it was not.
    private func refusal(of identity: MessageIdentity) throws(LogError) -> String? {
        guard try store.mayHoldRefusals() else { return nil }
        let keys = Self.refusalKeys(identity)
        var value = try store.get(keys.now)
        for key in keys.before where value == nil { value = try store.get(key) }
        return value.flatMap(Refusals.Stored.init(text:))?.code
    }

    /// A message that was refused is judged again, because it may be accepted now. Refused as before, it is not reported again.
    private func refuse(
        _ rejection: Rejection, _ message: Message, _ envelope: Envelope, _ context: inout ProcessingContext,
        _ handled: inout HandledMessage
    ) throws(LogError) {
        handled.outcome = .rejected
        guard try refusal(of: context.identity) != rejection.code.rawValue else {
            return context.refuseAgain(rejection.code)
        }
        handled.refusal = HandledMessage.Refusal(code: rejection.code.rawValue, message: rejection.message)
        reject(rejection, message, envelope, &context)
    }

    /// Notifies the sender, and remembers it.
    private func reject(
        _ rejection: Rejection, _ message: Message, _ envelope: Envelope, _ context: inout ProcessingContext
    ) {
        let stored = Refusals.Stored(code: rejection.code.rawValue, at: context.clock)
        store.put(Self.refusalKeys(context.identity).now, stored.text)
        context.refuse(rejection.code)
        context.emit(
            .rejected(
                MessageRejected(
                    rejection: rejection, key: message.key, messageSource: envelope.source,
                    messageId: envelope.id, messageType: envelope.type.rawValue,
                    topic: context.origin?.topic ?? "", partition: context.origin?.partition ?? -1,
                    offset: context.origin?.offset ?? -1)))
    }
}
