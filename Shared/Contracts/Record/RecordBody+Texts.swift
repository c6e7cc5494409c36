/// Texts that name people, found in any bytes: also in what is not a valid message, or no JSON.
extension RecordBody {
    /// The fields whose texts are emptied. A `reason` is one where it is more than a word; `data_base64` may hold all
    /// of them.
    private static let names = ["note", "actor", "reportedBy", "reason", "data_base64"]

    /// The same with those texts empty, and the names of the fields that had one. All else stays byte for byte.
    public var withoutTexts: (body: RecordBody, names: [String]) {
        guard let range = valueRange else { return (self, []) }
        var (names, kept, from) = ([String](), [UInt8](), range.lowerBound)
        var at = range.lowerBound
        while let field = nextField(from: at, to: range.upperBound) {
            at = max(field.text.upperBound, at + 1)
            let isSentence = field.name != "reason" || bytes[field.text].contains(UInt8(ascii: " "))
            guard !field.text.isEmpty, isSentence else { continue }
            kept += bytes[from..<field.text.lowerBound]
            from = field.text.upperBound
            if !names.contains(field.name) { names.append(field.name) }
        }
        guard !names.isEmpty else { return (self, []) }
        let body = RecordBody(
            bytes: Array(bytes[..<range.lowerBound]) + kept + bytes[from..<range.upperBound], keyLength: keyLength,
            headersLength: headersLength, hasValue: true)
        return (body, names)
    }

    /// The next of those fields that has a text, and where that stands between its quotes, or up to the end where it
    /// has none.
    private func nextField(from start: Int, to end: Int) -> (name: String, text: Range<Int>)? {
        let quote = UInt8(ascii: "\"")
        var at = start
        while at < end {
            guard let opening = bytes[at..<end].firstIndex(of: quote) else { return nil }
            at = opening + 1
            guard let name = Self.names.first(where: { bytes[at..<end].starts(with: $0.utf8) }) else { continue }
            var place = at + name.utf8.count
            guard place < end, bytes[place] == quote else { continue }
            place = skipSpace(place + 1, end)
            guard place < end, bytes[place] == UInt8(ascii: ":") else { continue }
            place = skipSpace(place + 1, end)
            guard place < end, bytes[place] == quote else { continue }
            let text = place + 1
            place = text
            while place < end, bytes[place] != quote { place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1 }
            return (name, text..<min(place, end))
        }
        return nil
    }

    private func skipSpace(_ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
        return at
    }
}
