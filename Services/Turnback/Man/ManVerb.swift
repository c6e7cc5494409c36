import Operations

/// `turnback man`: the help as manual pages.
enum ManVerb: Verb {
    static let command = Command(
        "man", summary: "Print a manual page: of turnback, or of one of its commands.",
        discussion: "It is made from the same descriptions as the help, in the format of man(7).",
        arguments: [
            Argument(
                "COMMAND", help: "Such as dead-letters; without it, the page of turnback.", optional: true,
                rule: .custom(
                    allowed: "a command of turnback", accepts: { name in Verbs.named(name) != nil }))
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let name = invocation.argumentIfGiven("COMMAND")
        Output.write([ManPage.text(of: Verbs.root, below: name)])
    }
}
