/// Topics, as the document has them.
enum Channels {
    static func channel(_ topic: Topic) -> JSONValue {
        var fields: [(String, JSONValue)] = [
            ("address", .string(topic.name)),
            ("description", .string(description(topic))),
        ]
        let messages = messages(topic)
        if !messages.isEmpty { fields.append(("messages", .fields(messages))) }
        fields += [
            ("bindings", ["kafka": binding(topic)]),
            ("x-key", .string(topic.keyKind.rawValue)),
            ("x-written-by", .strings(topic.writers)),
            ("x-read-by", .strings(topic.readers)),
        ]
        if topic.isInternal { fields.append(("x-internal", true)) }
        return .fields(fields)
    }

    private static func description(_ topic: Topic) -> String {
        let what =
            topic.isInternal
            ? topic.isCompacted
                ? "The service's own state. Do not write it; what it holds is not a contract."
                : "What came to another partition than its key's, sent on by the service to itself. Do not write it."
            : "Written by \(topic.writers.joined(separator: ", ")); read by \(topic.readers.joined(separator: ", "))."
        let kept =
            topic.isCompacted
            ? "Compacted: the newest record of each key is kept for ever."
            : topic.retention.map { "Kept for \($0 / (24 * 3_600_000)) days." } ?? "Kept for ever."
        return [what, "Key: \(topic.keyKind.rule)", kept].joined(separator: " ")
    }

    private static func messages(_ topic: Topic) -> [(String, JSONValue)] {
        if topic == .deadLetters { return [("deadLetter", ["$ref": "#/components/messages/deadLetter"])] }
        var messages: [(String, JSONValue)] = topic.messageTypes.map {
            ($0.rawValue, ["$ref": "#/components/messages/\($0.rawValue)"])
        }
        if topic.isWrittenByOthers {
            messages.append(("structured", StructuredMessage.message(topic)))
        }
        if topic.takesBareMessages { messages.append(("bare", BareMessage.message)) }
        return messages
    }

    private static func binding(_ topic: Topic) -> JSONValue {
        [
            "topic": .string(topic.name), "partitions": .integer(Int(Topic.defaultPartitions)),
            "replicas": .integer(Topic.defaultReplication),
            "topicConfiguration": .fields(
                [("cleanup.policy", [topic.isCompacted ? "compact" : "delete"])]
                    + topic.settings.map { ($0.name, Int($0.value).map(JSONValue.integer) ?? .string($0.value)) }),
            "bindingVersion": "0.5.0",
        ]
    }
}

extension Topic.KeyKind {
    /// The rule in words.
    var rule: String {
        switch self {
        case .storeOrder: "<storeId>/<storeOrderId> of the data."
        case .warehouse: "<merchantId>/<warehouseId> of the data."
        case .input:
            "of a rejection, the right key of the message it is about; of a dead letter, its key as it came, if any."
        case .entity: "the service's own."
        }
    }

    /// What a key looks like.
    var schema: JSONValue {
        switch self {
        case .storeOrder, .warehouse:
            ["type": "string", "pattern": "^[^/]+/[^/]+$", "description": .string(rule)]
        case .input, .entity: ["type": "string", "description": .string(rule)]
        }
    }
}
