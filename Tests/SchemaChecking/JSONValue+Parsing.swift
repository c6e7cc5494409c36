public import Contracts

extension JSONValue {
    /// Reads JSON text. A number that is not whole becomes its text: the contract knows none, so no schema takes it.
    public init(parsing text: String) throws(DecodeError) { try self.init(parsing: Array(text.utf8)) }

    /// Reads JSON text, as `init(parsing:)` does.
    public init(parsing bytes: [UInt8]) throws(DecodeError) {
        var reader = JSONReader(bytes)
        self = try JSONValue(&reader, bytes)
        try reader.finish()
    }

    private init(_ reader: inout JSONReader, _ bytes: [UInt8]) throws(DecodeError) {
        var ahead = reader
        let range = try ahead.skip()
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "{"):
            var fields: [Field] = []
            try reader.object { key, reader throws(DecodeError) in
                fields.append(Field(key.text, try JSONValue(&reader, bytes)))
            }
            self = .object(fields)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try reader.array { _, reader throws(DecodeError) in elements.append(try JSONValue(&reader, bytes)) }
            self = .array(elements)
        case UInt8(ascii: "\""): self = .string(try reader.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool(try reader.bool())
        case UInt8(ascii: "n"):
            _ = try reader.isNull()
            self = .null
        default:
            reader = ahead
            let text = String(decoding: bytes[range], as: UTF8.self)
            self = Int(text).map(JSONValue.integer) ?? .string(text)
        }
    }
}
