/// The help as a page of man(7).
public enum ManPage {
    /// Of a command, with those below it.
    /// - Parameter name: of the commands directly below `root` the one that the page is about; nil for all in short.
    public static func text(of root: Command, below name: String?) -> String {
        let path = [root] + (name.flatMap { name in root.subcommands.first { $0.name == name } }.map { [$0] } ?? [])
        let command = path[path.count - 1]
        let title = path.map(\.name).joined(separator: "-")
        var lines = [
            ".\\\" Made by '\(root.name) man'.",
            ".TH \(quoted(title.uppercased())) 1 \"\" \(quoted("\(root.name) \(Version.current)"))",
            ".SH NAME", "\(escaped(title)) \\- \(escaped(command.summary))", ".SH SYNOPSIS",
        ]
        lines += [".B \(escaped(HelpText(path, width: 80).usage()))"]
        if !command.discussion.isEmpty { lines += [".SH DESCRIPTION"] + paragraphs(command.discussion) }
        if !command.subcommands.isEmpty {
            lines.append(".SH COMMANDS")
            for below in command.subcommands {
                if path.count == 1 {
                    lines += [".TP", ".B \(escaped(below.name))", escaped(below.summary)]
                } else {
                    lines += section(path + [below])
                }
            }
        }
        lines += body(path, heading: ".SH")
        if path.count == 1 {
            let pages = command.subcommands.map { ".BR \(escaped("\(root.name)-\($0.name)")) (1)" }
            lines += [".SH SEE ALSO"] + pages
        }
        return lines.joined(separator: "\n")
    }

    private static func section(_ path: [Command]) -> [String] {
        let command = path[path.count - 1]
        var lines = [
            ".SS \(quoted(path.dropFirst(2).map(\.name).joined(separator: " ")))", escaped(command.summary), ".PP",
        ]
        lines += [".B \(escaped(HelpText(path, width: 80).usage()))"]
        if !command.discussion.isEmpty { lines += [".PP"] + paragraphs(command.discussion) }
        return lines + body(path, heading: ".PP\n.B")
    }

    /// Arguments, options, examples and exit codes.
    private static func body(_ path: [Command], heading: String) -> [String] {
        let command = path[path.count - 1]
        var lines: [String] = []
        func list(_ title: String, _ rows: [(String, String)]) {
            guard !rows.isEmpty else { return }
            lines.append("\(heading) \(title)")
            for (name, text) in rows { lines += [".TP", ".B \(escaped(name))", escaped(text)] }
        }
        list("ARGUMENTS", command.arguments.map { ($0.name, $0.help) })
        list("OPTIONS", HelpText(path, width: 80).options())
        if !command.examples.isEmpty {
            lines += ["\(heading) EXAMPLES", ".nf"] + command.examples.map { escaped($0) } + [".fi"]
        }
        list("EXIT CODES".replacing(" ", with: "\\ "), command.exits.map { ("\($0.code.rawValue)", $0.meaning) })
        return lines
    }

    /// Lines that begin with a space stay as they are.
    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                lines.append(".PP")
            } else if line.hasPrefix(" ") {
                lines += [".nf", escaped(String(line)), ".fi"]
            } else {
                lines.append(escaped(String(line)))
            }
        }
        return lines
    }

    /// What roff would obey: a backslash, a hyphen that has to be one, a dot or an apostrophe at the beginning; and what is not ASCII.
    private static func escaped(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": plain += "\\e"
            case "-": plain += "\\-"
            case _ where scalar.isASCII: plain.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                plain += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
            }
        }
        return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
    }

    private static func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
}
