import Foundation
import TestSupport
import Testing

/// A broker that asks who somebody is, and what he may do.
@Suite(.enabled(if: Stack.isAvailable && JavaTools.home != nil, "\(JavaTools.missing)"), .timeLimit(.minutes(15)))
struct TopicRightsTests {
    private func grant(_ operation: String, on broker: OwnBroker) throws {
        let granted = try JavaTools.run(
            "kafka-acls.sh",
            [
                "--bootstrap-server", broker.address, "--add", "--allow-principal", "User:turnback", "--operation",
                operation, "--topic", "fulfillment.", "--resource-pattern-type", "prefixed",
            ])
        #expect(granted.end() == 0, "\(granted.complained)")
    }

    @Test func topicsCheckSaysWhatItMayNotSeeAndDoesNotCallItWell() throws {
        let sasl = SaslListener(port: try FreePorts.pair())
        let broker = try OwnBroker { port in
            sasl.settings(of: port) + [
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users=User:ANONYMOUS",
            ]
        }
        defer { broker.remove() }
        try broker.makeTopics()
        let file = try Files.temporary().appending(path: "kafka.properties")
        try Data(SaslListener.client(password: SaslListener.password).utf8).write(to: file)
        func check() throws -> (code: Int32, printed: String, complained: String) {
            try Program.run("turnback", ["topics", "check", "--kafka", sasl.address, "--kafka-config", file.path])
        }
        func reached(_ what: String, _ isSo: ((code: Int32, printed: String, complained: String)) -> Bool) throws {
            var last = try check()
            try eventually(what) {
                if isSo(last) { return true }
                last = try check()
                return nil
            } state: {
                "\(last)"
            }
        }
        try reached("nothing may be seen") {
            $0.code == 69 && $0.printed.hasPrefix("not checked: existence and settings of fulfillment.")
                && $0.complained.contains("--operation Describe ") && !$0.complained.contains("topics create")
        }
        try grant("Describe", on: broker)
        try reached("the settings may not be seen") {
            $0.code == 69 && $0.printed.hasPrefix("not checked: the settings of fulfillment.")
                && $0.complained.contains("could not all be checked") && $0.complained.contains("DescribeConfigs")
        }
        try grant("DescribeConfigs", on: broker)
        try reached("all is well") { $0.code == 0 && $0.printed.contains("are there and fit together") }
    }
}
