public import Fulfillment
@_spi(_Unicode) internal import Swift

/// Why a text is not an id: equal ids are the same bytes, and what differs looks different.
///
/// The composed form (NFC) comes from the standard library, which normalizes to compare strings anyway; `_nfc` is marked as
/// interface for the system's own libraries, and Foundation is built on it. Rejected: tables of our own, which would grow old
/// beside the standard library's, and Foundation, which is 40 MB for one function.
struct IdFault: Equatable {
    /// The first character that is at fault, counted from 1.
    var place: Int
    /// What it is, and what is wrong with it.
    var reason: String

    /// The first fault of a text; nil where it has none.
    /// - Parameter separator: '/' is allowed, as within a case's id.
    init?(of text: String, separator: Bool = false) {
        guard !text.isPlainId(separator: separator) else { return nil }
        let scalars = text.unicodeScalars
        var mayDecompose = false
        for (index, scalar) in scalars.enumerated() {
            if scalar.value >= 0x80 { mayDecompose = mayDecompose || !scalar.isAlwaysComposed }
            guard let reason = scalar.fault(separator: separator) else { continue }
            self.init(place: index + 1, reason: scalar.named + ", " + reason)
            return
        }
        if scalars.first?.properties.isWhitespace == true {
            self.init(place: 1, reason: scalars.first!.named + ", white space at an end")
        } else if scalars.last?.properties.isWhitespace == true {
            self.init(place: scalars.count, reason: scalars.last!.named + ", white space at an end")
        } else if mayDecompose, let fault = IdFault(decomposed: Array(scalars)) {
            self = fault
        } else {
            return nil
        }
    }

    private init(place: Int, reason: String) {
        self.place = place
        self.reason = reason
    }

    /// Where a text is not in its composed form, and what that would be.
    private init?(decomposed text: [Unicode.Scalar]) {
        let composed = text[...].composed
        guard composed != text else { return nil }
        let start = zip(text, composed).prefix { $0 == $1 }.count
        // As much of the text as its composed form takes together.
        var end = start + 1
        while end < text.count, !composed.starts(with: text[..<end].composed) { end += 1 }
        let instead = text[..<end].composed.dropFirst(start)
        let found = text[start..<end]
        let names = found.map(found.count == 1 ? \.named : \.codePoint).joined(separator: " ")
        self.init(
            place: start + 1,
            reason: "\(names), whose composed form (NFC) is \(instead.map(\.codePoint).joined(separator: " "))")
    }

    var description: String { "character \(place) is \(reason)" }
}

extension ArraySlice<Unicode.Scalar> {
    /// The same text in Unicode's composed form (NFC).
    fileprivate var composed: [Unicode.Scalar] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: self)
        return Array(String(text)._nfc)
    }
}

extension Unicode.Scalar {
    /// Most of what is written: it composes with nothing before it and is not a composition of other characters. So a text of
    /// these alone is in NFC, and nobody has to normalize it to know.
    fileprivate var isAlwaysComposed: Bool {
        switch value {
        // Latin with its accents; CJK; Hangul syllables; emoji.
        case 0x80..<0x300, 0x4e00...0x9fff, 0xac00...0xd7a3, 0x1f300...0x1faff: true
        default: false
        }
    }

    /// Not printable, or nothing is seen where it is printed.
    var isInvisible: Bool { fault(separator: true) != nil }

    /// Why it may stand in no id; nil where it may.
    fileprivate func fault(separator: Bool) -> String? {
        if value < 0x80 {
            switch value {
            case 0x2f where !separator: return "which separates ids"
            case 0..<0x20, 0x7f: return "a control character"
            default: return nil
            }
        }
        switch properties.generalCategory {
        case .control: return "a control character"
        case .format: return "a format character"
        case .lineSeparator, .paragraphSeparator: return "a line break"
        case .privateUse: return "a private-use character"
        case .unassigned: return "which is not assigned"
        case .surrogate: return "half a surrogate pair"
        default: return properties.isDefaultIgnorableCodePoint ? "an invisible character" : nil
        }
    }

    /// `U+200B`
    fileprivate var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// `U+200B ZERO WIDTH SPACE`, as far as it has a name.
    fileprivate var named: String {
        guard let name = properties.name ?? properties.nameAlias else { return codePoint }
        return codePoint + " " + name
    }
}

extension String {
    /// Throws what is wrong with it as an id.
    /// - Parameter isOwn: Turnback wrote it: only its length counts, because it was accepted under the rules of its day.
    public func mustBeId(maximum: Int = Limits.idBytes, isOwn: Bool = false) throws(DecodeError) {
        let fits = !isEmpty && utf8.count <= maximum
        let fault = fits && !isOwn ? IdFault(of: self) : nil
        guard fits, fault == nil else {
            throw DecodeError(
                .invalidField, "",
                "expected 1…\(maximum) bytes of printable UTF-8 in composed form (NFC), without '/' and without white space "
                    + "at either end, found \"\(visible)\"" + (fault.map { ": " + $0.description } ?? ""))
        }
    }

    /// Nothing but printable ASCII without a space at either end: what nearly every id is, checked in one pass over its bytes.
    fileprivate func isPlainId(separator: Bool) -> Bool {
        guard let first = utf8.first, let last = utf8.last, first != 0x20, last != 0x20 else { return false }
        return utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f && ($0 != UInt8(ascii: "/") || separator) }
    }

    /// At most 40 bytes of it, what is invisible written as `\u{200B}`: for messages.
    var visible: String {
        var result = ""
        for scalar in shortened().unicodeScalars {
            if scalar.isInvisible {
                result += "\\u{" + scalar.codePoint.dropFirst(2) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
