import Contracts
import Fulfillment
import Operations

/// Which dead letters are meant.
struct DeadLetterFilter {
    var letter: DeadLetterRecord.Mark?
    var code: String?
    /// The topic it came from, in full; the common one means those of tenants too.
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
            "topic", "TOPIC", defaultText: "any",
            help: "Only dead letters that came from this topic, such as orders.commands.",
            rule: TopicRule.rule(DeadLetterRecord.sources)),
        Option("key", "KEY", defaultText: "any", help: "Only dead letters of this key."),
        Option(
            "since", "TIME", defaultText: "any", help: "Only what was dead-lettered then or later.",
            rule: TimeRule.rule),
        Option("before", "TIME", defaultText: "any", help: "Only what was dead-lettered before.", rule: TimeRule.rule),
    ]

    init() {}

    init(_ invocation: Invocation) {
        code = invocation.stringIfGiven("code")
        topic = invocation.stringIfGiven("topic").flatMap(TopicRule.topic)?.name
        key = invocation.stringIfGiven("key")
        since = invocation.time("since")
        before = invocation.time("before")
    }

    func accepts(_ one: DeadLetterRecord) -> Bool {
        let time = Timestamp(milliseconds: one.record.timestamp)
        return (letter == nil || one.mark == letter) && (code == nil || one.code == code)
            && (topic == nil || one.origin.map { TopicName($0.topic)?.topic.name ?? $0.topic } == topic)
            && (key == nil || one.key == key)
            && (since.map { time >= $0 } ?? true) && (before.map { time < $0 } ?? true)
    }
}
