/// Titles for the branches of schemas: what makes code from them calls each by its title.
enum Titles {
    /// The document with a title on each schema that has a name, and on each branch that is no reference.
    static func added(_ document: JSONValue) -> JSONValue {
        .object(
            document.objectFields.map { field in
                guard field.name == "components" || field.name == "channels" else { return field }
                return .init(field.name, value(field.value, ""))
            })
    }

    /// - Parameter context: the nearest name above.
    private static func value(_ value: JSONValue, _ context: String) -> JSONValue {
        switch value {
        case .object(let fields):
            .object(
                fields.map { field in
                    switch (field.name, field.value) {
                    // What is data is left alone.
                    case ("examples", _), ("x-codes", _): field
                    case ("oneOf", .array(let branches)), ("anyOf", .array(let branches)):
                        .init(
                            field.name,
                            .array(
                                branches.enumerated().map { index, branch in
                                    titled(self.value(branch, context), context, index)
                                }))
                    case ("schemas", .object(let schemas)):
                        .init(
                            field.name,
                            .object(
                                schemas.map { schema in
                                    let name = PublishedNames.pascal(schema.name)
                                    return .init(schema.name, with(title: name, self.value(schema.value, name)))
                                }))
                    case ("properties", .object(let properties)):
                        .init(
                            field.name,
                            .object(
                                properties.map {
                                    .init($0.name, self.value($0.value, context + PublishedNames.pascal($0.name)))
                                }))
                    default: .init(field.name, self.value(field.value, context))
                    }
                })
        case .array(let elements): .array(elements.map { self.value($0, context) })
        case .string, .integer, .bool, .null: value
        }
    }

    private static func titled(_ branch: JSONValue, _ context: String, _ index: Int) -> JSONValue {
        if branch["$ref"] != nil { return branch }
        if branch["type"] == "null" { return with(title: "\(context)Null", branch) }
        if branch["enum"] != nil { return with(title: "\(context)Known", branch) }
        if branch["type"] == "string" { return with(title: "\(context)Other", branch) }
        if case .string(let type)? = branch["properties"]?["type"]?["const"] {
            return with(title: "\(PublishedNames.pascal(type))Event", branch)
        }
        return with(title: "\(context)Variant\(index + 1)", branch)
    }

    /// Unless it has one.
    private static func with(title: String, _ schema: JSONValue) -> JSONValue {
        guard schema["title"] == nil, case .object(let fields) = schema, schema["$ref"] == nil else { return schema }
        return .object([.init("title", .string(title))] + fields)
    }
}
