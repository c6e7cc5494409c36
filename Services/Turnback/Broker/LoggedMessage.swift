import Contracts
import Fulfillment
import Operations

/// A message as it stands in the log: where, with which attributes, and its data both decoded and as it was written.
struct LoggedMessage {
    let record: Record
    let envelope: Envelope
    let message: Message
    /// The data's JSON text, on one line.
    let data: [UInt8]

    init(_ record: Record) throws(DecodeError) {
        guard let topic = Topic(named: record.topic) else {
            throw DecodeError(.unknownType, "", "topic \(record.topic) is none of Turnback's")
        }
        let opened = try EnvelopeReader(record.body, topic: topic)
        var data = opened.data
        message = try Message(opened.envelope, &data)
        var whole = opened.data
        self.record = record
        self.data = JSONLine.text(record.body.bytes[try whole.skip()])
        envelope = opened.envelope
    }

    /// When it was made: its own time, else the log's.
    var time: Timestamp { envelope.time ?? Timestamp(milliseconds: record.timestamp) }
}

/// JSON text as one line.
enum JSONLine {
    /// Line breaks can only stand between values: within a string they are escaped.
    static func text(_ json: some Collection<UInt8>) -> [UInt8] {
        json.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    /// A line of its own, without its line feed.
    static func object(_ fields: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.object(fields)
        return text(of: writer)
    }

    /// What was written, as a line of output.
    static func text(of writer: borrowing JSONWriter) -> String {
        PlainText.json(String(decoding: writer.bytes, as: UTF8.self))
    }
}

extension JSONWriter {
    /// Writes null for nil.
    mutating func field(_ name: StaticString, orNull value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes an array of JSON texts that exist already.
    mutating func field(_ name: StaticString, texts: some Sequence<[UInt8]>) {
        key(name)
        array { writer in for text in texts { writer.raw(text) } }
    }
}
