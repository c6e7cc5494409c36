/// What Turnback does with each topic, seen from Turnback: it receives what others send.
enum Operations {
    private static let services: Set<String> = ["orders", "inventory", "returns"]

    static var all: JSONValue {
        .fields(
            Topic.allCases.filter { !$0.isInternal }.flatMap { topic -> [(String, JSONValue)] in
                var operations: [(String, JSONValue)] = []
                let readers = topic.readers.filter(services.contains)
                let writers = topic.writers.filter(services.contains)
                if !readers.isEmpty {
                    operations.append(("receive.\(topic.name)", operation("receive", topic, readers)))
                }
                if !writers.isEmpty { operations.append(("send.\(topic.name)", operation("send", topic, writers))) }
                return operations
            })
    }

    private static func operation(_ action: String, _ topic: Topic, _ services: [String]) -> JSONValue {
        operation(action, of: topic, takesOtherModes: action == "receive", "By \(services.joined(separator: " and ")).")
    }

    /// Of another side: it sends in every mode that Turnback takes.
    static func operation(_ action: String, of topic: Topic, _ summary: String) -> JSONValue {
        operation(action, of: topic, takesOtherModes: action == "send", summary)
    }

    private static func operation(
        _ action: String, of topic: Topic, takesOtherModes: Bool, _ summary: String
    ) -> JSONValue {
        let names =
            topic == .deadLetters
            ? ["deadLetter"]
            : topic.messageTypes.map(\.rawValue)
                + (takesOtherModes && topic.isWrittenByOthers ? ["structured"] : [])
                + (takesOtherModes && topic.takesBareMessages ? ["bare"] : [])
        return [
            "action": .string(action),
            "channel": ["$ref": "#/channels/\(topic.name)"],
            "summary": .string(summary),
            "messages": .array(names.map { ["$ref": "#/channels/\(topic.name)/messages/\($0)"] }),
        ]
    }
}
