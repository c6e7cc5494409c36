/// A JSON text as a tree, for what other systems send in their own formats. Messages of the contract never become one.
///
/// Numbers stay the text that was sent: ids of shops exceed what a double holds exactly.
public enum JSONNode: Sendable, Equatable {
    /// The fields in their order; of a name that comes twice the last counts, as with most readers.
    case object([String: JSONNode])
    case array([JSONNode])
    case string(String)
    /// Its text.
    case number(String)
    case bool(Bool)
    case null

    /// Reads a whole text.
    /// - Parameter fields: which fields of the outermost object are kept; nil: all. The others are checked and left out.
    public init(_ bytes: [UInt8], keeping fields: Set<String>? = nil) throws(DecodeError) {
        var reader = JSONReader(bytes)
        reader.skipSpace()
        if let fields, reader.peek == UInt8(ascii: "{") {
            var kept: [String: JSONNode] = [:]
            try reader.object { key, reader throws(DecodeError) in
                let name = key.text
                if fields.contains(name) { kept[name] = try JSONNode(&reader) } else { try reader.skip() }
            }
            self = .object(kept)
        } else {
            self = try JSONNode(&reader)
        }
        try reader.finish()
    }

    /// Reads the next value.
    public init(_ reader: inout JSONReader) throws(DecodeError) {
        reader.skipSpace()
        switch reader.peek {
        case UInt8(ascii: "{"):
            var fields: [String: JSONNode] = [:]
            try reader.object { key, reader throws(DecodeError) in fields[key.text] = try JSONNode(&reader) }
            self = .object(fields)
        case UInt8(ascii: "["):
            var elements: [JSONNode] = []
            try reader.array { _, reader throws(DecodeError) in elements.append(try JSONNode(&reader)) }
            self = .array(elements)
        case UInt8(ascii: "\""): self = .string(try reader.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool(try reader.bool())
        case UInt8(ascii: "n"):
            try reader.skip()
            self = .null
        default:
            let range = try reader.skip()
            self = .number(String(decoding: reader.bytes[range], as: UTF8.self))
        }
    }

    /// The value of a field of an object; nil where there is none, and where it is null.
    public subscript(name: String) -> JSONNode? {
        guard case .object(let fields) = self, let value = fields[name], value != .null else { return nil }
        return value
    }

    /// The elements of an array; nil of anything else.
    public var elements: [JSONNode]? { if case .array(let elements) = self { elements } else { nil } }

    /// A text, or a number or a truth value as its text; nil of what has parts, and of null.
    public var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .object, .array, .null: nil
        }
    }

    /// A whole number, given as a number or as its digits in a text; nil of anything else.
    public var integer: Int64? {
        switch self {
        case .string(let text): Int64(text)
        case .number(let text):
            if let value = Int64(text) {
                value
            } else {
                // 1.0 and 1e2 are whole, as elsewhere.
                Self.whole(text)
            }
        case .object, .array, .bool, .null: nil
        }
    }

    private static func whole(_ text: String) -> Int64? {
        var reader = JSONReader(Array(text.utf8))
        return try? reader.integer()
    }

    /// What kind of value it is, for messages: `a text`, `an object`.
    public var kind: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a text"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
