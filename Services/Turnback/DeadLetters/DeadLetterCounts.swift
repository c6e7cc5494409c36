import Contracts
import Fulfillment
import Operations

/// How many dead letters there are of each code and topic.
struct DeadLetterCounts {
    struct Row: Equatable {
        var code: String
        /// In full; nil where the dead letters do not say it.
        var topic: String?
        var count = 0
        var oldest: Timestamp
        var newest: Timestamp
    }

    /// The most frequent first.
    let rows: [Row]

    init(_ letters: [DeadLetterRecord]) {
        var rows: [[String?]: Row] = [:]
        for letter in letters {
            let at = Timestamp(milliseconds: letter.record.timestamp)
            let topic = letter.origin?.topic
            var row = rows[[letter.code, topic]] ?? Row(code: letter.code, topic: topic, oldest: at, newest: at)
            row.count += 1
            row.oldest = min(row.oldest, at)
            row.newest = max(row.newest, at)
            rows[[letter.code, topic]] = row
        }
        self.rows = rows.values.sorted { ($1.count, $0.code, $0.topic ?? "") < ($0.count, $1.code, $1.topic ?? "") }
    }

    func table(style: TextStyle) -> String {
        var table = TextTable(["CODE", "FROM", TextTable.Column("DEAD LETTERS", .right), "OLDEST", "NEWEST"])
        for row in rows {
            table.add([
                PlainText.of(row.code, limit: 20), row.topic.map { Topic.short($0) } ?? "?", "\(row.count)",
                row.oldest.rfc3339,
                row.newest.rfc3339,
            ])
        }
        return table.render(style: style)
    }

    var jsonLines: [String] {
        rows.map { row in
            JSONLine.object { writer in
                writer.field("code", row.code)
                writer.field("topic", orNull: row.topic)
                writer.field("count", row.count)
                writer.field("oldest", row.oldest.rfc3339)
                writer.field("newest", row.newest.rfc3339)
            }
        }
    }
}
