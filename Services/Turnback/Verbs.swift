import Operations

/// The whole command line: every verb, and the command that they are below.
enum Verbs {
    static var all: [any Verb.Type] {
        [
            ServeVerb.self, TopicsVerb.self, PublishVerb.self, FollowVerb.self, InspectVerb.self, CasesVerb.self,
            TasksVerb.self, ReturnsVerb.self, DeadLettersVerb.self, EraseVerb.self, HooksVerb.self, SweepVerb.self,
            ImportVerb.self, OutcomesVerb.self, DemoVerb.self, ReplayVerb.self, ReconcileVerb.self, TokenVerb.self,
            PolicyVerb.self, DoctorVerb.self, ContractVerb.self, CompletionsVerb.self, ManVerb.self, BenchVerb.self,
            HealthcheckVerb.self,
        ]
    }

    static let root = Command(
        "turnback",
        summary:
            "Cancel store orders after the warehouse has them: stop the parcel, restock every unit once, tell the store.",
        examples: [
            "turnback demo", "turnback serve --data ./data", "turnback cases --overdue --console http://localhost:8080",
        ],
        subcommands: all.map { $0.command }
    ).documented(examples: Examples.all, failures: Examples.failures)

    /// The verb that a command line has called.
    static func named(_ name: String) -> (any Verb.Type)? { all.first { $0.command.name == name } }
}
