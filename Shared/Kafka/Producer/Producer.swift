internal import CRdKafka
internal import Threads

/// Writes messages outside of transactions; may be used by several threads at once. Set `enable.idempotence` for an
/// order that holds and no message twice, and one request under way (`max.in.flight.requests.per.connection`) for none
/// that is lost where a partition moves: see `TransactionalProducer.deliver`.
public final class Producer: Sendable {
    private let core: ProducerCore

    /// Some messages of one caller, which waits for all of them together.
    public struct Ticket: Sendable {
        let messages: DeliveryTicket
    }

    /// Makes a producer.
    public init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        core = try ProducerCore(configuration)
    }

    deinit { core.close(deadline: .zero) }

    /// Makes topics known before the first message.
    public func prepare(topics: [String], timeout: Duration) throws(KafkaError) {
        for topic in topics { _ = try core.topics.handle(topic, timeout: timeout) }
    }

    /// A ticket for messages that are waited for with `finish`, which must follow.
    public func ticket() -> Ticket { Ticket(messages: core.reports.tickets.make()) }

    /// Hands one message over, which is copied. Waits while the queue is full.
    ///
    /// A nil value is a tombstone; a nil timestamp is now. Throws when the topic or partition is not there or the message
    /// is too large; whether it was delivered is said by `finish` and `flush`.
    public func produce(
        topic: String, partition: Int32, timestamp: Int64? = nil, key: UnsafeRawBufferPointer?,
        value: UnsafeRawBufferPointer?, headers: consuming MessageHeaders? = nil, ticket: Ticket? = nil
    ) throws(KafkaError) {
        ticket?.messages.begin()
        do throws(KafkaError) {
            try unsafe core.produce(
                topic: topic, partition: partition, timestamp: timestamp, key: key, value: value, headers: headers,
                ticket: ticket?.messages.number ?? 0)
        } catch {
            ticket?.messages.withdraw()
            throw error
        }
    }

    /// What became of a ticket's messages.
    public enum Delivery: Sendable {
        /// All are durable.
        case all
        /// None is in the log.
        case none(KafkaError)
        /// Some are, or may be.
        case some(KafkaError)
    }

    /// Waits for all messages of a ticket. Each gets its report within `delivery.timeout.ms`; `timeout` is for a client
    /// that is beyond that.
    public func finish(_ ticket: Ticket, timeout: Duration) -> Delivery {
        let done = ticket.messages.wait(until: .after(timeout))
        core.reports.tickets.end(ticket.messages)
        guard let done else {
            return .some(KafkaError(code: KafkaError.Code.timedOut, context: "wait for delivery reports"))
        }
        guard let failure = done.failure else { return .all }
        return done.delivered == 0 && !done.isUncertain ? .none(failure) : .some(failure)
    }

    /// Waits until every message has its report; throws the first failure since the last flush.
    public func flush(timeout: Duration) throws(KafkaError) {
        try unsafe KafkaError.check(rd_kafka_flush(core.client.pointer, timeout.milliseconds), "flush")
        // The queue is empty when the last report stands in the event queue: wait until it was taken, too.
        let drained = core.reports.wait(until: .after(timeout)) { _ in
            unsafe rd_kafka_outq_len(core.client.pointer) == 0 ? true : nil
        }
        if let failure = core.reports.takeFailure() { throw failure }
        if drained == nil { throw KafkaError(code: KafkaError.Code.timedOut, context: "flush") }
    }

    /// The error for which the producer cannot go on, where there is one: then make another.
    public var fatalError: KafkaError? { core.client.fatalError("produce") }

    /// Delivers what is still there and ends the client, within the deadline.
    @discardableResult
    public func close(deadline: Duration) -> Bool { core.close(deadline: deadline) }
}
