/// Messages in binary mode, as the document has them.
enum Messages {
    static func message(_ type: MessageType) -> JSONValue {
        let examples = [("full", type.fullExample), ("required", type.requiredExample)]
        return [
            "name": .string(type.rawValue), "title": .string(type.rawValue),
            "summary": type.isSentByOthers ? "Others send it." : "Turnback sends it.",
            "contentType": "application/json",
            "headers": [
                "allOf": [["$ref": "\(Schema.prefix)CloudEventHeaders"]],
                "properties": ["ce_type": ["const": .string(type.rawValue)]],
            ],
            "payload": Schema.ref(type),
            "correlationId": [
                "location": "$message.header#/ce_correlationid", "description": "The cancellation case.",
            ],
            "bindings": ["kafka": ["key": type.topic.keyKind.schema, "bindingVersion": "0.5.0"]],
            "examples": .array(
                examples.map { name, data in
                    ["name": .string(name), "headers": headers(type), "payload": data]
                }),
        ]
    }

    /// The attributes of an example.
    private static func headers(_ type: MessageType) -> JSONValue {
        [
            "ce_specversion": "1.0", "ce_id": "e-1", "ce_source": type.isSentByOthers ? "oms" : "turnback/orders",
            "ce_type": .string(type.rawValue), "ce_time": "2026-11-24T08:05:00.000Z",
            "content-type": "application/json",
        ]
    }
}

/// A request without any attributes, from systems that can set no headers.
enum BareMessage {
    static let message: JSONValue = [
        "name": "bare", "title": "\(MessageType.cancellationRequested.rawValue), bare",
        "summary": "For systems that can set no headers: the data alone, which names its requestId.",
        "contentType": "application/json",
        "payload": [
            "allOf": [Schema.ref(.cancellationRequested)], "required": ["requestId"],
            "properties": ["requestId": ["type": "string"]],
        ],
        "bindings": ["kafka": ["key": Topic.KeyKind.storeOrder.schema, "bindingVersion": "0.5.0"]],
        "examples": [["name": "full", "payload": MessageType.cancellationRequested.fullExample]],
    ]
}

/// What was not a valid message.
enum DeadLetterMessage {
    static let message: JSONValue = [
        "name": "deadLetter", "title": "Dead letter",
        "summary": "No valid message: key, value and headers as they came, and headers that say why.",
        "contentType": "application/octet-stream",
        "headers": ["$ref": "\(Schema.prefix)DeadLetterHeaders"],
        "payload": ["description": "The value as it came, byte by byte; there may be none."],
        "bindings": ["kafka": ["key": Topic.KeyKind.input.schema, "bindingVersion": "0.5.0"]],
    ]
}
