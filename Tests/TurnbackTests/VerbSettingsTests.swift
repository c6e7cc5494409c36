import Operations
import Testing

@testable import turnback

@Suite("The settings of the verbs", .timeLimit(.minutes(15)))
struct VerbSettingsTests {
    private static var verbs: [any Verb.Type] {
        [
            ServeVerb.self, TopicsVerb.self, PublishVerb.self, FollowVerb.self, InspectVerb.self, DeadLettersVerb.self,
            DemoVerb.self, ReplayVerb.self, ReconcileVerb.self, ContractVerb.self, BenchVerb.self, HealthcheckVerb.self,
        ]
    }

    @Test func decideBetweenDataAndKafkaAlike() {
        let both = Self.verbs.map { $0.command }.filter { command in
            Set(["data", "kafka"]).isSubset(of: command.options.map(\.name))
        }
        #expect(both.map(\.name) == ["serve", "publish", "follow", "reconcile"])
        for command in both {
            #expect(command.alternatives.contains { $0.options == ["data", "kafka"] }, "\(command.name)")
            let arguments = command.parse(
                arguments: ["--data", "/tmp"] + command.arguments.map { _ in "f" },
                environment: ["TURNBACK_KAFKA": "127.0.0.1:1"])
            guard case .success(.run(let invocation)) = arguments else {
                Issue.record("\(command.name): \(arguments)")
                continue
            }
            #expect(invocation.stringIfGiven("data") == "/tmp" && invocation.stringIfGiven("kafka") == nil)
            #expect(LogPlace.description(of: invocation) == "the embedded log in /tmp")
        }
    }
}
