/// Where a message that a service has sent on to itself came to first. It decides which types it may have, in which modes it
/// may be written, and how a refusal names it.
public struct SentOn: Sendable, Equatable {
    public var topic: Topic { name.topic }
    /// The topic's full name, which says which tenant sent it.
    public var name: TopicName
    public var partition: Int32
    public var offset: Int64

    /// Nil for a record that does not say so. One of an earlier version names no more than the topic.
    public init?(_ record: Record) {
        let body = record.body
        var (name, partition, offset): (TopicName?, Int32?, Int64?)
        body.forEachHeader { header, value in
            guard let value, body.bytes.begins(header, with: "x-rerouted-") else { return }
            var text: String { String(decoding: body.bytes[value], as: UTF8.self) }
            switch ByteText(bytes: body.bytes, range: header) {
            case "x-rerouted-from": name = TopicName(text)
            case "x-rerouted-partition": partition = Int32(text)
            case "x-rerouted-offset": offset = Int64(text)
            default: break
            }
        }
        guard let name else { return nil }
        (self.name, self.partition, self.offset) = (name, partition ?? record.partition, offset ?? record.offset)
    }

    /// The headers that say so of a record.
    public static func headers(of record: Record) -> [Header] {
        [
            Header("x-rerouted-from", record.topic), Header("x-rerouted-partition", String(record.partition)),
            Header("x-rerouted-offset", String(record.offset)),
        ]
    }
}
