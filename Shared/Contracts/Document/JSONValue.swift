/// A JSON value whose fields keep their order: what the machine-readable contract is made of.
///
/// Messages on the hot path never become one; see `JSONReader` and `JSONWriter`.
public enum JSONValue: Sendable, Equatable {
    /// A field of an object.
    public struct Field: Sendable, Equatable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case object([Field])
    case array([JSONValue])
    case string(String)
    case integer(Int)
    case bool(Bool)
    case null

    /// The value of a field of an object; nil where there is none.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }

    /// The same object with further fields at its end.
    func adding(_ more: KeyValuePairs<String, JSONValue>) -> JSONValue {
        guard case .object(let fields) = self else { return self }
        return .object(fields + more.map { Field($0.key, $0.value) })
    }

    /// An object of these fields.
    static func fields(_ fields: [(String, JSONValue)]) -> JSONValue {
        .object(fields.map { Field($0.0, $0.1) })
    }

    /// A list of texts.
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// The same value with every string of it replaced, the names of fields left as they are.
    func mapStrings(_ change: (String) -> String) -> JSONValue {
        switch self {
        case .object(let fields):
            .object(fields.map { Field($0.name, $0.value.mapStrings(change)) })
        case .array(let elements): .array(elements.map { $0.mapStrings(change) })
        case .string(let text): .string(change(text))
        case .integer, .bool, .null: self
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    public init(dictionaryLiteral fields: (String, JSONValue)...) { self = .fields(fields) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
}
