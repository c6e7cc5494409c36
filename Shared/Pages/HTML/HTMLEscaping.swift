/// What keeps text from being read as markup.
enum HTMLEscaping {
    /// Safe between tags and between double quotes. Characters that a reader cannot see and that reorder what stands around
    /// them, and control characters, are shown as `·`, as everywhere in Turnback.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t", "\r": result.unicodeScalars.append(scalar)
            default: result.unicodeScalars.append(isHidden(scalar) ? "·" : scalar)
            }
        }
        return result
    }

    /// Control characters, marks of direction, and what HTML does not take.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        case 0xFDD0...0xFDEF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    /// The text of markup that was made here: in it `<` begins a tag and `>` ends one, for everywhere else they are escaped.
    static func text(of markup: String) -> String {
        var result = ""
        var isInTag = false
        for character in markup.unicodeScalars {
            switch character {
            case "<": isInTag = true
            case ">": isInTag = false
            default: if !isInTag { result.unicodeScalars.append(character) }
            }
        }
        for (entity, text) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
            result = result.replacing(entity, with: text)
        }
        return result
    }
}

extension String {
    /// Every `part` replaced.
    fileprivate func replacing(_ part: String, with other: String) -> String {
        guard utf8.count >= part.utf8.count else { return self }
        var result: [UInt8] = []
        let (bytes, wanted) = (Array(utf8), Array(part.utf8))
        var at = 0
        while at < bytes.count {
            if bytes[at] == wanted[0], at + wanted.count <= bytes.count,
                bytes[at..<at + wanted.count].elementsEqual(wanted)
            {
                result += other.utf8
                at += wanted.count
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
