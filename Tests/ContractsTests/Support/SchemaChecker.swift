import Contracts
import Foundation

/// A JSON Schema checker for the keywords that the contract uses. One that it does not know is a problem: a schema whose
/// rule nobody checks would say more than it holds.
struct SchemaChecker {
    /// What `$ref` leads into.
    let root: JSONValue

    /// What is wrong with a value, a line each, with its path.
    func problems(_ value: JSONValue, _ schema: JSONValue, _ path: String = "$") -> [String] {
        guard case .object(let rules) = schema else { return ["\(path): the schema is no object"] }
        return rules.flatMap { rule in problems(value, rule, schema, path) }
    }

    func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool { problems(value, schema).isEmpty }

    /// The value that a JSON pointer leads to.
    func target(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(root as JSONValue?) { $0?[String($1)] }
    }

    /// The fields that a schema knows and a value does not show anywhere, with their paths.
    func fieldsMissing(from value: JSONValue, _ schema: JSONValue, _ path: String = "$") -> [String] {
        if case .string(let reference)? = schema["$ref"] {
            return target(reference).map { fieldsMissing(from: value, $0, path) } ?? [reference]
        }
        if case .array(let parts)? = schema["allOf"] ?? schema["anyOf"], let first = parts.first, first["$ref"] != nil {
            return fieldsMissing(from: value, first, path)
        }
        if case .array(let elements) = value, let inner = schema["items"] {
            // A field may stand in any one of the elements.
            let missing = elements.map { Set(fieldsMissing(from: $0, inner, path + "[]")) }
            return missing.dropFirst().reduce(missing.first ?? ["\(path)[]"]) { $0.intersection($1) }.sorted()
        }
        guard case .object(let known)? = schema["properties"] else { return [] }
        return known.flatMap { field in
            value[field.name].map { fieldsMissing(from: $0, field.value, "\(path).\(field.name)") }
                ?? ["\(path).\(field.name)"]
        }
    }

    private func problems(
        _ value: JSONValue, _ rule: JSONValue.Field, _ schema: JSONValue, _ path: String
    ) -> [String] {
        func unless(_ isFine: Bool, _ reason: String) -> [String] { isFine ? [] : ["\(path): \(reason)"] }
        switch (rule.name, rule.value) {
        case ("$ref", .string(let reference)):
            guard let target = target(reference) else { return ["\(path): nothing at \(reference)"] }
            return problems(value, target, path)
        case ("type", .string(let type)): return unless(value.isOf(type), "is no \(type)")
        case ("type", .array(let types)):
            return unless(
                types.contains { if case .string(let type) = $0 { value.isOf(type) } else { false } }, "of no type")
        case ("enum", .array(let words)): return unless(words.contains(value), "\(value.compact) is no word of these")
        case ("const", let only): return unless(value == only, "is not \(only.compact)")
        case ("not", let other): return unless(!accepts(value, other), "is what it must not be")
        case ("allOf", .array(let all)): return all.flatMap { problems(value, $0, path) }
        case ("anyOf", .array(let some)):
            return unless(some.contains { accepts(value, $0) }, "fits none of anyOf")
        case ("oneOf", .array(let some)):
            let count = some.count { accepts(value, $0) }
            return unless(count == 1, "fits \(count) of oneOf")
        case ("required", .array(let names)):
            guard case .object(let fields) = value else { return [] }
            return names.flatMap { name in
                unless(fields.contains { .string($0.name) == name }, "\(name.compact) is missing")
            }
        case ("properties", let known):
            guard case .object(let fields) = value else { return [] }
            return fields.flatMap { field in
                known[field.name].map { problems(field.value, $0, "\(path).\(field.name)") } ?? []
            }
        case ("items", let inner):
            guard case .array(let elements) = value else { return [] }
            return elements.enumerated().flatMap { problems($1, inner, "\(path)[\($0)]") }
        case ("minItems", .integer(let least)): return unless(value.count.map { $0 >= least } ?? true, "has too few")
        case ("maxItems", .integer(let most)): return unless(value.count.map { $0 <= most } ?? true, "has too many")
        case ("minimum", .integer(let least)): return unless(value.number.map { $0 >= least } ?? true, "is too small")
        case ("maximum", .integer(let most)): return unless(value.number.map { $0 <= most } ?? true, "is too large")
        case ("minLength", .integer(let least)): return unless(value.length.map { $0 >= least } ?? true, "is too short")
        case ("maxLength", .integer(let most)): return unless(value.length.map { $0 <= most } ?? true, "is too long")
        case ("pattern", .string(let pattern)):
            guard case .string(let text) = value else { return [] }
            return unless(text.range(of: pattern, options: .regularExpression) != nil, "does not look like \(pattern)")
        case ("$schema", _), ("$id", _), ("$defs", _), ("title", _), ("description", _), ("format", _): return []
        default: return ["\(path): the keyword \(rule.name) is not checked"]
        }
    }
}

extension JSONValue {
    fileprivate func isOf(_ type: String) -> Bool {
        switch self {
        case .object: type == "object"
        case .array: type == "array"
        case .string: type == "string"
        case .integer: type == "integer" || type == "number"
        case .bool: type == "boolean"
        case .null: type == "null"
        }
    }

    fileprivate var number: Int? { if case .integer(let value) = self { value } else { nil } }
    fileprivate var count: Int? { if case .array(let elements) = self { elements.count } else { nil } }
    /// In characters as JSON Schema counts them.
    fileprivate var length: Int? { if case .string(let text) = self { text.unicodeScalars.count } else { nil } }
}
