/// Why a command line, or a setting, was not taken.
public struct ArgumentError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `.usage` for a wrong command line, `.configuration` for a wrong value of a setting.
    public let exitCode: ExitCode
    /// What is wrong: names the option or variable, its value and what is allowed.
    public let message: String
    /// The command that was being read, as it is called: `turnback topics create`.
    public let command: String

    /// What is printed: one line.
    public var line: String { "\(message); see '\(command) --help'" }

    /// The line.
    public var description: String { line }

    /// A value as an error shows it: on one line, and not longer than a line.
    static func shown(_ value: String) -> String {
        if value.isEmpty { return "''" }
        var text = ""
        for scalar in value.unicodeScalars {
            if PlainText.isShown(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            }
            if text.unicodeScalars.count > 100 { return text + "…" }
        }
        return text.contains(" ") ? "'\(text)'" : text
    }
}
