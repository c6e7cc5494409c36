import Foundation
import Testing

extension ComposeSuite {
    /// What goes wrong under load on the stack with one broker: nothing is lost, and nothing happens twice.
    @Suite(.serialized, .timeLimit(.minutes(15)))
    struct FaultTests {
        /// One fault on its own stack: under load, which goes on after it, to the proof from the topics.
        private func underLoad(
            _ overlays: [String] = [], longest: Duration? = nil, _ fault: (ComposeStack) throws -> Void
        ) throws {
            try ComposeStack.with(overlays) { stack in
                // What is measured is the fault, not a broker that has just begun.
                if longest != nil { try answersOrders(of: stack) }
                let load = try ComposeLoad(stack)
                defer { load.stop() }
                try load.goesOn(stack)
                try fault(stack)
                try load.goesOn(stack)
                let wait = try load.end(stack)
                if let longest {
                    print("longest wait for an answer: \(wait)")
                    try #require(wait <= longest, "a request waited for \(wait)")
                }
                try stack.reconciles()
            }
        }

        /// Its own load, from its first order to its last answer.
        private func answersOrders(of stack: ComposeStack) throws {
            let load = try ComposeLoad(stack)
            defer { load.stop() }
            try load.goesOn(stack)
            try load.end(stack)
        }

        @Test func aPoisonMessageIsPutAsideAndTheNextIsProcessed() throws {
            try underLoad { stack in
                try Kcat(broker: stack.broker).send(
                    ["-t", "fulfillment.orders.commands.v1", "-k", "poison/1", "-H", "content-type=application/json"],
                    "{\"outboundOrderId\": \n")
                try eventually("it is a dead letter") {
                    try stack.read("dead-letters").contains { $0.key == "poison/1" } ? true : nil
                }
            }
        }

        /// The brokers' turn is below, on the stack with three: under load the only one is not killed (see `OwnCluster`).
        @Test(arguments: ["orders", "inventory", "returns"])
        func aKilledContainerComesBackAndGoesOn(service: String) throws {
            try underLoad { stack in
                try stack.kill(service)
                try stack.becomesHealthy(service)
            }
        }

        /// The only one, while nothing is on its way; one of three is restarted under load, below.
        @Test func aBrokerThatIsRestartedIsWaitedFor() throws {
            try ComposeStack.with { stack in
                try answersOrders(of: stack)
                try Docker.run(["restart", "-t", "30", stack.container("kafka")])
                try stack.becomesHealthy("kafka")
                try answersOrders(of: stack)
                try stack.reconciles()
            }
        }

        @Test func aRollingRestartLeavesNoRequestUnansweredForLong() throws {
            // Some 3 s on two cores (README); what is far beyond that is not a restart any more.
            try underLoad(longest: .seconds(15)) { stack in
                for service in ["inventory", "returns", "orders"] {
                    let name = try stack.container(service)
                    try Docker.run(["restart", "-t", "15", name])
                    try stack.becomesHealthy(service)
                    try #require(try stack.log(service).contains(#""clean":true"#), "\(service) did not stop cleanly")
                }
            }
        }

        @Test func ordersAreScaledToThreeAndBack() throws {
            try underLoad { stack in
                try stack.up(["three-orders"])
                for service in ["orders", "orders-2", "orders-3"] {
                    try eventually("\(service) has a partition", within: .seconds(60)) {
                        try stack.log(service).contains("partition restored") ? true : nil
                    }
                }
                try stack.up()
            }
        }

        @Test func aVolumeThatIsLostIsRebuiltFromTheTopics() throws {
            try underLoad { stack in
                let name = try stack.container("orders")
                try Docker.run(["rm", "-f", name])
                try Docker.run(["volume", "rm", "\(stack.project)_orders"])
                try stack.up()
                let log = try stack.log("orders")
                let restored = log.split(separator: "\n").filter { $0.contains("partition restored") }
                try #require(restored.contains { !$0.contains(#""records":0"#) }, "nothing was rebuilt: \(log)")
            }
        }

        @Test(.enabled(if: ComposeStack.Version.previous != nil))
        func anUpgradeUnderLoadKeepsTheState() throws {
            try ComposeStack.with([], #require(ComposeStack.Version.previous)) { stack in
                let load = try ComposeLoad(stack)
                defer { load.stop() }
                try load.goesOn(stack)
                let old = try Docker.inspect(stack.container("orders"), "{{.Image}}")
                try stack.up()
                let new = try Docker.inspect(stack.container("orders"), "{{.Image}}")
                try #require(old != new, "the earlier image is this one")
                // The volume holds it: nothing is rebuilt, unless the new version lays its files out again.
                let restored = try stack.log("orders").split(separator: "\n").filter { $0.contains("partition restored") }
                let rebuilt = restored.filter { $0.contains("rebuiltBecause") && !$0.contains("it has another format") }
                try #require(!restored.isEmpty && rebuilt.isEmpty, "\(restored.joined(separator: "\n"))")
                try load.goesOn(stack)
                // The earlier orders asks inventory on one topic, this one on another, which inventory has not read before.
                try load.end(stack)
                try stack.reconciles()
            }
        }

        /// Each in turn, the one that clients see first among them.
        @Test func eachOfThreeBrokersIsKilledAndComesBack() throws {
            try ComposeStack.with(["three-brokers"]) { stack in
                let cluster = ClusterView(asking: stack.brokers)
                let load = try ComposeLoad(stack)
                defer { load.stop() }
                try load.goesOn(stack)
                try Docker.run(["restart", "-t", "30", stack.container("kafka-2")])
                try cluster.awaitWhole()
                try load.goesOn(stack)
                for (id, broker) in zip(1..., ["kafka", "kafka-2", "kafka-3"]) {
                    // By the engine, which does not start it again by itself.
                    try Docker.run(["kill", stack.container(broker)])
                    try cluster.awaitTakeover(from: id)
                    try load.goesOn(stack)
                    try Docker.run(["start", stack.container(broker)])
                    try cluster.awaitWhole()
                    try load.goesOn(stack)
                }
                try load.end(stack)
                try stack.reconciles()
            }
        }
    }
}
