import Operations

/// `turnback completions bash|zsh|fish`: has a shell complete what the help describes.
enum CompletionsVerb: Verb {
    static let command = Command(
        "completions", summary: "Print what bash, zsh or fish needs to complete turnback's commands.",
        discussion: """
            It is made from the same descriptions as the help. Write it where your shell looks for completions, and start a \
            new shell.

             bash  ~/.local/share/bash-completion/completions/turnback
             zsh   _turnback in a folder of $fpath
             fish  ~/.config/fish/completions/turnback.fish
            """,
        arguments: [
            Argument("SHELL", help: "bash, zsh or fish.", rule: .oneOf(Shell.allCases.map(\.rawValue)))
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        guard let shell = Shell(rawValue: invocation.argument("SHELL")) else { preconditionFailure("not a shell") }
        Output.write([Verbs.root.completions(for: shell)])
    }
}
