import Contracts
import Operations

/// The topics of the contract, as they are meant to be; `turnback topics list` shows them as they are.
enum TopicFacts {
    static func table(style: TextStyle) -> String {
        var table = TextTable([
            "TOPIC", "KEY", TextTable.Column("PARTITIONS", .right), "CLEANUP",
            "KEPT", TextTable.Column("LARGEST RECORD", .right),
            "WRITTEN BY", "READ BY",
        ])
        for topic in Topic.allCases {
            table.add([
                topic.name, topic.keyKind.rawValue, "\(Topic.defaultPartitions)", cleanup(topic),
                kept(topic), "\(topic.largestRecord)", topic.writers.joined(separator: ", "), topic.readers.joined(separator: ", "),
            ])
        }
        return table.render(style: style)
    }

    static func jsonLine(_ topic: Topic) -> String {
        JSONLine.object { writer in
            writer.field("topic", topic.name)
            writer.field("key", topic.keyKind.rawValue)
            writer.field("partitions", Int(Topic.defaultPartitions))
            writer.field("replication", Topic.defaultReplication)
            writer.field("cleanup", cleanup(topic))
            writer.key("settings")
            let settings = topic.settings.map { JSONValue.Field($0.name, .string($0.value)) }
            writer.raw(JSONValue.object(settings).compact.utf8)
            writer.field("internal", topic.isInternal)
            list(topic.writers, "writtenBy", &writer)
            list(topic.readers, "readBy", &writer)
            list(topic.messageTypes.map(\.rawValue), "types", &writer)
        }
    }

    private static func cleanup(_ topic: Topic) -> String { topic.isCompacted ? "compact" : "delete" }

    private static func kept(_ topic: Topic) -> String {
        topic.retention.map { "\($0 / (24 * 3_600_000)) days" } ?? "for ever"
    }

    private static func list(_ words: [String], _ name: StaticString, _ writer: inout JSONWriter) {
        writer.key(name)
        writer.array { writer in for word in words { writer.string(word) } }
    }
}
