/// Completion for zsh, with a description of each word.
enum ZshCompletion {
    static func script(_ plan: CompletionPlan) -> String {
        let quoted = CompletionPlan.quoted
        var lines = [
            "#compdef \(plan.name)",
            "# Completion of \(plan.name) for zsh; made by '\(plan.name) completions zsh'.",
            "_\(plan.name)() {",
            "    local place=\(plan.name) i",
            "    local -a choices",
            "    for ((i = 2; i < CURRENT; i++)); do",
            "        case \"$place ${words[i]}\" in",
        ]
        for place in plan.places.dropFirst() {
            lines.append("        \(quoted(place.words))) place=\(quoted(place.words)) ;;")
        }
        lines += ["        esac", "    done", "    case \"$place:${words[CURRENT-1]}\" in"]
        for place in plan.places {
            for option in place.options {
                guard let values = option.values else { continue }
                lines.append("    \(quoted("\(place.words):\(option.name)"))) \(answer(values)); return ;;")
            }
        }
        lines += ["    esac", "    if [[ ${words[CURRENT]} == -* ]]; then", "        case \"$place\" in"]
        for place in plan.places {
            lines.append("        \(quoted(place.words))) choices=(\(described(place.options))) ;;")
        }
        lines += [
            "        esac", "        _describe -o option choices", "        return", "    fi", "    case \"$place\" in",
        ]
        for place in plan.places {
            if !place.commands.isEmpty {
                lines.append(
                    "    \(quoted(place.words))) choices=(\(described(place.commands))); _describe command choices ;;")
            } else if let values = place.arguments.first(where: { $0 != .any }) {
                lines.append("    \(quoted(place.words))) \(answer(values)) ;;")
            }
        }
        // zsh runs an autoloaded file; one that is sourced has to register itself.
        lines += [
            "    esac", "}",
            "if [[ $funcstack[1] == _\(plan.name) ]]; then _\(plan.name) \"$@\"; else compdef _\(plan.name) \(plan.name); fi",
        ]
        return lines.joined(separator: "\n")
    }

    private static func described(_ words: [CompletionPlan.Word]) -> String {
        words.map { word in
            let name = word.name.replacing(":", with: "\\:")
            return CompletionPlan.quoted("\(name):\(word.help)")
        }.joined(separator: " ")
    }

    private static func answer(_ values: CompletionPlan.Values) -> String {
        switch values {
        case .words(let words): "compadd -- \(words.map(CompletionPlan.quoted).joined(separator: " "))"
        case .file: "_files"
        case .directory: "_files -/"
        case .any: ":"
        }
    }
}
