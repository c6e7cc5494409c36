/// Completion for fish, with a description of each word.
enum FishCompletion {
    static func script(_ plan: CompletionPlan) -> String {
        let known = plan.places.dropFirst().map { quoted($0.words) }.joined(separator: " ")
        var lines = [
            "# Completion of \(plan.name) for fish; made by '\(plan.name) completions fish'.",
            "function __\(plan.name)_at",
            "    set -l place \(plan.name)",
            "    for word in (commandline -opc)[2..-1]",
            "        contains -- \"$place $word\" \(known); and set place \"$place $word\"",
            "    end",
            "    test \"$place\" = \"$argv[1]\"",
            "end",
            "complete -c \(plan.name) -f",
        ]
        for place in plan.places {
            let here = "complete -c \(plan.name) -n \(quoted("__\(plan.name)_at \"\(place.words)\""))"
            for command in place.commands { lines.append("\(here) -a \(command.name) -d \(quoted(command.help))") }
            for option in place.options {
                lines.append(
                    "\(here) -l \(option.name.dropFirst(2))\(option.values.map { ($0 == .file ? " -r" : " -x") + answer($0) } ?? "")"
                        + " -d \(quoted(option.help))")
            }
            if place.commands.isEmpty, let values = place.arguments.first(where: { $0 != .any }) {
                lines.append("\(here)\(answer(values))")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func answer(_ values: CompletionPlan.Values) -> String {
        switch values {
        case .words(let words): " -a \(quoted(words.joined(separator: " ")))"
        case .file: " -F"
        case .directory: " -a '(__fish_complete_directories)'"
        case .any: ""
        }
    }

    /// In fish a backslash quotes within `'…'`.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
