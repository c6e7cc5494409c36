import Contracts
import Fulfillment
import SchemaChecking

/// The contract without its sentences: what another system's code depends on.
enum ContractShape {
    /// The shape as the code has it.
    static var current: JSONValue {
        [
            "topics": object(Topic.allCases.filter { !$0.isInternal }) { topic in
                (topic.name, ["key": .string(topic.keyKind.rawValue)])
            },
            "types": object(MessageType.allCases) { type in
                (
                    type.rawValue,
                    [
                        "topic": .string(type.topic.name), "sentByOthers": .bool(type.isSentByOthers),
                        "fields": fields(of: type.schema, in: SchemaChecker(root: type.schema)),
                    ]
                )
            },
            "codes": [
                "cancellation": words(CancellationCode.self), "nextAction": words(NextAction.self),
                "contradiction": words(ContradictionCode.self), "rejection": words(Rejection.Code.self), "deadLetter": words(DecodeError.Code.self),
            ],
        ]
    }

    private static func object<Element>(
        _ elements: [Element], _ field: (Element) -> (name: String, value: JSONValue)
    ) -> JSONValue {
        .object(elements.map(field).map { JSONValue.Field($0.name, $0.value) })
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> JSONValue {
        .array(Word.allCases.map { .string($0.rawValue) })
    }

    // MARK: From a schema

    /// The fields of an object, each with its type, whether it is required, its words and what it holds.
    private static func fields(of schema: JSONValue, in checker: SchemaChecker) -> JSONValue {
        guard case .object(let properties)? = schema["properties"] else { return .object([]) }
        var required: [JSONValue] = []
        if case .array(let names)? = schema["required"] { required = names }
        return .object(
            properties.map { field in
                let isRequired = required.contains(.string(field.name))
                return JSONValue.Field(field.name, shape(of: field.value, isRequired, in: checker))
            })
    }

    private static func shape(of schema: JSONValue, _ isRequired: Bool, in checker: SchemaChecker) -> JSONValue {
        let whole = resolved(schema, in: checker)
        var shape: [JSONValue.Field] = [
            .init("type", .string(types(of: whole).sorted().joined(separator: "|"))),
            .init("required", .bool(isRequired)),
        ]
        if let words = whole["enum"] ?? knownCodes(of: whole) { shape.append(.init("words", words)) }
        if let only = whole["const"] { shape.append(.init("words", [only])) }
        if whole["properties"] != nil { shape.append(.init("fields", fields(of: whole, in: checker))) }
        if let element = whole["items"] {
            shape.append(.init("elements", Self.shape(of: element, true, in: checker)))
        }
        return .object(shape)
    }

    /// The schema behind references; of one that may be null, the other branch with null among its types.
    private static func resolved(_ schema: JSONValue, in checker: SchemaChecker) -> JSONValue {
        if case .string(let reference)? = schema["$ref"], let target = checker.target(reference) {
            return resolved(target, in: checker)
        }
        if case .array(let parts)? = schema["allOf"], let first = parts.first, first["$ref"] != nil {
            return resolved(first, in: checker)
        }
        guard case .array(let parts)? = schema["anyOf"], schema["properties"] == nil, parts.last == ["type": "null"],
            let first = parts.first, case .object(let fields) = resolved(first, in: checker)
        else { return schema }
        let types = types(of: .object(fields)) + ["null"]
        return .object(
            fields.filter { $0.name != "type" } + [JSONValue.Field("type", .array(types.map(JSONValue.string)))])
    }

    /// The codes that a schema knows, where others may be added.
    private static func knownCodes(of schema: JSONValue) -> JSONValue? {
        guard case .array(let parts)? = schema["anyOf"] else { return nil }
        return parts.first?["enum"]
    }

    private static func types(of schema: JSONValue) -> [String] {
        switch schema["type"] {
        case .string(let type)?: [type]
        case .array(let types)?: types.compactMap { if case .string(let type) = $0 { type } else { nil } }
        default: []
        }
    }

    // MARK: Comparing

    /// What of the old contract the new one no longer holds, one per line; adding breaks nothing.
    static func breaks(from old: JSONValue, to new: JSONValue) -> [String] {
        var breaks: [String] = []
        each(old, new, "topics", &breaks) { name, old, new in
            old == new ? [] : ["topic \(name) has another key"]
        }
        each(old, new, "types", &breaks) { name, old, new in
            let isInput = old["sentByOthers"] == true
            var lines = fieldBreaks(old["fields"] ?? .null, new["fields"] ?? .null, name, isInput)
            if old["topic"] != new["topic"] { lines.append("\(name) is on another topic") }
            if old["sentByOthers"] != new["sentByOthers"] { lines.append("\(name) is sent by somebody else") }
            return lines
        }
        each(old, new, "codes", &breaks) { name, old, new in lost(old, new).map { "\(name): code \($0) is gone" } }
        return breaks
    }

    private static func each(
        _ old: JSONValue, _ new: JSONValue, _ part: String, _ breaks: inout [String],
        _ compare: (String, JSONValue, JSONValue) -> [String]
    ) {
        guard case .object(let all)? = old[part] else { return }
        for one in all {
            if let now = new[part]?[one.name] {
                breaks += compare(one.name, one.value, now)
            } else {
                breaks.append("\(one.name) is gone from the \(part)")
            }
        }
    }

    private static func fieldBreaks(_ old: JSONValue, _ new: JSONValue, _ path: String, _ isInput: Bool) -> [String] {
        guard case .object(let before) = old, case .object(let after) = new else { return ["\(path) is not an object"] }
        var breaks = before.flatMap { field -> [String] in
            let path = "\(path) \(field.name)"
            guard let now = new[field.name] else { return ["\(path) is gone"] }
            return shapeBreaks(field.value, now, path, isInput)
        }
        if isInput {
            // Who sent what was right must not be refused.
            breaks += after.filter { old[$0.name] == nil && $0.value["required"] == true }
                .map { "\(path) \($0.name) is new and required" }
        }
        return breaks
    }

    private static func shapeBreaks(_ old: JSONValue, _ new: JSONValue, _ path: String, _ isInput: Bool) -> [String] {
        var breaks: [String] = []
        if old["type"] != new["type"] { breaks.append("\(path) has another type") }
        switch (old["required"], new["required"]) {
        case (false, true) where isInput: breaks.append("\(path) is required now")
        case (true, false) where !isInput: breaks.append("\(path) is not always sent any more")
        default: break
        }
        if let words = old["words"] { breaks += lost(words, new["words"] ?? []).map { "\(path): word \($0) is gone" } }
        if isInput, old["words"] == nil, new["words"] != nil { breaks.append("\(path) takes only some words now") }
        if let fields = old["fields"] { breaks += fieldBreaks(fields, new["fields"] ?? .null, path, isInput) }
        if let element = old["elements"] {
            breaks += shapeBreaks(element, new["elements"] ?? .null, path + "[]", isInput)
        }
        return breaks
    }

    private static func lost(_ old: JSONValue, _ new: JSONValue) -> [String] {
        guard case .array(let before) = old, case .array(let after) = new else { return ["all"] }
        return before.filter { !after.contains($0) }.map(\.compact)
    }
}
