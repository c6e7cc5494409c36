/// Text from others, fit for a terminal: nothing in it can move the cursor or change colours, and it is one line.
enum PlainText {
    /// Characters that are none are shown as `·`; what is longer than `limit` characters ends with an ellipsis.
    static func of(_ text: some StringProtocol, limit: Int = .max) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isShown(scalar) ? scalar : "·") }
        let shown = String(result)
        return shown.count > limit ? shown.prefix(limit - 1) + "…" : shown
    }

    static func of(_ bytes: some Collection<UInt8>, limit: Int = .max) -> String {
        // A character has at most a few dozen bytes: no more than needed is decoded.
        let few = limit < 10_000 ? bytes.prefix(limit * 32) : bytes.prefix(bytes.count)
        return of(String(decoding: few, as: UTF8.self), limit: limit)
    }

    /// Format characters too: they reorder text (U+202E) or hide.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }
}
