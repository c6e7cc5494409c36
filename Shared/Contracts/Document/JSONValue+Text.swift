extension JSONValue {
    /// The value as JSON text without white space, as messages are written; what is invisible is written as `\u200b`.
    public var compact: String {
        switch self {
        case .object(let fields):
            "{" + fields.map { Self.quoted($0.name) + ":" + $0.value.compact }.joined(separator: ",") + "}"
        case .array(let elements): "[" + elements.map(\.compact).joined(separator: ",") + "]"
        case .string(let text): Self.quoted(text)
        case .integer(let value): String(value)
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        }
    }

    /// The value as JSON text for people: two spaces a level, lists of words and other short values on one line.
    public var indented: String {
        var text = ""
        indent(into: &text, margin: "")
        return text
    }

    private func indent(into text: inout String, margin: String) {
        let inner = margin + "  "
        switch self {
        case .object(let fields) where !isShort:
            for (index, field) in fields.enumerated() {
                text += (index == 0 ? "{\n" : ",\n") + inner + Self.quoted(field.name) + ": "
                field.value.indent(into: &text, margin: inner)
            }
            text += "\n" + margin + "}"
        case .array(let elements) where !isShort:
            for (index, element) in elements.enumerated() {
                text += (index == 0 ? "[\n" : ",\n") + inner
                element.indent(into: &text, margin: inner)
            }
            text += "\n" + margin + "]"
        default: text += compact
        }
    }

    /// Fits on a line: nothing in it, a single word, or words in a list.
    private var isShort: Bool {
        switch self {
        case .object(let fields): fields.isEmpty || fields.count == 1 && fields[0].value.isScalar
        case .array(let elements): elements.allSatisfy(\.isScalar)
        case .string, .integer, .bool, .null: true
        }
    }

    private var isScalar: Bool {
        switch self {
        case .object, .array: false
        case .string, .integer, .bool, .null: true
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        var visible = String.UnicodeScalarView()
        for scalar in String(decoding: writer.bytes, as: UTF8.self).unicodeScalars {
            guard scalar.isInvisible, scalar.value < 0x10000 else {
                visible.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            visible.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
        }
        return String(visible)
    }
}
