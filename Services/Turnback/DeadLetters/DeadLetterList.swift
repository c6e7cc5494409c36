import Contracts
import Operations

/// The dead letters, as a table of those that are still to be dealt with, or as JSON lines.
struct DeadLetterList {
    private(set) var letters: [DeadLetterRecord]
    /// Dead letters that were sent again and came back: the newer one stands for them.
    let cameBack: Set<DeadLetterRecord.Mark>

    init(_ all: [DeadLetterRecord]) {
        cameBack = Set(all.compactMap(\.replayOf))
        letters = all.sorted { a, b in
            (a.record.timestamp, a.mark.partition, a.mark.offset) < (
                b.record.timestamp, b.mark.partition, b.mark.offset
            )
        }
    }

    /// Those of this code and from this topic that did not come back.
    func toReplay(code: String?, topic: String?) -> [DeadLetterRecord] {
        letters.filter { letter in
            !cameBack.contains(letter.mark) && (code == nil || letter.code == code)
                && (topic == nil || letter.origin?.topic == topic)
        }
    }

    /// Without those that came back.
    func table(style: TextStyle) -> String {
        var table = TextTable(["DEAD LETTER", "FROM", "CODE", "WHY", "KEY", "VALUE", "REPLAY OF"])
        for letter in letters where !cameBack.contains(letter.mark) {
            table.add([
                letter.mark.description,
                letter.origin.map { "\(Topic.short($0.topic)) \($0.partition)@\($0.offset)" } ?? "?",
                PlainText.of(letter.code, limit: 20), PlainText.of(letter.message, limit: 70),
                letter.key.map { PlainText.of($0, limit: 30) } ?? "none",
                letter.record.body.value.map { PlainText.of($0, limit: 40) } ?? "none",
                letter.replayOf?.description ?? "",
            ])
        }
        return table.render(style: style)
    }

    /// The line of one dead letter; the value is cut after 1,000 characters.
    func jsonLine(_ letter: DeadLetterRecord) -> String {
        JSONLine.object { writer in
            writer.field("topic", letter.record.topic)
            writer.field("partition", Int(letter.record.partition))
            writer.field("offset", Int(letter.record.offset))
            writer.field("originalTopic", orNull: letter.origin?.topic)
            writer.key("originalPartition")
            if let origin = letter.origin { writer.integer(Int64(origin.partition)) } else { writer.null() }
            writer.key("originalOffset")
            if let origin = letter.origin { writer.integer(origin.offset) } else { writer.null() }
            writer.field("code", letter.code)
            writer.field("message", letter.message)
            writer.field("group", ifPresent: letter.group)
            writer.field("at", ifPresent: letter.at)
            writer.field("key", orNull: letter.key)
            let value = letter.record.body.value
            writer.field("valueBytes", value?.count ?? 0)
            let shown = value.map { String(decoding: $0.prefix(32_000), as: UTF8.self).prefix(1_000) }
            writer.field("value", orNull: shown.map { String($0) })
            writer.field("replayOf", ifPresent: letter.replayOf?.description)
            if cameBack.contains(letter.mark) { writer.field("cameBack", true) }
        }
    }
}

extension Topic {
    /// `orders.events` of `fulfillment.orders.events.v1`; another's topic as it is.
    static func short(_ name: String) -> String {
        guard Topic(rawValue: name) != nil else { return PlainText.of(name, limit: 60) }
        return String(name.dropFirst("fulfillment.".count).dropLast(".v1".count))
    }
}
