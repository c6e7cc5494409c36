/// How many columns of a terminal a text takes.
public enum DisplayWidth {
    /// A grapheme cluster takes what its widest scalar takes: 2 for East Asian wide and emoji, 0 for marks alone.
    public static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text.utf8.count }
        return text.reduce(0) { $0 + ($1.unicodeScalars.map(width).max() ?? 0) }
    }

    /// Followed by spaces up to the width.
    public static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - of(text)))
    }

    /// Preceded by spaces up to the width.
    static func paddedLeft(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - of(text))) + text
    }

    /// Cut to the width, with an ellipsis where something was cut off.
    static func truncated(_ text: String, to width: Int) -> String {
        if of(text) <= width { return text }
        var result = ""
        var taken = 1
        for character in text {
            taken += of(String(character))
            if taken > width { break }
            result.append(character)
        }
        return width > 0 ? result + "…" : ""
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// The blocks of East_Asian_Width W and F (UAX #11), joined where only unassigned code points lie between.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x17000...0x18CD5, 0x1B000...0x1B2FB, 0x20000...0x3FFFD,
    ]
}
