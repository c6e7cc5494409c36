import Contracts
import Fulfillment
package import Operations
package import Streams

/// A message that a run sends: its id is made from the run's and the entity's names, so a repeated run says the same.
struct Saying: Sendable, Equatable {
    var id: String
    var at: Timestamp
    var message: Message
}

/// What the services said.
enum Heard: Sendable {
    case message(Message, at: Timestamp, id: String)
    /// A message of this run became a dead letter: why, and the key it had.
    case deadLetter(key: String, reason: String)
}

/// All the systems around Turnback in one: store, order management, warehouse floor and carrier. Sends what they send,
/// and hears what concerns its run, and nothing else on the topics.
package final class OutsideWorld {
    package let names: RunNames
    private let reader: any LogReader
    private let appender: any LogAppender
    private let partitions: [Topic: Int32]
    private let prefixes: [[UInt8]]
    private let shutdown: ShutdownSignal
    package private(set) var sent = 0
    package private(set) var heard = 0

    /// What the services say, and where it is heard.
    static let topics: [Topic] = [
        .cancellationOutcomes, .warehouseTasks, .orderEvents, .returnEvents, .inventoryMovements, .rejections,
        .deadLetters,
    ]

    /// Hears from now on. Make it before anything is sent.
    package init(
        on log: any Log, topics: [String: TopicDescription], names: RunNames, shutdown: ShutdownSignal
    ) throws(Failure) {
        self.names = names
        self.shutdown = shutdown
        prefixes = names.keyPrefixes
        partitions = TopicPlan.partitionCounts(in: topics)
        var positions: [TopicPartition: Position] = [:]
        for topic in Self.topics {
            for partition in 0..<(partitions[topic] ?? 0) { positions[TopicPartition(topic.name, partition)] = .end }
        }
        do throws(LogError) {
            reader = try log.reader(from: positions)
            appender = try log.appender()
        } catch { throw error.failure }
    }

    package func close() {
        reader.close()
        appender.close()
    }

    /// Returns when all of it is in the log. A log that is away is waited for: what may have arrived already is sent
    /// once more, under the same id.
    func send(_ sayings: [Saying]) throws(Failure) {
        guard !sayings.isEmpty else { return }
        let records = sayings.map { saying in
            OutgoingRecord(
                topic: saying.message.type.topic.name,
                partition: Murmur2.partition(
                    of: saying.message.key.utf8, count: partitions[saying.message.type.topic] ?? 1),
                body: saying.message.body(
                    Envelope(source: names.source, id: saying.id, type: saying.message.type, time: saying.at)))
        }
        while true {
            do throws(LogError) {
                try appender.append(records)
                sent += records.count
                return
            } catch {
                guard error.outcome == .retriable || error.outcome == .unknown, !shutdown.isRequested else {
                    throw error.failure
                }
                shutdown.wait(until: .now + .milliseconds(500))
            }
        }
    }

    /// What was said since the last call; empty after the timeout.
    func listen(timeout: Duration) throws(Failure) -> [Heard] {
        let records: [Record]
        do throws(LogError) { records = try reader.poll(timeout: timeout) } catch { throw error.failure }
        var all: [Heard] = []
        all.reserveCapacity(records.count)
        for record in records where isOurs(record.body) { all.append(try hear(record)) }
        heard += all.count
        return all
    }

    private func isOurs(_ body: RecordBody) -> Bool {
        guard let key = body.keyRange else { return false }
        return prefixes.contains { body.bytes[key].starts(with: $0) }
    }

    private func hear(_ record: Record) throws(Failure) -> Heard {
        guard record.topic != Topic.deadLetters.name else {
            let reason = record.body.headers.first { $0.name == "__streams.errors.message" }?.value ?? []
            return .deadLetter(
                key: String(decoding: record.body.key ?? [], as: UTF8.self),
                reason: String(decoding: reason, as: UTF8.self))
        }
        do throws(DecodeError) {
            guard let topic = Topic(rawValue: record.topic) else { throw DecodeError(.badKey, "", "unknown topic") }
            let (envelope, message) = try Message.decode(record.body, topic: topic)
            return .message(
                message, at: envelope.time ?? Timestamp(milliseconds: record.timestamp), id: envelope.id)
        } catch {
            throw Failure(
                .software,
                "\(record.topic)/\(record.partition)@\(record.offset) is not a valid message: \(error.description)")
        }
    }
}
