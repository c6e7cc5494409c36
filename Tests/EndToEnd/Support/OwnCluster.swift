import Foundation
import TestSupport

/// Three brokers that one test has to itself: each partition on all of them, a write counts when two have it.
///
/// Under load only one of several brokers is killed or frozen. Kafka 4.3.1 that has no other takes itself for leaderless
/// when it comes back, skips markers of transactions that were being committed ("Couldn't find leader endpoint") and
/// leaves them open for ever, whoever the client is.
struct OwnCluster {
    let brokers: [OwnBroker]

    /// Starts them; returns when all answer.
    init() throws {
        let ports = try (1...3).map { _ in try FreePorts.pair() }
        let voters = zip(1..., ports).map { "\($0)@127.0.0.1:\($1 + 1)" }.joined(separator: ",")
        brokers = try zip(1..., ports).map { id, port in
            try OwnBroker(
                port: port,
                [
                    "node.id=\(id)", "controller.quorum.voters=\(voters)", "min.insync.replicas=2",
                    "offsets.topic.replication.factor=3", "transaction.state.log.replication.factor=3",
                    "transaction.state.log.min.isr=2",
                ])
        }
        for broker in brokers { try broker.beginStart() }
        for broker in brokers { try broker.awaitAnswer() }
    }

    /// All brokers: whoever knows one of them finds the others.
    var address: String { brokers.map(\.address).joined(separator: ",") }

    func makeTopics(partitions: Int = 3) throws {
        try Program.makeTopics(on: address, partitions: partitions, replication: brokers.count)
    }

    /// What they say of themselves.
    var view: ClusterView { ClusterView(asking: brokers.map(\.address)) }

    /// Ends them, and removes their data.
    func remove() { for broker in brokers { broker.remove() } }
}
