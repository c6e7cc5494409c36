import Contracts
import Fulfillment
import Operations

/// `turnback policy show|check`: what a policy file says, before services run by it. Needs no Kafka.
enum PolicyVerb: Verb {
    static let command = Command(
        "policy", summary: "Show the policy in force, or check a policy file.",
        subcommands: [
            Command(
                "show", summary: "Show every setting of the policy, with its fingerprint.",
                discussion: """
                    Without --policy these are the built-in defaults. Programs with the same fingerprint have the same policy, \
                    however their files are written. Each program writes its fingerprint to its log when it starts, and \
                    exports it as turnback_policy_info; turnback doctor compares them.
                    """,
                options: [ServiceSettings.policy], flags: [Broker.json]),
            Command(
                "check", summary: "Check a policy file: ends with 0 where services would take it.",
                discussion: """
                    Says what is wrong, on which line, and what is allowed. Ends with 65 where the file is wrong, with 66 \
                    where it cannot be read.
                    """,
                options: [named], flags: [Broker.json],
                arguments: [Argument("FILE", help: "The policy file.", optional: true)]),
        ])

    /// `--policy`, by which every other command names the file.
    private static let named = Option(
        "policy", "FILE", variable: "TURNBACK_POLICY", defaultText: "none", help: "The policy file, in place of FILE.")

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let json = invocation.flag("json")
        guard invocation.path.last == "check" else {
            let policies = try Policies.load(invocation)
            let place = invocation.stringIfGiven("policy")
            Output.write([json ? PolicyText.json(policies) : PolicyText.table(policies, place, TextStyle(for: .output))]
            )
            return
        }
        guard let path = invocation.argumentIfGiven("FILE") ?? invocation.stringIfGiven("policy") else {
            throw Failure(.usage, "name the policy file: turnback policy check FILE")
        }
        guard let bytes = FileBytes.read(path) else {
            throw Failure(
                .noInput,
                FileBytes.isDirectory(path)
                    ? "\(path) is a directory: name the policy file, such as policy.json"
                    : "\(path) cannot be read: check the path, and the right to read it")
        }
        do throws(DecodeError) {
            let policies = try Policies.decode(bytes)
            Output.write([
                json
                    ? PolicyText.json(policies)
                    : "\(PlainText.of(path)) can be used: fingerprint \(policies.fingerprint), "
                        + ReportText.count(policies.merchants.count, "merchant") + " with other settings"
            ])
        } catch { throw PolicyComplaint(path, bytes, error).failure }
    }
}
