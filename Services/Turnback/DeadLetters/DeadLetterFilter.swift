import Contracts
import Fulfillment
import Operations

/// Which dead letters are meant.
struct DeadLetterFilter {
    var letter: DeadLetterRecord.Mark?
    var code: String?
    /// The topic it came from.
    var topic: String?
    var key: String?
    /// When it was dead-lettered: not before the first, and before the second.
    var since: Timestamp?
    var before: Timestamp?

    static let options = [
        Option(
            "code", "CODE", defaultText: "any", help: "Only dead letters of this code.",
            rule: .oneOf(DecodeError.Code.allCases.map(\.rawValue))),
        Option(
            "topic", "TOPIC", defaultText: "any", help: "Only dead letters that came from this topic.",
            rule: .oneOf(DeadLetterRecord.sources.map(\.rawValue))),
        Option("key", "KEY", defaultText: "any", help: "Only dead letters of this key."),
        Option("since", "TIME", defaultText: "any", help: "Only what was dead-lettered then or later.", rule: time),
        Option("before", "TIME", defaultText: "any", help: "Only what was dead-lettered before.", rule: time),
    ]

    private static let time = ValueRule.custom(
        allowed: "a time such as 2026-11-24T08:00:00Z", accepts: { Timestamp(rfc3339: $0) != nil })

    init() {}

    init(_ invocation: Invocation) {
        code = invocation.stringIfGiven("code")
        topic = invocation.stringIfGiven("topic")
        key = invocation.stringIfGiven("key")
        since = invocation.stringIfGiven("since").flatMap { Timestamp(rfc3339: $0) }
        before = invocation.stringIfGiven("before").flatMap { Timestamp(rfc3339: $0) }
    }

    func accepts(_ one: DeadLetterRecord) -> Bool {
        let time = Timestamp(milliseconds: one.record.timestamp)
        return (letter == nil || one.mark == letter) && (code == nil || one.code == code)
            && (topic == nil || one.origin?.topic == topic) && (key == nil || one.key == key)
            && (since.map { time >= $0 } ?? true) && (before.map { time < $0 } ?? true)
    }
}
