import Fulfillment

/// The headers of records, by the name of their schema.
enum Headers {
    static let schemas: [(String, JSONValue)] = [
        ("CloudEventHeaders", cloudEvent), ("StructuredHeaders", structured), ("DeadLetterHeaders", deadLetter),
    ]

    private static let cloudEvent = Schema.object(
        [
            .required("ce_specversion", Schema.only("1.0", "CloudEvents 1.0.")),
            .required(
                "ce_id",
                identifying(
                    "With ce_source, identifies the message: the same pair again, with the same type and content, is a redelivery."
                )),
            .required("ce_source", identifying("Who sends, such as wms/LAX1.")),
            .required("ce_type", Schema.text("The type of the data.")),
            .optional("ce_time", Schema.ref(.time, "When it happened; else the record's time counts.")),
            .optional("ce_subject", attribute("What it is about: the id of the entity.")),
            .optional(
                "content-type",
                Schema.text(
                    "application/json. Any other value than application/cloudevents+json is read as binary mode.")),
            .optional("ce_correlationid", attribute("The cancellation case.")),
            .optional("ce_causationid", attribute("The ce_id of the message that caused this one.")),
            .optional(
                "ce_causationcount",
                attribute("How many messages the service wrote because of it, in one transaction; this one among them.")),
            .optional(
                "ce_principal",
                attribute(
                    "Who is behind it, where somebody was authenticated over HTTP; travels along. In every mode a header, "
                        + "which only Turnback's HTTP sets.")),
            .optional("traceparent", attribute("W3C trace context, which travels along.")),
            .optional("tracestate", attribute("W3C trace context, which travels along.")),
            .optional(
                "x-rerouted-from",
                Schema.text("Set by Turnback: the topic to which it came, before it was sent on to the right place.")),
            .optional("x-rerouted-partition", Schema.text("Set by Turnback: the partition to which it came.")),
            .optional("x-rerouted-offset", Schema.text("Set by Turnback: its offset there.")),
            .optional(
                "x-dead-letter-replayed",
                Schema.text("Set by `turnback dead-letters replay`: the dead letter that was sent again.")),
        ], "Binary mode: the attributes are headers, the value is the data.")

    private static let structured = Schema.object(
        [
            .required(
                "content-type",
                [
                    "type": "string",
                    "pattern": "^ *[Aa]pplication/[Cc]loud[Ee]vents[+][Jj][Ss][Oo][Nn] *(;.*)?$",
                    "description": "application/cloudevents+json, in any case, with or without parameters.",
                ])
        ], "Structured mode: attributes and data are one JSON object.")

    private static let deadLetter = Schema.object(
        [
            .required(
                "__streams.errors.exception", Schema.word(DecodeError.Code.self, "Why; see x-dead-letter-codes.")),
            .required("__streams.errors.message", Schema.text("For people; names the path.")),
            .required("__streams.errors.topic", Schema.text("Where it stood.")),
            .required("__streams.errors.partition", number("Where it stood.")),
            .required("__streams.errors.offset", number("Where it stood.")),
            .required("x-dead-letter-group", Schema.text("The service that put it aside.")),
            .required("x-dead-letter-at", Schema.ref(.time, "The record's own time.")),
            .optional(
                "x-dead-letter-without",
                Schema.text("Fields whose texts are empty here, because they name people; they stand where the message was written.")),
        ], "Added behind the headers that it came with, which are untouched.")

    private static func identifying(_ description: String) -> JSONValue {
        [
            "type": "string", "minLength": 1, "maxLength": .integer(Limits.attributeBytes),
            "description": .string(description + " At most \(Limits.attributeBytes) bytes."),
        ]
    }

    private static func attribute(_ description: String) -> JSONValue {
        Schema.text(description + " Left out where it is longer than \(Limits.attributeBytes) bytes.")
    }

    private static func number(_ description: String) -> JSONValue {
        ["type": "string", "pattern": "^[0-9]+$", "description": .string(description)]
    }
}
