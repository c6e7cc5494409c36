internal import Contracts
internal import Fulfillment

/// One partition of a service: its state, and the processing of its records.
struct PartitionTask {
    let partition: Int32
    let store: StateStore
    let inbox: Inbox
    let processor: any Processor

    /// Takes in one record. Returns what is to be written for it besides the changed state.
    func process(_ record: Record, _ observe: (LoopEvent) -> Void) throws(LogError) -> [OutgoingRecord] {
        switch inbox.judge(record) {
        case .process(let envelope, let message):
            return try process(message, envelope, record, observe)
        case .reroute(let key, let partition):
            observe(.rerouted(topic: record.topic, partition: record.partition, offset: record.offset))
            return [inbox.reroute(record, key: key, partition: partition)]
        case .deadLetter(let error):
            observe(
                .deadLettered(
                    code: error.code.rawValue, message: error.description, topic: record.topic,
                    partition: record.partition, offset: record.offset))
            let partitions = inbox.partitions[.deadLetters] ?? 1
            return [DeadLetter.record(record, error, group: inbox.topology.name, partitions: partitions)]
        }
    }

    private func process(
        _ message: Message, _ envelope: Envelope, _ record: Record, _ observe: (LoopEvent) -> Void
    ) throws(LogError) -> [OutgoingRecord] {
        var context = ProcessingContext(
            envelope: envelope, time: envelope.time ?? Timestamp(milliseconds: record.timestamp), state: store,
            service: inbox.topology.name)
        do throws(ProcessingError) {
            try processor.process(message, &context)
        } catch {
            switch error {
            case .log(let error): throw error
            case .rejected(let rejection): try reject(rejection, message, record, &context, observe)
            }
        }
        return context.emitted.enumerated().map { index, message in
            OutgoingRecord(
                topic: message.type.topic.name, partition: partition(of: message),
                body: message.body(context.envelope(of: message, at: index)))
        }
    }

    private func partition(of message: Message) -> Int32 {
        Murmur2.partition(of: message.key.utf8, count: inbox.partitions[message.type.topic] ?? 1)
    }

    /// Tells the sender, once: a redelivery of what was refused is silent.
    private func reject(
        _ rejection: Rejection, _ message: Message, _ record: Record, _ context: inout ProcessingContext,
        _ observe: (LoopEvent) -> Void
    ) throws(LogError) {
        let memory = Array("rejected/\(String(context.identity.value, radix: 16))".utf8)
        guard try store.get(memory) == nil else {
            context.dropEmitted()
            return
        }
        store.put(memory, Array(rejection.code.rawValue.utf8))
        context.emit(
            .rejected(
                MessageRejected(
                    rejection: rejection, key: message.key, messageSource: context.envelope.source,
                    messageId: context.envelope.id, messageType: context.envelope.type.rawValue, topic: record.topic,
                    partition: record.partition, offset: record.offset)))
        observe(
            .rejected(
                code: rejection.code.rawValue, message: rejection.message, topic: record.topic,
                partition: record.partition, offset: record.offset))
    }
}
