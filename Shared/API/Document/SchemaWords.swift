internal import Contracts

/// JSON Schemas of answers in a few words.
extension JSONValue {
    /// The schema of this name in the document.
    static func named(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    /// The data of a message type.
    static func message(_ type: MessageType) -> JSONValue { named(type.rawValue) }

    static let text: JSONValue = ["type": "string"]
    static let flag: JSONValue = ["type": "boolean"]
    static let number: JSONValue = ["type": "integer"]
    static let time: JSONValue = ["type": "string", "format": "date-time"]

    static func array(of element: JSONValue) -> JSONValue { ["type": "array", "items": element] }

    static func words<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> JSONValue where Word.RawValue == String {
        ["type": "string", "enum": .array(Word.allCases.map { .string($0.rawValue) })]
    }

    /// An object; names that end with `?` may be missing. Answers may get further fields.
    static func answer(_ fields: KeyValuePairs<String, JSONValue>) -> JSONValue {
        let required = fields.map(\.key).filter { !$0.hasSuffix("?") }
        var schema: [Field] = [Field("type", "object")]
        if !required.isEmpty { schema.append(Field("required", .array(required.map { .string($0) }))) }
        let properties = fields.map { Field($0.key.hasSuffix("?") ? String($0.key.dropLast()) : $0.key, $0.value) }
        schema.append(Field("properties", .object(properties)))
        return .object(schema)
    }

    /// All of these.
    static func all(_ schemas: JSONValue...) -> JSONValue { ["allOf": .array(schemas)] }
}

extension APIRoute.Answer {
    /// One thing, by the name of its schema.
    static func object(_ description: String, _ schema: String) -> APIRoute.Answer {
        APIRoute.Answer(status: 200, description: description, schema: .named(schema))
    }

    /// Rows under a field, with `next` where there are pages.
    static func list(_ description: String, _ field: String, _ row: String, isPaged: Bool = true) -> APIRoute.Answer {
        var properties = [JSONValue.Field(field, .array(of: .named(row)))]
        if isPaged {
            properties.append(
                JSONValue.Field(
                    "next", ["type": "string", "description": "`after` of the next page; missing on the last."]))
        }
        let schema: JSONValue = .object([
            JSONValue.Field("type", "object"), JSONValue.Field("required", [.string(field)]),
            JSONValue.Field("properties", .object(properties)),
        ])
        return APIRoute.Answer(status: 200, description: description, schema: schema)
    }
}
