/// The help of a command, laid out in columns.
struct HelpText {
    private let path: [Command]
    private let width: Int

    /// The help of the last command of the path, for so many columns; more than 100 do not read well.
    init(_ path: [Command], width: Int) {
        self.path = path
        self.width = min(max(width, 40), 100)
    }

    func text() -> String {
        let command = path[path.count - 1]
        var lines: [String] = []
        lines += Wrapping.lines(command.summary, width: width)
        lines += ["", "USAGE: \(usage())"]
        if !command.discussion.isEmpty { lines += [""] + Wrapping.paragraphs(command.discussion, width: width) }
        lines += section("ARGUMENTS", command.arguments.map { ("\($0.name)", $0.help) })
        lines += section("COMMANDS", command.subcommands.map { ($0.name, $0.summary) })
        lines += section("OPTIONS", options())
        if !command.examples.isEmpty { lines += ["", "EXAMPLES:"] + command.examples.map { "  \($0)" } }
        lines += section("EXIT CODES", command.exits.map { ("\($0.code.rawValue)", $0.meaning) })
        if !command.subcommands.isEmpty {
            let called = path.map(\.name).joined(separator: " ")
            lines += ["", "See '\(called) COMMAND --help' for a command's options."]
        }
        return lines.joined(separator: "\n")
    }

    func usage() -> String {
        let command = path[path.count - 1]
        var words = path.map(\.name)
        for option in path.flatMap(\.options) where option.required {
            words.append("--\(option.name) \(option.placeholder)")
        }
        words.append("[OPTIONS]")
        if !command.subcommands.isEmpty { words.append("COMMAND") }
        for argument in command.arguments {
            let name = argument.repeated ? "\(argument.name)…" : argument.name
            words.append(argument.optional ? "[\(name)]" : name)
        }
        return words.joined(separator: " ")
    }

    func options() -> [(String, String)] {
        var rows: [(String, String)] = []
        for command in path.reversed() {
            rows += command.options.map { ("--\($0.name) \($0.placeholder)", Self.description($0)) }
            rows += command.flags.map { ("--\($0.name)", Self.joined($0.help, [$0.variable.map { "variable \($0)" }])) }
        }
        rows.append(("--\(Flag.noColor.name)", Flag.noColor.help))
        rows.append(("--version", "Print the version."))
        rows.append(("-h, --help", "Print this help."))
        return rows
    }

    static func description(_ option: Option) -> String {
        var rule: String?
        switch option.rule {
        case .oneOf, .integer: rule = option.rule.allowed
        default: break
        }
        return joined(
            option.help,
            [
                rule, option.required ? "required" : nil, option.repeated ? "may be repeated" : nil,
                option.defaultText.map { "default \($0)" }, option.variable.map { "variable \($0)" },
            ])
    }

    private static func joined(_ help: String, _ notes: [String?]) -> String {
        let notes = notes.compactMap(\.self)
        return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
    }

    /// Two columns; what does not fit beside a long name begins on the next line.
    private func section(_ title: String, _ rows: [(String, String)]) -> [String] {
        if rows.isEmpty { return [] }
        let left = min(28, rows.map { DisplayWidth.of($0.0) }.max() ?? 0)
        let indent = String(repeating: " ", count: left + 4)
        var lines = ["", "\(title):"]
        for (name, help) in rows {
            var wrapped = Wrapping.lines(help, width: width - left - 4)[...]
            if DisplayWidth.of(name) <= left {
                lines.append("  \(DisplayWidth.padded(name, to: left))  \(wrapped.popFirst() ?? "")")
            } else {
                lines.append("  \(name)")
            }
            lines += wrapped.map { indent + $0 }
        }
        return lines
    }
}
