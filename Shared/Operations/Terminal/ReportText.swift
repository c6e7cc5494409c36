/// How reports are laid out: for 100 columns.
package enum ReportText {
    package static let width = 100

    package static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Lines of at most this many characters, broken at spaces.
    package static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// `1 order`, `1,234 orders`.
    package static func count(_ number: Int, _ what: String) -> String {
        "\(number.grouped) \(what)\(number == 1 ? "" : "s")"
    }

    /// Seconds to the hundredth: `3.66 s`.
    package static func seconds(_ duration: Duration) -> String {
        let hundredths = Int((duration / .milliseconds(10)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }
}
