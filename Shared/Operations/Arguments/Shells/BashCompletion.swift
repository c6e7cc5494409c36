/// Completion for bash 4 or later, without the package bash-completion.
enum BashCompletion {
    static func script(_ plan: CompletionPlan) -> String {
        let quoted = CompletionPlan.quoted
        var lines = [
            "# Completion of \(plan.name) for bash; made by '\(plan.name) completions bash'.",
            "_\(plan.name)() {",
            "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} place=\(plan.name) i words",
            "    for ((i = 1; i < COMP_CWORD; i++)); do",
            "        case \"$place ${COMP_WORDS[i]}\" in",
        ]
        for place in plan.places.dropFirst() {
            lines.append("        \(quoted(place.words))) place=\(quoted(place.words)) ;;")
        }
        lines += ["        esac", "    done", "    case \"$place:$prev\" in"]
        for place in plan.places {
            for option in place.options {
                guard let values = option.values else { continue }
                lines.append("    \(quoted("\(place.words):\(option.name)"))) \(answer(values)); return ;;")
            }
        }
        lines += ["    esac", "    if [[ $cur == -* ]]; then", "        case \"$place\" in"]
        for place in plan.places {
            lines.append(
                "        \(quoted(place.words))) words=\(quoted(place.options.map(\.name).joined(separator: " "))) ;;")
        }
        lines += [
            "        esac", "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))", "        return", "    fi",
            "    case \"$place\" in",
        ]
        for place in plan.places {
            if !place.commands.isEmpty {
                lines.append("    \(quoted(place.words))) \(answer(.words(place.commands.map(\.name)))) ;;")
            } else if let values = place.arguments.first(where: { $0 != .any }) {
                lines.append("    \(quoted(place.words))) \(answer(values)) ;;")
            }
        }
        lines += ["    esac", "}", "complete -o filenames -F _\(plan.name) \(plan.name)"]
        return lines.joined(separator: "\n")
    }

    private static func answer(_ values: CompletionPlan.Values) -> String {
        switch values {
        case .words(let words):
            "COMPREPLY=($(compgen -W \(CompletionPlan.quoted(words.joined(separator: " "))) -- \"$cur\"))"
        case .file: "COMPREPLY=($(compgen -f -- \"$cur\"))"
        case .directory: "COMPREPLY=($(compgen -d -- \"$cur\"))"
        case .any: "COMPREPLY=()"
        }
    }
}
