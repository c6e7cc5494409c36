/// Text from others, fit for a terminal: nothing in it can move the cursor, change colours, reorder what is read or hide.
///
/// All that is written for people or as JSON lines comes by here, and by `isShown` alone it is decided what is obeyed.
public enum PlainText {
    /// One line: characters that are none are shown as `·`; what is longer than `limit` characters ends with an ellipsis.
    public static func of(_ text: some StringProtocol, limit: Int = .max) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isShown(scalar) ? scalar : hidden) }
        let shown = String(result)
        return shown.count > limit ? shown.prefix(limit - 1) + "…" : shown
    }

    /// The same of bytes that should be UTF-8.
    public static func of(_ bytes: some Collection<UInt8>, limit: Int = .max) -> String {
        // A character has at most a few dozen bytes: no more than needed is decoded.
        let few = limit < 10_000 ? bytes.prefix(limit * 32) : bytes.prefix(bytes.count)
        return of(String(decoding: few, as: UTF8.self), limit: limit)
    }

    /// Lines of this program's own, with its colours: what else a terminal would obey is shown as `·`.
    static func page(_ text: String) -> String {
        if text.utf8.allSatisfy({ isPlain($0) || $0 == lineFeed }) { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if let colour = colour(at: rest) {
                result.append(contentsOf: colour)
                rest = rest[colour.endIndex...]
                continue
            }
            result.append(isShown(scalar) || scalar == "\n" ? scalar : hidden)
            rest.removeFirst()
        }
        return String(result)
    }

    /// JSON text on one line, with escapes for all that a terminal would obey: another spelling of the same.
    public static func json(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 64)
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 {
                // Within a string JSON has none of these: it stands between values.
                bytes.append(UInt8(ascii: " "))
            } else {
                append(scalar, to: &bytes)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a character within a JSON string: as it is, or escaped where a terminal would obey it.
    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        guard !isShown(scalar) else {
            bytes.append(contentsOf: UTF8.encode(scalar)!)
            return
        }
        for unit in UTF16.encode(scalar)! {
            let digits = String(unit, radix: 16)
            bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
    }

    /// Whether a terminal shows it, and does nothing else. Format characters it obeys too: they reorder text (U+202E) or
    /// hide.
    static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }

    private static let hidden: Unicode.Scalar = "·"
    private static let lineFeed = UInt8(ascii: "\n")

    private static func isPlain(_ byte: UInt8) -> Bool { (0x20..<0x7f).contains(byte) }

    /// The sequence for a colour that begins here, as `TextStyle` writes it; nil where none does.
    private static func colour(
        at text: String.UnicodeScalarView.SubSequence
    ) -> String.UnicodeScalarView.SubSequence? {
        guard text.first == "\u{1B}", text.dropFirst().first == "[" else { return nil }
        let digits = text.dropFirst(2).prefix { ("0"..."9").contains($0) }
        guard (1...2).contains(digits.count), digits.endIndex < text.endIndex, text[digits.endIndex] == "m" else {
            return nil
        }
        return text[text.startIndex...digits.endIndex]
    }
}
