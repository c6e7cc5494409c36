import Contracts
import Fulfillment

@testable import Streams
@testable import TestLogs

/// Brings messages of the outside world to the log, at least once: late, twice, without their key, to the wrong partition,
/// and now and then something that is not a message at all.
final class Post {
    private let appender: any LogAppender
    private let faults: FaultDraw
    private let clock: SimulatedClock
    private var partitions: Int32
    /// Those that come later, whether for the first time or again.
    private var held: [OutgoingRecord] = []
    private var sent = 0

    init(_ log: SimulatedLog, _ faults: FaultDraw, _ clock: SimulatedClock, partitions: Int32) throws(LogError) {
        appender = try log.appender()
        self.faults = faults
        self.clock = clock
        self.partitions = partitions
    }

    var isEmpty: Bool { held.isEmpty }

    /// It hears that the topics have more partitions. Those that are held go where they were to go.
    func hear(partitions: Int32) { self.partitions = partitions }

    func send(_ message: Message) throws(LogError) {
        sent += 1
        faults.tally.sent += 1
        let envelope = Envelope(
            source: "world", id: "m-\(sent)", type: message.type, time: Timestamp(milliseconds: clock.now))
        let record = misaddressed(message.body(envelope), key: message.key, topic: message.type.topic)
        if faults.strikes(.poison, message.type.topic.name) { try deliver(poison(record)) }
        if faults.strikes(.redelivered, "m-\(sent)") { held.append(record) }
        if faults.strikes(.delayed, "m-\(sent)") { held.append(record) } else { try deliver(record) }
    }

    /// Brings one of those that were held back.
    func deliverLate() throws(LogError) {
        guard !held.isEmpty else { return }
        try deliver(held.remove(at: faults.number(in: 0...held.count - 1)))
    }

    private func deliver(_ record: OutgoingRecord) throws(LogError) { try appender.append([record]) }

    private func misaddressed(_ body: RecordBody, key: String, topic: Topic) -> OutgoingRecord {
        let right = Murmur2.partition(of: key.utf8, count: partitions)
        var record = OutgoingRecord(topic: topic.name, partition: right, body: body)
        if faults.strikes(.wrongPartition, key) {
            record.partition = (right + 1) % partitions
        } else if faults.strikes(.noKey, key) {
            record.partition = Int32(faults.number(in: 0...Int(partitions) - 1))
            record.body = RecordBody(key: nil, headers: body.headers, value: body.value)
        } else if faults.strikes(.wrongKey, key) {
            let wrong = Array("somebody/else".utf8)
            record.partition = Murmur2.partition(of: wrong, count: partitions)
            record.body = RecordBody(key: wrong, headers: body.headers, value: body.value)
        }
        return record
    }

    /// The like of a record, spoiled.
    private func poison(_ record: OutgoingRecord) -> OutgoingRecord {
        var spoiled = record
        let body = record.body
        switch faults.number(in: 0...3) {
        case 0: spoiled.body = RecordBody(key: body.key, headers: body.headers, value: Array("{".utf8))
        case 1: spoiled.body = RecordBody(key: body.key, headers: [], value: body.value)
        case 2: spoiled.body = RecordBody(key: nil, value: nil)
        default: spoiled.body = RecordBody(key: body.key, headers: body.headers.dropLast(2), value: [0xff, 0])
        }
        return spoiled
    }
}
