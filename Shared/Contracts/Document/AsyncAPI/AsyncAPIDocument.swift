import Fulfillment

/// The AsyncAPI 3.0 document: every topic, message, header and code, put together from what the services run on.
public enum AsyncAPIDocument {
    /// The contract's version: its major number is the `.v1` of the types.
    static let version = "1.0.0"

    /// Every code with what its reader should do, in Markdown: a part of Shared/Contracts/README.md.
    public static var codes: String { Prose.codes(heading: "###") }

    /// The document. As text it is JSON, and so YAML too.
    public static var document: JSONValue {
        [
            "asyncapi": "3.0.0",
            "id": "urn:turnback:contract:v1",
            "info": [
                "title": "Turnback",
                "version": "\(version)",
                "description": "\(Prose.description)",
            ],
            "defaultContentType": "application/json",
            "servers": [
                "kafka": [
                    "host": "localhost:9092", "protocol": "kafka",
                    "description": "Where services look unless a setting says otherwise (--kafka, TURNBACK_KAFKA).",
                ]
            ],
            "channels": .fields(Topic.allCases.map { ($0.name, Channels.channel($0)) }),
            "operations": Operations.all,
            "components": [
                "messages": .fields(
                    MessageType.allCases.map { ($0.rawValue, Messages.message($0)) }
                        + [("deadLetter", DeadLetterMessage.message)]),
                "schemas": .fields(
                    MessageType.allCases.map { ($0.rawValue, $0.dataSchema) }
                        + SharedSchema.allCases.map { ($0.rawValue, $0.schema) } + Headers.schemas
                        + [("StructuredEvent", StructuredMessage.attributes)]),
            ],
            "x-cancellation-codes": CancellationCode.allCases.map(\.advice).json,
            "x-contradiction-codes": ContradictionCode.allCases.map(\.advice).json,
            "x-rejection-codes": Rejection.Code.allCases.map(\.advice).json,
            "x-dead-letter-codes": DecodeError.Code.allCases.map(\.advice).json,
        ]
    }
}
