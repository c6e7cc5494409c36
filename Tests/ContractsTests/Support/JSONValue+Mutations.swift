import Contracts

extension JSONValue {
    /// A value with one thing in it changed.
    struct Mutation {
        enum Kind { case removed, retyped, nulled, reworded }
        var kind: Kind
        /// Where, such as `.lines[0].sku`.
        var path: String
        var value: JSONValue
    }

    /// Every field removed, of another type, null, and every text another one: one change each.
    var mutations: [Mutation] {
        switch self {
        case .object(let fields):
            fields.indices.flatMap { index -> [Mutation] in
                let field = fields[index]
                func with(_ value: JSONValue) -> JSONValue {
                    var changed = fields
                    changed[index].value = value
                    return .object(changed)
                }
                var without = fields
                without.remove(at: index)
                let path = ".\(field.name)"
                var own = [
                    Mutation(kind: .removed, path: path, value: .object(without)),
                    Mutation(kind: .retyped, path: path, value: with(field.value.retyped)),
                    Mutation(kind: .nulled, path: path, value: with(.null)),
                ]
                if case .string(let text) = field.value {
                    own.append(Mutation(kind: .reworded, path: path, value: with(.string(text + "ish"))))
                }
                return own
                    + field.value.mutations.map { inner in
                        Mutation(kind: inner.kind, path: path + inner.path, value: with(inner.value))
                    }
            }
        case .array(let elements):
            elements.indices.flatMap { index -> [Mutation] in
                elements[index].mutations.map { inner in
                    var changed = elements
                    changed[index] = inner.value
                    return Mutation(kind: inner.kind, path: "[\(index)]" + inner.path, value: .array(changed))
                }
            }
        case .string, .integer, .bool, .null: []
        }
    }

    /// The value with one text of it replaced, once for each, and where that stands, such as `lines[0].sku`.
    func withTexts(replacedBy text: String, path: String = "") -> [(path: String, value: JSONValue)] {
        var found: [(path: String, value: JSONValue)] = []
        switch self {
        case .object(let fields):
            for (index, field) in fields.enumerated() {
                let inner = path.isEmpty ? field.name : path + "." + field.name
                for one in field.value.withTexts(replacedBy: text, path: inner) {
                    var changed = fields
                    changed[index].value = one.value
                    found.append((one.path, .object(changed)))
                }
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                for one in element.withTexts(replacedBy: text, path: "\(path)[\(index)]") {
                    var changed = elements
                    changed[index] = one.value
                    found.append((one.path, .array(changed)))
                }
            }
        case .string: found = [(path, .string(text))]
        case .integer, .bool, .null: break
        }
        return found
    }

    /// A value of a type that is not this one's, and not null.
    private var retyped: JSONValue {
        switch self {
        case .object, .array, .integer, .bool: "text"
        case .string: 7
        case .null: "text"
        }
    }
}
