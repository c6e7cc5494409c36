/// The shells that completions are made for.
public enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
}

extension Command {
    /// A script for a shell that completes this command and those below it.
    public func completions(for shell: Shell) -> String {
        let plan = CompletionPlan(self)
        return switch shell {
        case .bash: BashCompletion.script(plan)
        case .zsh: ZshCompletion.script(plan)
        case .fish: FishCompletion.script(plan)
        }
    }
}

/// What can be completed where: a place for each command, by its words.
struct CompletionPlan {
    /// What a value may be.
    enum Values: Equatable {
        case words([String])
        case file, directory, any

        init(_ rule: ValueRule, placeholder: String) {
            switch rule {
            case .oneOf(let words): self = .words(words)
            case .readableFile: self = .file
            case .directory: self = .directory
            default: self = ["FILE"].contains(placeholder) ? .file : placeholder == "DIR" ? .directory : .any
            }
        }
    }

    struct Word: Equatable {
        /// `--kafka`, or the name of a command.
        var name: String
        var help: String
        /// Nil for a flag and for a command.
        var values: Values?
    }

    struct Place {
        /// `turnback dead-letters list`.
        var words: String
        var commands: [Word]
        var options: [Word]
        /// What the arguments may be, in their order; the last one may be repeated.
        var arguments: [Values]
    }

    let name: String
    let places: [Place]

    init(_ root: Command) {
        name = root.name
        var places: [Place] = []
        func add(_ path: [Command]) {
            guard let command = path.last else { return }
            let options = path.reversed().flatMap { command in
                command.options.map {
                    Word(name: "--\($0.name)", help: $0.help, values: Values($0.rule, placeholder: $0.placeholder))
                } + command.flags.map { Word(name: "--\($0.name)", help: $0.help) }
            }
            let common = [
                Word(name: "--\(Flag.noColor.name)", help: Flag.noColor.help),
                Word(name: "--help", help: "Print this help."), Word(name: "--version", help: "Print the version."),
            ]
            places.append(
                Place(
                    words: path.map(\.name).joined(separator: " "),
                    commands: command.subcommands.map { Word(name: $0.name, help: $0.summary) },
                    options: options + common,
                    arguments: command.arguments.map { argument in
                        argument.name == "COMMAND"
                            ? .words(root.subcommands.map(\.name)) : Values(argument.rule, placeholder: argument.name)
                    }))
            for below in command.subcommands { add(path + [below]) }
        }
        add([root])
        self.places = places
    }

    /// `'…'` for a shell.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
