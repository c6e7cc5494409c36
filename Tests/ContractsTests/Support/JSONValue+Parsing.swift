@testable import Contracts

extension JSONValue {
    /// Reads JSON text. A number that is not whole becomes its text: the contract knows none, so no schema takes it.
    init(parsing text: String) throws(DecodeError) {
        var reader = JSONReader(Array(text.utf8))
        self = try JSONValue(&reader)
        try reader.finish()
    }

    private init(_ reader: inout JSONReader) throws(DecodeError) {
        reader.skipSpace()
        switch reader.peek {
        case UInt8(ascii: "{"):
            var fields: [Field] = []
            try reader.object { key, reader throws(DecodeError) in
                fields.append(Field(key.text, try JSONValue(&reader)))
            }
            self = .object(fields)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try reader.array { _, reader throws(DecodeError) in elements.append(try JSONValue(&reader)) }
            self = .array(elements)
        case UInt8(ascii: "\""): self = .string(try reader.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .bool(try reader.bool())
        case UInt8(ascii: "n"):
            _ = try reader.isNull()
            self = .null
        default:
            let range = try reader.skip()
            let text = String(decoding: reader.bytes[range], as: UTF8.self)
            self = Int(text).map(JSONValue.integer) ?? .string(text)
        }
    }
}
