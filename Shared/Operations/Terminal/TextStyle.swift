internal import Glibc

/// Bold, dim and colours for people; plain text for pipes, for `TERM=dumb`, and where NO_COLOR is set
/// (https://no-color.org).
public struct TextStyle: Sendable {
    /// Whether escape sequences are written.
    public let isEnabled: Bool

    /// The columns that tables may take; nil for any number.
    public let width: Int?

    /// Decided by the caller.
    public init(isEnabled: Bool, width: Int? = nil) {
        self.isEnabled = isEnabled
        self.width = width
    }

    /// Decided by what the stream is and by this process's environment.
    public init(for stream: StandardStream) {
        self.init(
            isTerminal: stream.isTerminal, environment: EnvironmentVariables.values(of: ["NO_COLOR", "TERM"]),
            width: TerminalWidth.of(stream))
    }

    init(isTerminal: Bool, environment: [String: String], width: Int? = nil) {
        self.width = width
        isEnabled = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// Headings.
    public func bold(_ text: String) -> String { wrapped(text, "1") }
    /// What matters less.
    public func dim(_ text: String) -> String { wrapped(text, "2") }
    /// What failed.
    public func red(_ text: String) -> String { wrapped(text, "31") }
    /// What succeeded.
    public func green(_ text: String) -> String { wrapped(text, "32") }
    /// What is worth a look.
    public func yellow(_ text: String) -> String { wrapped(text, "33") }

    private func wrapped(_ text: String, _ code: String) -> String {
        isEnabled ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
