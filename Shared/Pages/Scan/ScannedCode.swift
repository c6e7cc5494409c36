internal import Operations

/// What a scanner typed, and what it may mean.
///
/// A scanner may put a sign of the symbology in front (`]C1`), end with a key, type in full-width letters where a Chinese input
/// method is on, and write the separator of GS1 (byte 29) in several ways, or leave it out. The raw text is kept for the report.
public struct ScannedCode: Sendable, Equatable {
    /// As it came.
    public let raw: String
    /// Without what the scanner added.
    public let text: String
    /// The elements, where it carries a sign that it is a GS1 element string, or may be read as one.
    public let elements: [GS1Element]
    /// It says so itself: by its symbology, a separator, or brackets.
    public let isMarkedGS1: Bool

    /// Signs of symbologies that carry GS1 element strings: Code 128, Data Matrix, QR, DataBar, DotCode (GS1 General
    /// Specifications, section 5.1.2).
    private static let gs1Signs = ["]C1", "]d2", "]Q3", "]e0", "]J1"]
    /// Characters of a code; what is longer was not scanned.
    private static let longest = 512

    /// Nil where nothing is left of it.
    public init?(_ raw: String) {
        self.raw = raw
        var rest = Self.narrow(String(raw.prefix(Self.longest)))
        let sign = Self.takeSign(&rest)
        rest = Self.trimmed(rest)
        let text = GS1Separator.unified(rest)
        guard !text.isEmpty else { return nil }
        let hasSeparator = text.unicodeScalars.contains(GS1Separator.scalar)
        let bracketed = GS1ElementString.bracketed(text)
        isMarkedGS1 = sign.map { Self.gs1Signs.contains($0) } ?? false || hasSeparator || bracketed != nil
        elements = bracketed ?? GS1ElementString.plain(text) ?? []
        // A single separator at an end is not part of a parcel's own number.
        self.text = hasSeparator ? rest : text
    }

    /// It is one of these names, whatever the case of their letters.
    func isOne(of names: [String?]) -> Bool {
        let names = Set(names.compactMap { $0?.lowercased() })
        return candidates.contains { names.contains($0.lowercased()) }
    }

    /// What to look for, in the order to try it; the first that something has counts.
    ///
    /// Without a sign the whole text comes first: an ordinary code may begin like an element string.
    public var candidates: [String] {
        var found = isMarkedGS1 ? elementCandidates + [text] : [text] + elementCandidates
        if let sscc = bareSSCC { found.append(sscc) }
        var seen: Set<String> = []
        return found.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// The number of the shipping unit, in digits.
    public var sscc: String? { elements.first { $0.identifier == "00" && $0.hasRightCheckDigit }?.value ?? bareSSCC }

    /// The units that an element says are in it.
    public var count: Int? {
        elements.first { $0.identifier == "37" || $0.identifier == "30" }.flatMap { Int($0.value) }
    }

    private var elementCandidates: [String] { elements.flatMap(\.candidates) }

    /// 18 digits with a right check digit.
    private var bareSSCC: String? {
        text.utf8.count == 18 && GS1Element.isDigits(text) && GS1Element.hasRightCheckDigit(text) ? text : nil
    }

    private static func takeSign(_ text: inout String) -> String? {
        text = trimmed(text)
        let sign = Array(text.unicodeScalars.prefix(3))
        guard sign.count == 3, sign[0] == "]", isLetter(sign[1]), isDigit(sign[2]) else { return nil }
        text = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(3)))
        return String(String.UnicodeScalarView(sign))
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// Without white space and control characters at its ends.
    private static func trimmed(_ text: String) -> String {
        func isEnd(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar.value < 0x20 || scalar.value == 0x7F
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isEnd($0) }), let last = scalars.lastIndex(where: { !isEnd($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Full-width letters, digits and signs become narrow ones.
    private static func narrow(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: result.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0x3000: result.append(" ")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// The separator of GS1 (FNC1, sent as byte 29) as scanners type it.
enum GS1Separator {
    static let scalar: Unicode.Scalar = "\u{1D}"
    private static let spellings = ["␝", "^]", "<GS>", "|"]

    /// Every spelling replaced by the separator itself.
    static func unified(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while !rest.isEmpty {
            if let spelling = spellings.first(where: { rest.hasPrefix($0) }) {
                result.unicodeScalars.append(scalar)
                rest = rest.dropFirst(spelling.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
