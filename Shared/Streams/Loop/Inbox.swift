internal import Contracts
internal import Fulfillment

/// Turns a record into what is to be done with it: process it, send it to its partition, or put it aside.
struct Inbox {
    let topology: ServiceTopology
    let partitions: [Topic: Int32]
    private let consumed: [Topic]

    init(topology: ServiceTopology, partitions: [Topic: Int32]) {
        self.topology = topology
        self.partitions = partitions
        consumed = topology.consumed
    }

    enum Verdict {
        case process(Envelope, Message, key: [UInt8])
        /// The message belongs to another partition.
        case reroute(key: [UInt8], partition: Int32)
        case deadLetter(DecodeError)
    }

    func judge(_ record: Record) -> Verdict {
        guard let topic = consumed.first(where: { $0.name == record.topic }) else {
            return .deadLetter(DecodeError(.unknownType, "", "topic \(record.topic) is not read here"))
        }
        let isRerouted = topic == topology.reroutes
        do throws(DecodeError) {
            let origin = isRerouted ? originalTopic(record) : topic
            let opened = try EnvelopeReader(record.body, topic: origin, .decision)
            let envelope = opened.envelope
            try envelope.type.mustBelong(on: origin)
            var data = opened.data
            let message = try Message(envelope, &data)
            let key = message.keyBytes
            let partition = Murmur2.partition(of: key, count: partitions[topic] ?? 1)
            if partition != record.partition, !isRerouted { return .reroute(key: key, partition: partition) }
            return .process(envelope, message, key: key)
        } catch {
            return .deadLetter(error)
        }
    }

    /// The topic a rerouted message came to first: it decides which types it may have, and in which modes it may be written.
    private func originalTopic(_ record: Record) -> Topic {
        let header = record.body.headers.last { $0.name == Self.originHeader }
        return header?.value.flatMap { Topic(rawValue: String(decoding: $0, as: UTF8.self)) } ?? topology.reroutes
    }

    /// Names the topic that a rerouted message came to.
    static let originHeader = "x-rerouted-from"

    /// The record, as it goes to the service's own reroutes: its content untouched, its key the right one.
    func reroute(_ record: Record, key: [UInt8], partition: Int32) -> OutgoingRecord {
        OutgoingRecord(
            topic: topology.reroutes.name, partition: partition, timestamp: record.timestamp,
            body: record.body.replacing(key: key, adding: [Header(Self.originHeader, record.topic)]))
    }
}

extension MessageType {
    /// A type is read on its own topic alone: on another, its messages would stand in no order with those of their key.
    fileprivate func mustBelong(on topic: Topic) throws(DecodeError) {
        guard self.topic != topic else { return }
        throw DecodeError(.unknownType, "ce_type", "\(rawValue) is read on \(self.topic.name), not on \(topic.name)")
    }
}

extension RecordBody {
    /// The same value and headers under another key and with further headers.
    func replacing(key: [UInt8]?, adding: [Header]) -> RecordBody {
        RecordBody(key: key, headers: headers + adding, value: value)
    }
}
