public import Contracts
import Foundation
import Synchronization

/// A JSON Schema checker for the keywords that the contract and AsyncAPI's own schema use. One that it does not know is a
/// problem: a schema whose rule nobody checks would say more than it holds.
public struct SchemaChecker: Sendable {
    /// What `$ref` leads into.
    public let root: JSONValue

    public init(root: JSONValue) { self.root = root }

    /// What is wrong with a value, one per line, with its path.
    public func problems(_ value: JSONValue, _ schema: JSONValue, _ path: String = "$") -> [String] {
        if case .bool(let isAllowed) = schema { return isAllowed ? [] : ["\(path): nothing is allowed here"] }
        guard case .object(let rules) = schema else { return ["\(path): the schema is not an object"] }
        // As in draft 07: what stands beside a reference does not count.
        if let reference = rules.first(where: { $0.name == "$ref" }) { return problems(value, reference, schema, path) }
        return rules.flatMap { rule in problems(value, rule, schema, path) }
    }

    public func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool { problems(value, schema).isEmpty }

    /// The value that a JSON pointer leads to.
    public func target(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(root as JSONValue?) { $0?[String($1)] }
    }

    /// The fields that a schema knows and a value does not show anywhere, with their paths.
    public func fieldsMissing(from value: JSONValue, _ schema: JSONValue, _ path: String = "$") -> [String] {
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
        case ("enum", .array(let words)): return unless(words.contains(value), "\(value.compact) is not a word of these")
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
        case ("patternProperties", .object(let known)):
            guard case .object(let fields) = value else { return [] }
            return fields.flatMap { field in
                known.filter { field.name.looksLike($0.name) }
                    .flatMap { problems(field.value, $0.value, "\(path).\(field.name)") }
            }
        case ("additionalProperties", let other):
            guard case .object(let fields) = value else { return [] }
            let patterns = schema["patternProperties"]?.names ?? []
            let further = fields.filter { field in
                schema["properties"]?[field.name] == nil && !patterns.contains(where: field.name.looksLike)
            }
            return further.flatMap { problems($0.value, other, "\(path).\($0.name)") }
        case ("propertyNames", let names):
            return value.names.flatMap { problems(.string($0), names, "\(path).\($0)") }
        case ("if", let condition):
            guard let branch = schema[accepts(value, condition) ? "then" : "else"] else { return [] }
            return problems(value, branch, path)
        case ("uniqueItems", .bool(true)):
            guard case .array(let elements) = value else { return [] }
            let isTwice = elements.indices.contains { elements[..<$0].contains(elements[$0]) }
            return unless(!isTwice, "has an element twice")
        case ("items", let inner):
            guard case .array(let elements) = value else { return [] }
            return elements.enumerated().flatMap { problems($1, inner, "\(path)[\($0)]") }
        case ("minItems", .integer(let least)): return unless(value.count.map { $0 >= least } ?? true, "has too few")
        case ("maxItems", .integer(let most)): return unless(value.count.map { $0 <= most } ?? true, "has too many")
        case ("exclusiveMinimum", .integer(let bound)):
            return unless(value.number.map { $0 > bound } ?? true, "is too small")
        case ("minimum", .integer(let least)): return unless(value.number.map { $0 >= least } ?? true, "is too small")
        case ("maximum", .integer(let most)): return unless(value.number.map { $0 <= most } ?? true, "is too large")
        case ("minLength", .integer(let least)): return unless(value.length.map { $0 >= least } ?? true, "is too short")
        case ("maxLength", .integer(let most)): return unless(value.length.map { $0 <= most } ?? true, "is too long")
        case ("pattern", .string(let pattern)):
            guard case .string(let text) = value else { return [] }
            return unless(text.looksLike(pattern), "does not look like \(pattern)")
        // Where a schema is an array's, `items` is one for all in both contracts, so nothing is additional.
        case ("$schema", _), ("$id", _), ("$defs", _), ("definitions", _), ("title", _), ("description", _),
            ("format", _),
            ("default", _), ("examples", _), ("example", _), ("then", _), ("else", _), ("additionalItems", _),
            ("uniqueItems", _):
            return []
        default: return ["\(path): the keyword \(rule.name) is not checked"]
        }
    }
}

extension String {
    fileprivate func looksLike(_ pattern: String) -> Bool {
        let expression = Patterns.known.withLock { known -> NSRegularExpression? in
            if let expression = known[pattern] { return expression }
            guard let made = try? NSRegularExpression(pattern: pattern) else { return nil }
            known[pattern] = made
            return made
        }
        return expression?.firstMatch(in: self, range: NSRange(startIndex..., in: self)) != nil
    }
}

/// Patterns that were compiled before: a schema has few, and what is compared with it is much.
private enum Patterns {
    static let known = Mutex<[String: NSRegularExpression]>([:])
}

extension JSONValue {
    /// The names of an object's fields.
    fileprivate var names: [String] {
        guard case .object(let fields) = self else { return [] }
        return fields.map(\.name)
    }

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
