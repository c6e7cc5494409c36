/// Messages in structured mode: attributes and data in one JSON object.
enum StructuredMessage {
    /// What every structured event has; each topic says what the data is.
    static let attributes = Schema.object(
        [
            .required("specversion", Schema.only("1.0", "CloudEvents 1.0.")),
            .required("id", Schema.text("As ce_id.")), .required("source", Schema.text("As ce_source.")),
            .required("type", Schema.text("As ce_type.")),
            .optional("time", Schema.refOrNull(.time, "As ce_time.")),
            .optional("subject", Schema.textOrNull("As ce_subject.")),
            .optional("correlationid", Schema.textOrNull("As ce_correlationid.")),
            .optional("causationid", Schema.textOrNull("As ce_causationid.")),
            .optional("traceparent", Schema.textOrNull("As traceparent.")),
            .optional("tracestate", Schema.textOrNull("As tracestate.")),
            .required("data", ["type": "object", "description": "The data of the type."]),
        ], "A CloudEvent in the JSON event format.")

    static func message(_ topic: Topic) -> JSONValue {
        [
            "name": "structured", "title": "Any of this topic's messages, in structured mode",
            "summary": "Attributes and data in one JSON object; what binary mode has in headers stands in the value.",
            "contentType": "application/cloudevents+json",
            "headers": ["$ref": "\(Schema.prefix)StructuredHeaders"],
            "payload": [
                "allOf": [["$ref": "\(Schema.prefix)StructuredEvent"]],
                "oneOf": .array(
                    topic.messageTypes.map {
                        ["properties": ["type": ["const": .string($0.rawValue)], "data": Schema.ref($0)]]
                    }),
            ],
            "bindings": ["kafka": ["key": topic.keyKind.schema, "bindingVersion": "0.5.0"]],
            "examples": .array(topic.messageTypes.prefix(1).map(example)),
        ]
    }

    private static func example(_ type: MessageType) -> JSONValue {
        [
            "name": "full", "headers": ["content-type": "application/cloudevents+json; charset=UTF-8"],
            "payload": [
                "specversion": "1.0", "id": "e-1", "source": "oms", "type": .string(type.rawValue),
                "time": "2026-11-24T08:05:00.000Z", "data": type.fullExample,
            ],
        ]
    }
}
