import Contracts

/// What a message says, its data as it was published, and who was authenticated behind it.
struct Told<Value> {
    var value: Value
    /// JSON text on one line.
    var data: [UInt8]
    /// Nil where nobody was.
    var principal: String?

    init(_ value: Value, _ data: [UInt8], principal: String? = nil) {
        self.value = value
        self.data = data
        self.principal = principal
    }

    /// The data, with `principal` as its last field where there is one.
    var json: [UInt8] {
        guard let principal, data.last == UInt8(ascii: "}") else { return data }
        var name = JSONWriter()
        name.string(principal)
        return data.dropLast() + Array(#","principal":"#.utf8) + name.bytes + [UInt8(ascii: "}")]
    }
}

extension Message {
    /// The message in the data of this type; nil where it is none.
    static func told(_ type: MessageType, _ data: [UInt8]) -> Message? {
        var reader = JSONReader(data)
        return try? Message(Envelope(source: "", id: "", type: type), &reader)
    }
}

extension JSONWriter {
    /// Writes the fields of a JSON object that exists already into the object in hand, except for some of them.
    mutating func fields(of object: [UInt8], without dropped: StaticString...) {
        var reader = JSONReader(object)
        var fields: [[UInt8]] = []
        // What does not parse was never published: then there are no fields.
        try? reader.object { key, reader throws(DecodeError) in
            let range = try reader.skip()
            if dropped.contains(where: { $0 ~= key }) { return }
            var field = JSONWriter()
            field.string(key.text)
            fields.append(field.bytes + [UInt8(ascii: ":")] + object[range])
        }
        for field in fields { raw(field) }
    }
}
