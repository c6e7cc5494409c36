internal import Contracts
internal import Fulfillment

/// One action as it was pressed first: what was answered, when, by whom, and the message that says so.
struct ActionRecord: Sendable, Equatable {
    /// Which answer of its form: `here`, `pulled`, `send`.
    var answer: String
    var pressedAt: Timestamp
    /// nil where nobody has said who they are.
    var person: String?
    var topic: Topic
    var body: RecordBody

    private static let version = "turnback-action-1"

    /// A head of lines, an empty line, and the message as the log has it.
    var bytes: [UInt8] {
        let head = [
            Self.version, answer, String(pressedAt.milliseconds), person ?? "", topic.rawValue, String(body.keyLength),
            String(body.headersLength), "", "",
        ]
        return Array(head.joined(separator: "\n").utf8) + body.bytes
    }

    init(answer: String, pressedAt: Timestamp, person: String?, topic: Topic, body: RecordBody) {
        self.answer = answer
        self.pressedAt = pressedAt
        self.person = person
        self.topic = topic
        self.body = body
    }

    /// nil where the bytes are not such a record.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var head: [String] = []
        for _ in 0..<8 {
            guard let end = rest.firstIndex(of: 10) else { return nil }
            head.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[(end + 1)...]
        }
        guard head[0] == Self.version, let pressedAt = Int64(head[2]), let topic = Topic(rawValue: head[4]),
            let keyLength = Int32(head[5]), let headersLength = Int32(head[6]), keyLength >= 0, headersLength >= 0,
            Int(keyLength) + Int(headersLength) <= rest.count
        else { return nil }
        self.init(
            answer: head[1], pressedAt: Timestamp(milliseconds: pressedAt), person: head[3].isEmpty ? nil : head[3],
            topic: topic,
            body: RecordBody(bytes: Array(rest), keyLength: keyLength, headersLength: headersLength, hasValue: true))
    }
}
