import Contracts
import Operations
import Streams

/// A line that holds an event others may send, ready to be written.
struct EventLine {
    let type: MessageType
    let key: String
    let id: String
    let record: OutgoingRecord

    /// Checks the line with the codecs that the services read with; it is written as it came.
    ///
    /// What Turnback publishes (outcomes, events, tasks, replies, movements, rejections) is refused: written by another hand
    /// it would be believed.
    init(_ line: [UInt8], partitions: [Topic: Int32]) throws(DecodeError) {
        let headers = [Header("content-type", "application/cloudevents+json; charset=UTF-8")]
        let unkeyed = RecordBody(key: nil, headers: headers, value: line)
        // In structured mode the topic does not matter to the codec: the type says it.
        let opened = try EnvelopeReader(unkeyed, topic: .orderCommands)
        type = opened.envelope.type
        guard type.isSentByOthers else {
            throw DecodeError(.unknownType, "type", "\(type.rawValue) is published by Turnback, and not accepted from others")
        }
        var data = opened.data
        key = try Message(opened.envelope, &data).key
        id = opened.envelope.id
        record = OutgoingRecord(
            topic: type.topic.name, partition: Murmur2.partition(of: key.utf8, count: partitions[type.topic] ?? 1),
            body: RecordBody(key: Array(key.utf8), headers: headers, value: line))
    }

    /// `TOPIC  KEY  ID`, or the same as JSON.
    func report(json: Bool) -> String {
        guard json else { return "\(type.topic.name)  \(PlainText.of(key))  \(PlainText.of(id))" }
        return JSONLine.object { writer in
            writer.field("topic", type.topic.name)
            writer.field("partition", Int(record.partition))
            writer.field("key", key)
            writer.field("type", type.rawValue)
            writer.field("id", id)
        }
    }
}
