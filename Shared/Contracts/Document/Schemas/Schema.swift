import Fulfillment

/// JSON Schemas in a few words.
///
/// They use only keywords that mean the same in draft 2020-12 and in draft 07, which is what tools read in an AsyncAPI
/// document; so `$ref` stands alone, and what is said beside one is said with `allOf`. Unknown fields are allowed.
enum Schema {
    /// A field of an object.
    struct Field {
        var name: String
        var schema: JSONValue
        var isRequired: Bool

        static func required(_ name: String, _ schema: JSONValue) -> Field {
            Field(name: name, schema: schema, isRequired: true)
        }
        static func optional(_ name: String, _ schema: JSONValue) -> Field {
            Field(name: name, schema: schema, isRequired: false)
        }
    }

    static func object(_ fields: [Field], _ description: String? = nil) -> JSONValue {
        var schema: [(String, JSONValue)] = [("type", "object")]
        if let description { schema.append(("description", .string(description))) }
        let required = fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema.append(("required", .strings(required))) }
        schema.append(("properties", .fields(fields.map { ($0.name, $0.schema) })))
        return .fields(schema)
    }

    /// At most as many elements as a message may have lines; at least `minimum`.
    static func array(of element: JSONValue, minimum: Int = 0, _ description: String? = nil) -> JSONValue {
        var schema: [(String, JSONValue)] = [("type", "array")]
        if let description { schema.append(("description", .string(description))) }
        if minimum > 0 { schema.append(("minItems", .integer(minimum))) }
        return .fields(schema + [("items", element)])
    }

    /// Any text.
    static func text(_ description: String) -> JSONValue { ["type": "string", "description": .string(description)] }

    /// Any text, or null, which is as good as no field.
    static func textOrNull(_ description: String) -> JSONValue {
        ["type": ["string", "null"], "description": .string(description)]
    }

    /// A text that others write, of so many bytes at most. What Turnback writes may be older than the limit.
    static func freeText(_ description: String) -> JSONValue {
        text("\(description) \(textLimit)").adding(["maxLength": .integer(Limits.textBytes)])
    }

    /// A text that others write, or null, which is as good as no field.
    static func freeTextOrNull(_ description: String) -> JSONValue {
        textOrNull("\(description) \(textLimit)").adding(["maxLength": .integer(Limits.textBytes)])
    }

    private static let textLimit = "At most \(Limits.textBytes) bytes (not characters)."

    static func bool(_ description: String) -> JSONValue { ["type": "boolean", "description": .string(description)] }

    static func boolOrNull(_ description: String) -> JSONValue {
        ["type": ["boolean", "null"], "description": .string(description)]
    }

    static func integer(_ description: String) -> JSONValue {
        ["type": "integer", "description": .string(description)]
    }

    /// A whole number that is never below zero.
    static func count(_ description: String) -> JSONValue {
        ["type": "integer", "minimum": 0, "description": .string(description)]
    }

    /// One of the words of an enumeration: the schema knows exactly those that the code knows.
    static func word<Word: RawRepresentable & CaseIterable>(
        _: Word.Type, _ description: String, only allowed: [Word]? = nil, and more: [String] = []
    ) -> JSONValue where Word.RawValue == String {
        [
            "type": "string", "enum": .strings((allowed ?? Array(Word.allCases)).map(\.rawValue) + more),
            "description": .string(description),
        ]
    }

    /// A code of what Turnback writes: these are known, and others may be added.
    static func code<Code: RawRepresentable & CaseIterable>(_: Code.Type, _ description: String) -> JSONValue
    where Code.RawValue == String {
        [
            "type": "string", "anyOf": [["enum": .strings(Code.allCases.map(\.rawValue))], ["type": "string"]],
            "description": .string(description + " Codes may be added."),
        ]
    }

    /// One of the words, or null, which is as good as no field.
    static func wordOrNull<Word: RawRepresentable & CaseIterable>(_: Word.Type, _ description: String) -> JSONValue
    where Word.RawValue == String {
        [
            "type": ["string", "null"], "enum": .array(Word.allCases.map { .string($0.rawValue) } + [.null]),
            "description": .string(description),
        ]
    }

    /// Exactly this word.
    static func only(_ word: String, _ description: String) -> JSONValue {
        ["type": "string", "const": .string(word), "description": .string(description)]
    }

    /// Exactly this value; the field is left out otherwise.
    static func only(_ value: Bool, _ description: String) -> JSONValue {
        ["type": "boolean", "const": .bool(value), "description": .string(description)]
    }

    /// The schema of this name.
    static func ref(_ definition: SharedSchema) -> JSONValue { ["$ref": "\(prefix)\(definition.rawValue)"] }
    /// The data of this type.
    static func ref(_ type: MessageType) -> JSONValue { ["$ref": "\(prefix)\(type.rawValue)"] }

    /// The schema of this name, and what it means here.
    static func ref(_ definition: SharedSchema, _ description: String) -> JSONValue {
        ["allOf": [ref(definition)], "description": .string(description)]
    }

    /// The schema of this name, or null, which is as good as no field.
    static func refOrNull(_ definition: SharedSchema, _ description: String) -> JSONValue {
        ["anyOf": [ref(definition), ["type": "null"]], "description": .string(description)]
    }

    /// Units that an outbound order will not send, or nothing.
    static func shortLinesOrNull(_ description: String) -> JSONValue {
        ["anyOf": [shortLines, ["type": "null"]], "description": .string(description)]
    }

    /// Units that an outbound order will not send.
    static let shortLines: JSONValue = [
        "type": "array", "minItems": 1, "maxItems": .integer(Limits.lines), "items": ref(.shortLine),
    ]

    /// Where a reference leads to within the AsyncAPI document.
    static let prefix = "#/components/schemas/"
}
