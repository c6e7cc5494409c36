import Contracts
import Fulfillment
import Operations
import Streams

/// A dead letter as a line of a file: what was sent, so that it can be edited and sent again.
struct DeadLetterLine {
    /// Which one it is; nil in a line that somebody wrote.
    var mark: DeadLetterRecord.Mark?
    /// When that one was dead-lettered, and its code, as the export wrote them; nil in a line that does not say it.
    var at: String?
    var code: String?
    var topic: TopicName
    var key: [UInt8]?
    var headers: [Header]
    var value: [UInt8]?

    // MARK: Written

    /// The line of a dead letter. What is not text is written in Base64, under a name that says so.
    static func text(of letter: DeadLetterRecord) -> String {
        JSONLine.object { writer in
            writer.field("deadLetter", letter.mark.description)
            writer.field("at", Timestamp(milliseconds: letter.record.timestamp).rfc3339)
            writer.field("code", letter.code)
            writer.field("message", letter.message)
            writer.field("topic", orNull: letter.origin?.topic)
            write(letter.content.key, "key", "keyBase64", &writer)
            writer.key("headers")
            writer.array { writer in
                for header in letter.content.headers {
                    writer.object { writer in
                        writer.field("name", header.name)
                        write(header.value, "value", "valueBase64", &writer)
                    }
                }
            }
            write(letter.content.value, "value", "valueBase64", &writer)
        }
    }

    private static func write(
        _ bytes: [UInt8]?, _ name: StaticString, _ encodedName: StaticString, _ writer: inout JSONWriter
    ) {
        guard let bytes else { return writer.field(name, orNull: nil) }
        if let text = String(validating: bytes, as: UTF8.self) {
            writer.field(name, text)
        } else {
            writer.field(encodedName, Base64.text(bytes))
        }
    }

    // MARK: Read

    /// Reads a line, and checks that a service can read what it holds now.
    init(_ line: [UInt8]) throws(DecodeError) {
        let node = try JSONNode(line)
        guard let topic = (node["topic"]?.text).flatMap({ TopicName($0) }),
            DeadLetterRecord.sources.contains(topic.topic)
        else { throw DecodeError(.invalidField, "topic", "is not a topic that a service reads") }
        mark = try Self.mark(node["deadLetter"])
        at = node["at"]?.text
        code = node["code"]?.text
        self.topic = topic
        key = try Self.bytes(node, "key", "keyBase64")
        value = try Self.bytes(node, "value", "valueBase64")
        headers = []
        for header in node["headers"]?.elements ?? [] {
            guard let name = header["name"]?.text else { throw DecodeError(.invalidField, "headers", "have no name") }
            headers.append(Header(name, try Self.bytes(header, "value", "valueBase64")))
        }
        let opened = try EnvelopeReader(body, topic: topic.topic)
        var data = opened.data
        _ = try Message(opened.envelope, &data)
    }

    private static func mark(_ node: JSONNode?) throws(DecodeError) -> DeadLetterRecord.Mark? {
        guard let node, node != .null else { return nil }
        guard let mark = node.text.flatMap(DeadLetterRecord.Mark.init) else {
            throw DecodeError(.invalidField, "deadLetter", "is not PARTITION@OFFSET, such as 0@3")
        }
        return mark
    }

    /// Checks that the dead letter that it names is the one that it was exported from: another deployment has the same numbers.
    ///
    /// Time and code say so, which nobody edits. Topic, key, headers and value may be what was wrong.
    func mustBeOf(_ letter: DeadLetterRecord?) throws(DecodeError) {
        guard let mark else { return }
        let remedy = "export it from here again, or take deadLetter out of the line to send it without closing any"
        guard let letter else {
            throw DecodeError(.invalidField, "deadLetter", "there is no dead letter \(mark) here: \(remedy)")
        }
        let time = Timestamp(milliseconds: letter.record.timestamp).rfc3339
        guard at == time, code == letter.code else {
            throw DecodeError(
                .invalidField, "deadLetter",
                "\(mark) here is another one (\(letter.code), of \(time)), and the line is of "
                    + "\(code ?? "no code"), of \(at ?? "no time"): \(remedy)")
        }
    }

    private static func bytes(
        _ node: JSONNode, _ name: String, _ encodedName: String
    ) throws(DecodeError) -> [UInt8]? {
        if let text = node[name]?.text { return Array(text.utf8) }
        guard let encoded = node[encodedName]?.text else { return nil }
        guard let bytes = Base64.bytes(encoded) else { throw DecodeError(.invalidField, encodedName, "is not Base64") }
        return bytes
    }

    var body: RecordBody { RecordBody(key: key, headers: headers, value: value) }

    /// The record that is sent, with a header that names the dead letter.
    func record(partitions: [Topic: Int32]) -> OutgoingRecord {
        let count = partitions[topic.topic] ?? 1
        let mark = mark.map { [Header(DeadLetterRecord.replayedHeader, $0.description)] } ?? []
        return OutgoingRecord(
            topic: topic.text, partition: key.map { Murmur2.partition(of: $0, count: count) } ?? 0,
            body: RecordBody(key: key, headers: headers + mark, value: value))
    }
}
