import Contracts
import Operations
import Streams

/// The topics as a table.
enum TopicList {
    /// What Kafka knows of a topic; nil where the topic does not exist.
    struct Row {
        var topic: Topic
        var description: TopicDescription?
        var cleanup: String?
        var messages: Int64 = 0
    }

    static func run(_ source: TopicSource, json: Bool) throws(Failure) {
        let there = Topic.allCases.filter { source.topics[$0.name] != nil }
        let offsets: [TopicPartition: Range<Int64>]
        let cleanup: [String: String]
        do throws(LogError) {
            offsets = try source.offsets(of: there)
            cleanup = try source.cleanup(of: there)
        } catch { throw source.failure(error) }
        let rows = Topic.allCases.map { topic in
            Row(
                topic: topic, description: source.topics[topic.name], cleanup: cleanup[topic.name],
                messages: offsets.reduce(0) { $1.key.topic == topic.name ? $0 + Int64($1.value.count) : $0 })
        }
        Output.write(json ? rows.map(jsonLine) : [table(rows, style: TextStyle(for: .output))])
    }

    static func table(_ rows: [Row], style: TextStyle) -> String {
        var table = TextTable([
            "TOPIC", "KEY", TextTable.Column("PARTITIONS", .right), TextTable.Column("REPLICATION", .right), "CLEANUP",
            TextTable.Column("MESSAGES", .right),
        ])
        for row in rows {
            guard let description = row.description else {
                table.add([row.topic.name, row.topic.keyKind.rawValue, "missing"])
                continue
            }
            table.add([
                row.topic.name, row.topic.keyKind.rawValue, "\(description.partitions)", "\(description.replication)",
                row.cleanup ?? "?", "\(row.messages)",
            ])
        }
        return table.render(style: style)
    }

    static func jsonLine(_ row: Row) -> String {
        JSONLine.object { writer in
            writer.field("topic", row.topic.name)
            writer.field("key", row.topic.keyKind.rawValue)
            writer.field("exists", row.description != nil)
            guard let description = row.description else { return }
            writer.field("partitions", Int(description.partitions))
            writer.field("replication", description.replication)
            writer.field("cleanup", orNull: row.cleanup)
            writer.field("messages", Int(row.messages))
        }
    }
}
