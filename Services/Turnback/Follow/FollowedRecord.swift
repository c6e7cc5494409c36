import Contracts
import Fulfillment
import Operations

/// A record as `follow` shows it.
struct FollowedRecord {
    let record: Record
    let content: Content

    enum Content {
        case message(LoggedMessage)
        case deadLetter(DeadLetterRecord)
        /// On a topic of messages, and none: the service that reads it will put it aside.
        case unreadable(DecodeError)
    }

    /// The topics that are followed: in this order where they were written at the same millisecond.
    static let topics: [Topic] = [
        .orderCommands, .cancellationRequests, .warehouseReports, .returnCommands, .inventoryMovements,
        .inventoryReplies, .orderEvents, .cancellationOutcomes, .warehouseTasks, .returnEvents, .rejections,
        .deadLetters,
    ]

    init(_ record: Record) {
        self.record = record
        if record.topic == Topic.deadLetters.name {
            content = .deadLetter(DeadLetterRecord(record))
        } else {
            do throws(DecodeError) { content = .message(try LoggedMessage(record)) } catch {
                content = .unreadable(error)
            }
        }
    }

    var key: String? { record.body.key.map { String(decoding: $0, as: UTF8.self) } }

    var time: Timestamp {
        if case .message(let logged) = content { return logged.time }
        return Timestamp(milliseconds: record.timestamp)
    }

    /// When the log took it in: by this they are in their sequence.
    var recordedAt: Timestamp { Timestamp(milliseconds: record.timestamp) }

    /// By the log's time, then in the order of `topics`, then by place.
    static func precedes(_ a: FollowedRecord, _ b: FollowedRecord) -> Bool {
        func rank(_ one: FollowedRecord) -> (Int64, Int, Int32, Int64) {
            (
                one.record.timestamp, topics.firstIndex(of: Topic(named: one.record.topic) ?? .deadLetters) ?? topics.count,
                one.record.partition, one.record.offset
            )
        }
        return rank(a) < rank(b)
    }

    // MARK: As a line

    /// Time, topic, key, sentence.
    func line(style: TextStyle) -> String {
        let sentence: Sentence
        switch content {
        case .message(let logged): sentence = Sentence(logged.message)
        case .deadLetter(let letter): sentence = Sentence(letter)
        case .unreadable(let error):
            sentence = Sentence("no valid message: \(error.code.rawValue), \(PlainText.of(error.description))", .bad)
        }
        let topic = Self.padded(Topic.short(record.topic), to: 22)
        let key = Self.padded(key.map { PlainText.of($0) } ?? "no key", to: 14)
        return "\(style.dim(recordedAt.rfc3339))  \(topic)  \(style.bold(key))  \(sentence.styled(style))"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    // MARK: As JSON

    /// The contract of `--json`; what is not a message has `error`, and its value as text, instead of data.
    func jsonLine() -> String {
        JSONLine.object { writer in
            writer.field("topic", record.topic)
            writer.field("partition", Int(record.partition))
            writer.field("offset", Int(record.offset))
            writer.field("key", orNull: key)
            if case .message(let logged) = content {
                writer.field("type", logged.envelope.type.rawValue)
                writer.field("id", logged.envelope.id)
                writer.field("time", time.rfc3339)
                writer.field("recordedAt", recordedAt.rfc3339)
                writer.field("principal", ifPresent: logged.envelope.principal)
                writer.key("data")
                writer.raw(logged.data)
                return
            }
            writer.field("type", orNull: nil)
            writer.field("id", orNull: nil)
            writer.field("time", time.rfc3339)
            writer.field("recordedAt", recordedAt.rfc3339)
            writer.field("data", orNull: nil)
            writer.key("error")
            writer.object { encodeError(&$0) }
            writer.field("value", orNull: record.body.value.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    private func encodeError(_ writer: inout JSONWriter) {
        switch content {
        case .message: break
        case .unreadable(let error):
            writer.field("code", error.code)
            writer.field("message", error.description)
        case .deadLetter(let letter):
            writer.field("code", letter.code)
            writer.field("message", letter.message)
            guard let origin = letter.origin else { return }
            writer.field("topic", origin.topic)
            writer.field("partition", Int(origin.partition))
            writer.field("offset", Int(origin.offset))
        }
    }
}
