import Contracts
import Operations
import Streams

/// Which topics are to be made, beside those that exist.
struct TopicCreation {
    let known: [String: TopicDescription]
    let partitions: Int32
    let replication: Int
    /// Those of tenants, as the access file has them.
    var tenants: [TopicName] = []

    var missing: [Topic] { Topic.allCases.filter { known[$0.name] == nil } }

    /// Topics of tenants that are to be made.
    var missingTenants: [TopicName] { tenants.filter { known[$0.text] == nil } }

    /// Topics that exist with another partition count than asked for.
    var conflicts: [Topic] {
        Topic.allCases.filter { topic in known[topic.name].map { $0.partitions != partitions } ?? false }
    }

    /// Why nothing is made; nil where something can be.
    var problem: String? {
        guard !conflicts.isEmpty else { return nil }
        let counts = Set(TopicPlan.partitionCounts(in: known).values)
        if counts.count == 1, let count = counts.first {
            return
                "\(partitions) partitions were asked for, but the topics that exist have \(count): nothing was made; "
                + "ask for --partitions \(count), grow them (turnback topics grow), or delete them first"
        }
        let listed = conflicts.map { "\($0.name) has \(known[$0.name]?.partitions ?? 0)" }.joined(separator: ", ")
        return "\(partitions) partitions were asked for, but \(listed): nothing was made; see turnback topics check"
    }

    func run(on broker: Broker, json: Bool) throws(Failure) {
        if let problem { throw Failure(.unavailable, problem) }
        do throws(LogError) {
            try broker.kafka.create(
                TopicPlan.settings(
                    missing.map { TopicName($0) } + missingTenants, partitions: partitions, replication: replication))
        } catch {
            throw error.outcome == .fatal
                ? Failure(.unavailable, "Kafka at \(broker.address) did not make the topics: \(error.message)")
                : broker.failure(error)
        }
        Output.write((Topic.allCases.map { TopicName($0) } + tenants).map { line($0, json: json) })
    }

    /// What became of a topic.
    func line(_ topic: Topic, json: Bool) -> String { line(TopicName(topic), json: json) }

    func line(_ topic: TopicName, json: Bool) -> String {
        let there = known[topic.text]
        let state = there == nil ? "created" : "exists"
        let copies = there?.replication ?? replication
        guard json else { return "\(state == "exists" ? "exists " : state)  \(topic)" }
        return JSONLine.object { writer in
            writer.field("topic", topic.text)
            writer.field("result", state)
            writer.field("partitions", Int(partitions))
            writer.field("replication", copies)
        }
    }
}
