extension AsyncAPIDocument {
    /// The document as tools read it that make code from it: keys are names in PascalCase (the dotted names stay as `name`,
    /// `address` and `ce_type`), every branch has a title, and a pattern holds no raw line separator.
    /// - Parameter side: seen from there, with its channels alone; nil for all channels, seen from Turnback.
    public static func published(for side: ContractSide? = nil) -> JSONValue {
        var document = document
        if let side { document = narrowed(document, to: side) }
        return PublishedNames.renamed(Titles.added(document)).mapPatterns(PublishedNames.visible)
    }

    /// The channels of a side, what it does with them, and the components that they need.
    private static func narrowed(_ document: JSONValue, to side: ContractSide) -> JSONValue {
        let channels = (document["channels"] ?? [:]).keeping { name in side.topics.contains { $0.name == name } }
        let operations = JSONValue.fields(
            side.sends.map { ("send.\($0.name)", Operations.operation("send", of: $0, "To Turnback.")) }
                + side.receives.map {
                    ("receive.\($0.name)", Operations.operation("receive", of: $0, "From Turnback."))
                })
        var needed: Set<String> = []
        var open = channels.references
        while let next = open.popFirst() {
            guard needed.insert(next).inserted else { continue }
            open.formUnion(component(next, in: document)?.references ?? [])
        }
        func kept(_ kind: String) -> JSONValue {
            (document["components"]?[kind] ?? [:]).keeping { needed.contains("#/components/\(kind)/\($0)") }
        }
        return .object(
            (document.objectFields).map { field in
                switch field.name {
                case "channels": .init("channels", channels)
                case "operations": .init("operations", operations)
                case "components": .init("components", ["messages": kept("messages"), "schemas": kept("schemas")])
                case "id": .init("id", "urn:turnback:contract:v1:\(side.rawValue)")
                default: field
                }
            })
    }

    private static func component(_ reference: String, in document: JSONValue) -> JSONValue? {
        let parts = reference.split(separator: "/").map(String.init)
        guard parts.count >= 4, parts[1] == "components" else { return nil }
        return document["components"]?[parts[2]]?[parts[3]]
    }
}

/// Names that are names in any programming language.
enum PublishedNames {
    /// `fulfillment.cancellation.requested.v1` is `CancellationRequestedV1`.
    static func pascal(_ name: String) -> String {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return words.filter { $0 != "fulfillment" }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// The document with such keys, and references to them.
    static func renamed(_ document: JSONValue) -> JSONValue {
        .object(
            document.objectFields.map { field in
                switch field.name {
                case "channels":
                    .init(
                        field.name,
                        keys(field.value) { channel in
                            .object(
                                channel.objectFields.map {
                                    .init($0.name, $0.name == "messages" ? keys($0.value) { $0 } : $0.value)
                                })
                        })
                case "operations": .init(field.name, keys(field.value) { $0 })
                case "components":
                    .init(field.name, .object(field.value.objectFields.map { .init($0.name, keys($0.value) { $0 }) }))
                default: field
                }
            }
        ).mapReferences(reference)
    }

    private static func keys(_ value: JSONValue, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        .object(value.objectFields.map { .init(pascal($0.name), change($0.value)) })
    }

    private static func reference(_ text: String) -> String {
        var parts = text.split(separator: "/").map(String.init)
        guard parts.first == "#", parts.count > 2 else { return text }
        let places = parts[1] == "components" ? [3] : parts[1] == "channels" ? [2, 4] : []
        for place in places where place < parts.count { parts[place] = pascal(parts[place]) }
        return parts.joined(separator: "/")
    }

    /// A pattern with escapes in place of what ends lines in some language.
    static func visible(_ pattern: String) -> String {
        pattern.unicodeScalars.map { scalar in
            let isSafe =
                scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
                && !(0x2028...0x2029).contains(scalar.value)
            guard !isSafe else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}

extension JSONValue {
    /// The fields of an object; none of anything else.
    var objectFields: [Field] { if case .object(let fields) = self { fields } else { [] } }

    func keeping(_ isKept: (String) -> Bool) -> JSONValue { .object(objectFields.filter { isKept($0.name) }) }

    /// What it refers to.
    var references: Set<String> {
        switch self {
        case .object(let fields):
            fields.reduce(into: []) { all, field in
                if field.name == "$ref", case .string(let text) = field.value { all.insert(text) }
                all.formUnion(field.value.references)
            }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.references) }
        case .string, .integer, .bool, .null: []
        }
    }

    /// The same with every text under `$ref` replaced.
    func mapReferences(_ change: (String) -> String) -> JSONValue { mapTexts(named: "$ref", change) }

    /// The same with every text under `pattern` replaced.
    func mapPatterns(_ change: (String) -> String) -> JSONValue { mapTexts(named: "pattern", change) }

    private func mapTexts(named name: String, _ change: (String) -> String) -> JSONValue {
        switch self {
        case .object(let fields):
            .object(
                fields.map { field in
                    if field.name == name, case .string(let text) = field.value {
                        return Field(name, .string(change(text)))
                    }
                    return Field(field.name, field.value.mapTexts(named: name, change))
                })
        case .array(let elements): .array(elements.map { $0.mapTexts(named: name, change) })
        case .string, .integer, .bool, .null: self
        }
    }
}
