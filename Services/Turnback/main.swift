import Operations

let verbs: [any Verb.Type] = [
    ServeVerb.self, TopicsVerb.self, PublishVerb.self, FollowVerb.self, InspectVerb.self, CasesVerb.self, TasksVerb.self, ReturnsVerb.self,
    DeadLettersVerb.self, EraseVerb.self, HooksVerb.self, SweepVerb.self, ImportVerb.self, OutcomesVerb.self, DemoVerb.self, ReplayVerb.self, ReconcileVerb.self,
    TokenVerb.self, PolicyVerb.self, DoctorVerb.self, ContractVerb.self, BenchVerb.self, HealthcheckVerb.self,
]

let root = Command(
    "turnback",
    summary:
        "Cancel store orders after the warehouse has them: stop the parcel, restock every unit once, tell the store.",
    subcommands: verbs.map { $0.command })

do throws(Failure) {
    let shutdown = try ShutdownSignal.install()
    let invocation = root.parseOrExit()
    let name = invocation.path.dropFirst().first ?? ""
    guard let verb = verbs.first(where: { $0.command.name == name }) else { preconditionFailure("no verb \(name)") }
    if !verb.hasLog {
        for warning in StartWarnings.all(invocation) { StandardStream.error.writeLine("warning: \(warning)") }
    }
    try verb.run(invocation, shutdown: shutdown)
    ExitCode.ok.exit()
} catch { error.exit() }
