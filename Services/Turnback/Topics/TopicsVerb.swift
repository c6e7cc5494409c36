import Contracts
import Operations
import Streams

/// `turnback topics create|check|list`.
enum TopicsVerb: Verb {
    static let command = Command(
        "topics", summary: "Make, check and show Turnback's topics.",
        subcommands: [
            Command(
                "create", summary: "Make the topics that do not exist yet.",
                discussion: """
                    A topic that exists stays as it is. Where one exists with another partition count than asked for, \
                    nothing is made: topics of the same key need the same count.
                    """,
                options: Broker.options + [
                    Option(
                        "partitions", "N", default: "\(TopicPlan.partitions)",
                        help: "Partitions of each topic: how many loops can share the work.", rule: .integer(1...10_000)
                    ),
                    Option(
                        "replication", "N", default: "\(TopicPlan.replication)",
                        help: "How many brokers hold each partition.", rule: .integer(1...100)),
                ],
                flags: [Broker.json]),
            Command(
                "check", summary: "Say whether all topics are there and fit together: ends with 0 or 69.",
                options: Broker.options, flags: [Broker.json]),
            Command(
                "list", summary: "Show the topics.",
                discussion: """
                    MESSAGES counts offsets. On topics that services write to, each transaction takes one too, and \
                    compaction leaves gaps: there are at most that many messages.
                    """,
                options: Broker.options, flags: [Broker.json]),
        ])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        let json = invocation.flag("json")
        switch invocation.path.last {
        case "create":
            let creation = TopicCreation(
                known: broker.topics, partitions: Int32(invocation.int("partitions")),
                replication: invocation.int("replication"))
            try creation.run(on: broker, json: json)
        case "check": try TopicCheck(broker).report(on: broker, json: json)
        default: try TopicList.run(broker, json: json)
        }
    }
}
