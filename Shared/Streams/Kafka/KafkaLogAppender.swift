public import Contracts
internal import Kafka
internal import Synchronization

/// Writes outside of transactions: one idempotent producer, shared by the threads that call.
public final class KafkaLogAppender: LogAppender {
    private let settings: KafkaLogSettings
    private let current: Mutex<Producer?>

    init(_ settings: KafkaLogSettings) throws(LogError) {
        self.settings = settings
        current = Mutex(try translated { () throws(KafkaError) in try Producer(settings.appender()) })
    }

    /// Returns when all of these are durable on all in-sync brokers. Throws `.retriable` when none of them is in the
    /// log, and `.unknown` when some may be.
    public func append(_ records: [OutgoingRecord]) throws(LogError) {
        guard let producer = current.withLock({ $0 }) else { throw LogError(.fatal, "the appender is closed") }
        let ticket = producer.ticket()
        var refused: KafkaError?
        for record in records {
            do throws(KafkaError) {
                try unsafe record.withParts { (key, value, headers) throws(KafkaError) in
                    try unsafe producer.produce(
                        topic: record.topic, partition: record.partition, timestamp: record.timestamp, key: key,
                        value: value, headers: headers, ticket: ticket)
                }
            } catch {
                refused = error
                break
            }
        }
        let delivery = producer.finish(ticket, timeout: .seconds(600))
        if producer.fatalError != nil { renew(producer) }
        switch delivery {
        case .all:
            guard let refused else { return }
            // Those before the refused one are in the log.
            throw LogError(refused, otherwise: .unknown)
        case .none(let error):
            throw LogError(.retriable, (refused ?? error).description)
        case .some(let error):
            throw LogError(.unknown, error.description)
        }
    }

    /// An idempotent producer with a fatal error is of no use any more, another one is (until 2.3.0 a connection that
    /// ends at the wrong moment is enough). The first thread to see it makes the new one.
    private func renew(_ spent: Producer) {
        let mine = current.withLock { current in
            guard current === spent else { return false }
            if let fresh = try? Producer(settings.appender()) { current = fresh }
            return true
        }
        if mine { spent.close(deadline: .zero) }
    }

    public func close() {
        let producer = current.withLock { current in
            defer { current = nil }
            return current
        }
        producer?.close(deadline: .seconds(5))
    }
}
