/// What a text has to be: `a|b` is one of these, `!a|b` none of these, `*` any text, but there has to be one.
///
/// In a hand a field that is left out may be anything.
struct Word: Sendable, Codable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
    init(from decoder: any Decoder) throws { description = try decoder.singleValueContainer().decode(String.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    func matches(_ text: String?) -> Bool {
        if description == "*" { return text != nil }
        let isNegated = description.hasPrefix("!")
        let words = description.dropFirst(isNegated ? 1 : 0).split(separator: "|")
        return words.contains { $0 == text ?? "none" } != isNegated
    }
}
