/// Where a message that a service has sent on to itself came to first. It decides which types it may have, in which modes it
/// may be written, and how a refusal names it.
public struct SentOn: Sendable, Equatable {
    public var topic: Topic
    public var partition: Int32
    public var offset: Int64

    /// Nil for a record that does not say so. One of an earlier version names no more than the topic.
    public init?(_ record: Record) {
        let body = record.body
        var (topic, partition, offset): (Topic?, Int32?, Int64?)
        body.forEachHeader { name, value in
            guard let value, body.bytes.begins(name, with: "x-rerouted-") else { return }
            var text: String { String(decoding: body.bytes[value], as: UTF8.self) }
            switch ByteText(bytes: body.bytes, range: name) {
            case "x-rerouted-from": topic = Topic(rawValue: text)
            case "x-rerouted-partition": partition = Int32(text)
            case "x-rerouted-offset": offset = Int64(text)
            default: break
            }
        }
        guard let topic else { return nil }
        (self.topic, self.partition, self.offset) = (topic, partition ?? record.partition, offset ?? record.offset)
    }

    /// The headers that say so of a record.
    public static func headers(of record: Record) -> [Header] {
        [
            Header("x-rerouted-from", record.topic), Header("x-rerouted-partition", String(record.partition)),
            Header("x-rerouted-offset", String(record.offset)),
        ]
    }
}
