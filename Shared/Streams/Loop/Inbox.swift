internal import Contracts
internal import Fulfillment

/// Turns a record into what is to be done with it: process it, send it to its partition, or put it aside.
struct Inbox {
    let topology: ServiceTopology
    let partitions: [Topic: Int32]
    let tenants: TenantsInForce
    private let consumed: [Topic]
    private let behindDoors: [Topic]

    init(topology: ServiceTopology, partitions: [Topic: Int32], tenants: TenantsInForce) {
        self.topology = topology
        self.partitions = partitions
        self.tenants = tenants
        consumed = topology.consumed
        behindDoors = Array(topology.doors.values)
    }

    enum Verdict {
        /// To be decided; `sentOn` where the service sent it on to itself, `alias` where it came on a tenant's topic.
        case process(Envelope, Message, key: [UInt8], sentOn: SentOn?, alias: String?)
        /// The message belongs to another partition, or came through a door.
        case sendOn(OutgoingRecord)
        case deadLetter(DecodeError)
    }

    /// - Parameter former: says who of an earlier version may still come through a door.
    func judge(_ record: Record, former: (Envelope) -> Bool) -> Verdict {
        let tenants = tenants.table
        let own = consumed.first { $0.name == record.topic }
        let tenant = own == nil ? tenants.input(record.topic) : nil
        guard let topic = own ?? tenant?.topic, consumed.contains(topic) else {
            return .deadLetter(DecodeError(.unknownType, "", "topic \(record.topic) is not read here"))
        }
        let isRerouted = topic == topology.reroutes
        let sentOn = isRerouted || behindDoors.contains(topic) ? SentOn(record) : nil
        do throws(DecodeError) {
            let origin = sentOn?.topic ?? topic
            let opened = try EnvelopeReader(record.body, topic: origin, .decision)
            let envelope = opened.envelope
            let door = topology.doors[topic]
            // Who was let in through a door stands where it belongs.
            let alias = tenant?.alias ?? sentOn?.name.alias
            let isLetIn = alias != nil ? false : door == nil ? sentOn != nil && envelope.type.ownTopic == topic : former(envelope)
            if !isLetIn { try envelope.type.mustBelong(on: origin) }
            var data = opened.data
            let message = try Message(envelope, &data)
            let key = message.keyBytes
            let partition = Murmur2.partition(of: key, count: partitions[topic] ?? 1)
            if let door { return .sendOn(sent(record, to: door, key, partition)) }
            if partition != record.partition, !isRerouted {
                return .sendOn(sent(record, to: topology.reroutes, key, partition, isSentOn: sentOn != nil))
            }
            return .process(envelope, message, key: key, sentOn: sentOn, alias: alias)
        } catch {
            return .deadLetter(error)
        }
    }

    /// The record as the service sends it on to itself: its content untouched, its key the right one.
    private func sent(
        _ record: Record, to topic: Topic, _ key: [UInt8], _ partition: Int32, isSentOn: Bool = false
    ) -> OutgoingRecord {
        OutgoingRecord(
            topic: topic.name, partition: partition, timestamp: record.timestamp,
            body: record.body.replacing(key: key, adding: isSentOn ? [] : SentOn.headers(of: record)))
    }
}

extension MessageType {
    /// A type is read on its own topic alone: on another, its messages would stand in no order with those of their key.
    fileprivate func mustBelong(on topic: Topic) throws(DecodeError) {
        guard self.topic != topic, ownTopic != topic else { return }
        throw DecodeError(.unknownType, "ce_type", "\(rawValue) is read on \(self.topic.name), not on \(topic.name)")
    }
}

extension RecordBody {
    /// The same value and headers under another key and with further headers.
    func replacing(key: [UInt8]?, adding: [Header]) -> RecordBody {
        RecordBody(key: key, headers: headers + adding, value: value)
    }
}
