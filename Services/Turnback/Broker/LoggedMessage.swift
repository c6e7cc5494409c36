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
            throw DecodeError(.unknownType, "", "topic \(record.topic) does not belong to Turnback")
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
