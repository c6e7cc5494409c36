/// Lines for people: `23:15:04.123 info     orders  committed  partition=1 messages=420`, in local time.
public struct TextLogHandler: LogHandler {
    private let style: TextStyle
    private let descriptor: Int32

    /// To standard error, unless another file descriptor is named.
    public init(style: TextStyle = TextStyle(isEnabled: false), descriptor: Int32 = StandardStream.error.rawValue) {
        self.style = style
        self.descriptor = descriptor
    }

    /// One write(2) per line, so that lines of several threads do not mix.
    public func log(_ event: LogLine) { DescriptorWriter.write(Array((line(event) + "\n").utf8), to: descriptor) }

    func line(_ event: LogLine) -> String {
        var line = style.dim(event.time.localTime)
        line += " \(coloured(DisplayWidth.padded(event.level.rawValue, to: 8), event.level))"
        line += " \(style.bold(event.label))  \(Self.onOneLine(event.message))"
        for (index, entry) in event.metadata.entries.enumerated() {
            line += "\(index == 0 ? "  " : " ")\(style.dim("\(entry.key)="))\(Self.shown(entry.value))"
        }
        return line
    }

    private func coloured(_ text: String, _ level: LogLevel) -> String {
        switch level {
        case .critical, .error: style.red(text)
        case .warning: style.yellow(text)
        case .notice, .info: text
        case .debug, .trace: style.dim(text)
        }
    }

    private static func shown(_ value: LogValue) -> String {
        switch value {
        case .int(let number): "\(number)"
        case .double(let number): "\(number)"
        case .bool(let truth): "\(truth)"
        case .string(let text): needsQuotes(text) ? quoted(text) : onOneLine(text)
        }
    }

    private static func needsQuotes(_ text: String) -> Bool {
        text.isEmpty || text.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" }
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.appendQuoted(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A message from outside can neither begin a separate line nor send escape sequences.
    private static func onOneLine(_ text: String) -> String {
        if text.unicodeScalars.allSatisfy(PlainText.isShown) { return text }
        return String(quoted(text).dropFirst().dropLast())
    }
}
