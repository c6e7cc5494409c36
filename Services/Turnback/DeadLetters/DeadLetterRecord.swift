import Contracts
import Fulfillment
import Processors
import Streams

/// A record of the dead letters: what was not a valid message, where it came from, and why.
struct DeadLetterRecord {
    private(set) var record: Record
    /// Texts that name people were left where it was written.
    private(set) var lacksTexts = false
    /// Where it came from; nil where the headers do not say so.
    private(set) var origin: Place?
    /// One of the contract's codes; empty where the headers name none.
    private(set) var code = ""
    /// Names the path, what was found and what is allowed.
    private(set) var message = ""
    /// The service that put it aside.
    private(set) var group: String?
    /// When it was written to its topic, as RFC 3339.
    private(set) var at: String?
    /// The dead letter whose replay failed again, as this says. Anybody can write such a header: it counts
    /// where `isReplay(of:)` agrees.
    var replayOf: Mark?

    /// A record's place.
    struct Place: Equatable {
        var topic: String
        var partition: Int32
        var offset: Int64
    }

    /// By which it is named.
    typealias Mark = DeadLetterMark

    /// Names, on a record that was sent again, the dead letter it was.
    static let replayedHeader = "x-dead-letter-replayed"
    /// Names the fields whose texts were not copied.
    private static let withoutHeader = "x-dead-letter-without"

    init(_ record: Record) {
        self.record = record
        var topic: String?
        var partition: Int32?
        var offset: Int64?
        for header in record.body.headers {
            let value = String(decoding: header.value ?? [], as: UTF8.self)
            switch header.name {
            case "__streams.errors.exception": code = value
            case "__streams.errors.message": message = value
            case "__streams.errors.topic": topic = value
            case "__streams.errors.partition": partition = Int32(value)
            case "__streams.errors.offset": offset = Int64(value)
            case "x-dead-letter-group": group = value
            case "x-dead-letter-at": at = value
            case Self.replayedHeader: replayOf = Mark(value)
            case Self.withoutHeader: lacksTexts = true
            default: break
            }
        }
        if let topic, let partition, let offset { origin = Place(topic: topic, partition: partition, offset: offset) }
    }

    /// The topics that services read: nothing is sent to any other, even where a header names one.
    static let sources: [Topic] = Topic.allCases.filter { topic in
        Plant.processors(Policies()).contains { $0.topology.consumed.contains(topic) }
    }

    /// What it says where it is not a dead letter, but dismisses one.
    var dismissal: DeadLetterDismissal? { DeadLetterDismissal(record.body) }
    var mark: Mark { Mark(record.partition, record.offset) }
    /// Who sent it, as far as it says: the principal that was authenticated, else the source of its CloudEvents attributes.
    var sender: String? {
        func header(_ name: String) -> String? {
            content.headers.last { $0.name == name }.flatMap { $0.value }.map { String(decoding: $0, as: UTF8.self) }
        }
        if let named = header("ce_principal") ?? header("ce_source"), !named.isEmpty { return named }
        guard let value = content.value, let node = try? JSONNode(value, keeping: ["source"]) else { return nil }
        return node["source"]?.text
    }
    var key: String? { record.body.key.map { String(decoding: $0, as: UTF8.self) } }

    /// The record as it was before it was dead-lettered, and before it was sent again.
    var content: RecordBody {
        RecordBody(
            key: record.body.key, headers: record.body.headers.filter { !Self.isAdded($0.name) },
            value: record.body.value)
    }

    /// Takes back the texts that were not copied.
    /// - Parameter origin: the record that stands where this came from; nil where nothing does any more.
    mutating func take(_ origin: Record?) {
        guard lacksTexts, let origin, origin.body.withoutTexts.body == content else { return }
        let headers = record.body.headers.filter { $0.name != Self.withoutHeader }
        record.body = RecordBody(key: record.body.key, headers: headers, value: origin.body.value)
        lacksTexts = false
    }

    /// Where it stands among all dead letters: in the order in which they were written.
    var order: (time: Int64, partition: Int32, offset: Int64) {
        (record.timestamp, record.partition, record.offset)
    }

    /// Whether this dead letter is that one, sent again: it says so, has the same content, came from the same topic and was
    /// dead-lettered later.
    func isReplay(of other: DeadLetterRecord) -> Bool {
        replayOf == other.mark && order > other.order && origin?.topic == other.origin?.topic
            && content.withoutTexts.body == other.content.withoutTexts.body
    }

    /// Whether this record of a topic is the dead letter, sent again: it is what a replay writes, and lies behind what was put
    /// aside.
    func isSentAgain(by record: Record, partitions: [Topic: Int32]) -> Bool {
        guard let origin, let original = original(partitions: partitions) else { return false }
        return record.topic == original.topic && record.body.withoutTexts.body == original.body.withoutTexts.body
            && (record.partition != origin.partition || record.offset > origin.offset)
    }

    /// The record as it was before it was dead-lettered, with a header that names this dead letter; nil where it is not
    /// known to come from a topic that a service reads.
    func original(partitions: [Topic: Int32]) -> OutgoingRecord? {
        guard let origin, let name = TopicName(origin.topic), Self.sources.contains(name.topic),
            let count = partitions[name.topic]
        else { return nil }
        let content = content
        return OutgoingRecord(
            topic: name.text,
            partition: content.key.map { Murmur2.partition(of: $0, count: count) } ?? origin.partition % count,
            body: RecordBody(
                key: content.key, headers: content.headers + [Header(Self.replayedHeader, mark.description)],
                value: content.value))
    }

    /// Headers that were added when it was dead-lettered, or sent again before.
    private static func isAdded(_ name: String) -> Bool {
        name.hasPrefix("__streams.errors.") || name == "x-dead-letter-group" || name == "x-dead-letter-at"
            || name == withoutHeader || name == replayedHeader
    }
}
