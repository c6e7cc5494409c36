internal import Contracts
internal import Fulfillment

/// One partition of a service: its state, and the processing of its records.
struct PartitionTask {
    let partition: Int32
    let store: StateStore
    let timers: Timers
    let expiry: Expiry
    let inbox: Inbox
    let processor: any Processor

    /// Takes in one record. Returns what is to be written for it besides the changed state.
    ///
    /// - Parameter clock: milliseconds since 1970, by which timers go.
    func process(
        _ record: Record, clock: Int64, _ observe: (LoopEvent) -> Void
    ) throws(LogError) -> [OutgoingRecord] {
        switch inbox.judge(record) {
        case .process(let envelope, let message):
            return try process(message, envelope, record, clock, observe)
        case .reroute(let key, let partition):
            observe(.rerouted(topic: record.topic, partition: record.partition, offset: record.offset))
            return [inbox.reroute(record, key: key, partition: partition)]
        case .deadLetter(let error):
            return deadLetter(record, error, observe)
        }
    }

    /// Puts a record aside, untouched.
    func deadLetter(_ record: Record, _ error: DecodeError, _ observe: (LoopEvent) -> Void) -> [OutgoingRecord] {
        observe(
            .deadLettered(
                code: error.code.rawValue, message: error.description, topic: record.topic,
                partition: record.partition, offset: record.offset))
        let partitions = inbox.partitions[.deadLetters] ?? 1
        return [DeadLetter.record(record, error, group: inbox.topology.name, partitions: partitions)]
    }

    private func process(
        _ message: Message, _ envelope: Envelope, _ record: Record, _ clock: Int64, _ observe: (LoopEvent) -> Void
    ) throws(LogError) -> [OutgoingRecord] {
        var context = ProcessingContext(
            cause: ProcessingContext.Cause(
                source: envelope.source, id: envelope.id, correlationId: envelope.correlationId,
                traceparent: envelope.traceparent, tracestate: envelope.tracestate),
            origin: MessageOrigin(
                source: envelope.source, id: envelope.id, topic: record.topic, partition: record.partition,
                offset: record.offset),
            time: envelope.time ?? Timestamp(milliseconds: record.timestamp), state: store, timers: timers, clock: clock,
            service: inbox.topology.name)
        let refused = Self.refusalKey(context.identity)
        // A redelivery of what was refused changes nothing, even where it would be taken now.
        if try store.get(refused) != nil { return [] }
        do throws(ProcessingError) {
            try processor.process(message, &context)
        } catch {
            switch error {
            case .log(let error): throw error
            case .rejected(let rejection): try reject(rejection, message, envelope, record, &context, observe)
            }
        }
        return outgoing(context)
    }

    /// Fires the timer of an entity, which was due at this time.
    func fire(
        _ entity: [UInt8], due: Int64, clock: Int64, _ observe: (LoopEvent) -> Void
    ) throws(LogError) -> [OutgoingRecord] {
        let name = String(decoding: entity, as: UTF8.self)
        var context = ProcessingContext(
            cause: ProcessingContext.Cause(source: "turnback/\(inbox.topology.name)/timers", id: "\(name)@\(due)"),
            origin: nil, time: Timestamp(milliseconds: due), state: store, timers: timers, clock: due,
            service: inbox.topology.name)
        timers.set(entity, at: nil)
        do throws(ProcessingError) { try processor.fire(entity, &context) } catch {
            switch error {
            case .log(let error): throw error
            case .rejected(let rejection): return putOff(entity, rejection.message, clock: clock, observe)
            }
        }
        return outgoing(context)
    }

    /// How long a timer is put off with which nothing can be done now.
    static let putOff: Int64 = 3_600_000

    /// Lets a timer be due later. It is not taken away: the entity would wait for ever.
    func putOff(
        _ entity: [UInt8], _ reason: String, clock: Int64, _ observe: (LoopEvent) -> Void
    ) -> [OutgoingRecord] {
        observe(.timerPutOff(entity: String(decoding: entity, as: UTF8.self), reason: reason))
        timers.set(entity, at: clock + Self.putOff)
        return []
    }

    private func outgoing(_ context: ProcessingContext) -> [OutgoingRecord] {
        context.emitted.enumerated().map { index, message in
            OutgoingRecord(
                topic: message.type.topic.name, partition: partition(of: message),
                body: message.body(context.envelope(of: message, at: index)))
        }
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

    private func partition(of message: Message) -> Int32 {
        Murmur2.partition(of: message.key.utf8, count: inbox.partitions[message.type.topic] ?? 1)
    }

    /// Where it is remembered that a message was refused.
    private static func refusalKey(_ identity: Fingerprint) -> [UInt8] {
        Refusals.prefix + Array(String(identity.value, radix: 16).utf8)
    }

    /// Tells the sender, and remembers it.
    private func reject(
        _ rejection: Rejection, _ message: Message, _ envelope: Envelope, _ record: Record,
        _ context: inout ProcessingContext, _ observe: (LoopEvent) -> Void
    ) throws(LogError) {
        store.put(Self.refusalKey(context.identity), Array(rejection.code.rawValue.utf8))
        context.emit(
            .rejected(
                MessageRejected(
                    rejection: rejection, key: message.key, messageSource: envelope.source,
                    messageId: envelope.id, messageType: envelope.type.rawValue, topic: record.topic,
                    partition: record.partition, offset: record.offset)))
        observe(
            .rejected(
                code: rejection.code.rawValue, message: rejection.message, topic: record.topic,
                partition: record.partition, offset: record.offset))
    }
}
