/// A code of the contract, what it means, and what its reader should do.
struct CodeAdvice {
    var code: String
    var meaning: String
    var advice: String

    init(_ code: some RawRepresentable<String>, _ meaning: String, _ advice: String) {
        self.code = code.rawValue
        self.meaning = meaning
        self.advice = advice
    }

    var json: JSONValue {
        ["code": .string(code), "meaning": .string(meaning), "whatToDo": .string(advice)]
    }
}

extension [CodeAdvice] {
    var json: JSONValue { .array(map(\.json)) }

    /// As a table in Markdown.
    var table: String {
        (["| code | meaning | what to do |", "|---|---|---|"]
            + map { "| `\($0.code)` | \($0.meaning) | \($0.advice) |" }).joined(separator: "\n")
    }
}
