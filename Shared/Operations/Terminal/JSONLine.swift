package import Contracts

/// JSON text as one line.
package enum JSONLine {
    /// Line breaks can only stand between values: within a string they are escaped.
    package static func text(_ json: some Collection<UInt8>) -> [UInt8] {
        json.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
    }

    /// A separate line, without its line feed.
    package static func object(_ fields: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.object(fields)
        return text(of: writer)
    }

    /// What was written, as a line of output.
    package static func text(of writer: borrowing JSONWriter) -> String {
        PlainText.json(String(decoding: writer.bytes, as: UTF8.self))
    }
}

extension JSONWriter {
    /// Writes null for nil.
    package mutating func field(_ name: StaticString, orNull value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes an array of JSON texts that exist already.
    package mutating func field(_ name: StaticString, texts: some Sequence<[UInt8]>) {
        key(name)
        array { writer in for text in texts { writer.raw(text) } }
    }
}
