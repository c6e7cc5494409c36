import Access
import Contracts
import Fulfillment
import Operations

/// `turnback token new|list|revoke`.
enum TokenVerb: Verb {
    static let command = Command(
        "token", summary: "Give out the tokens with which people and systems use HTTP.",
        discussion: """
            The access file says who may do what. It is JSON, with a hash of each token: nobody can make a token from it. \
            Start turnback serve or console with --access FILE; send SIGHUP to have it read again.

            Roles: store (asks for cancellations, opens returns, sees its own orders), warehouse (reports, receives and \
            counts in its own warehouses, sees its tasks), oms (submits outbound orders and asks for cancellations, for its \
            merchants or stores), operator (all of that, and what could not be taken), admin (operator, and gives out tokens).
            """,
        subcommands: [
            Command(
                "new", summary: "Make a token for a principal, and print it this one time.",
                discussion: """
                    The principal is added to the file, which is made where there is none. One that is there gets one token \
                    more, and keeps its role and names unless they are given.
                    """,
                options: [
                    file, role, names("store", "The store it acts for; '*' for all."),
                    names("merchant", "The merchant it acts for; '*' for all."),
                    names("warehouse", "The warehouse it acts for; '*' for all."),
                    Option(
                        "expires", "DAYS", defaultText: "never", help: "After how many days the token ends.",
                        rule: .integer(1...3_650)),
                ],
                arguments: [Argument("PRINCIPAL", help: "What it is called, in the file and in what it has done.")]),
            Command(
                "list", summary: "Show the principals and the ids of their tokens.", options: [file],
                flags: [Broker.json]),
            Command(
                "revoke", summary: "Take a token out of the file, by its id.", options: [file],
                arguments: [Argument("TOKEN-ID", help: "The 12 digits between tb_ and the secret.")]),
        ])

    private static let file = Option(
        "access", "FILE", variable: "TURNBACK_ACCESS", help: "The access file.", required: true)

    private static let role = Option(
        "role", "ROLE", help: "What a new principal is.", rule: .oneOf(Role.allCases.map(\.rawValue)))

    private static func names(_ name: String, _ help: String) -> Option {
        Option(name, "ID", help: help, repeated: true)
    }

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let path = invocation.string("access")
        switch invocation.path.last {
        case "new": try TokenGrant(invocation).run(path)
        case "list": try TokenList.run(path, json: invocation.flag("json"))
        default: try revoke(invocation.argument("TOKEN-ID"), path)
        }
    }

    private static func revoke(_ id: String, _ path: String) throws(Failure) {
        var file = try AccessFileEdit(path)
        guard let (name, entry) = file.list.principals.first(where: { $0.value.tokens.contains { $0.id == id } }) else {
            throw Failure(.failure, "\(path) has no token \(id): turnback token list shows them")
        }
        file.list.principals[name]!.tokens = entry.tokens.filter { $0.id != id }
        try file.write()
        Output.write(["token \(id) of \(name) is revoked once the file is read again (SIGHUP)"])
    }
}
