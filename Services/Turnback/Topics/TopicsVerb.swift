import Access
import Contracts
import Operations
import Streams

/// `turnback topics create|check|list|grow|rewind`.
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
                    access,
                ],
                flags: [Broker.json]),
            Command(
                "check", summary: "Say whether all topics are there and fit together: ends with 0 or 69.",
                discussion: """
                    Needs the rights Describe and DescribeConfigs on the topics. It names what it may not look at, and ends \
                    with 69. With --access it also checks whether each tenant has its topics.
                    """,
                options: Broker.options + [access], flags: [Broker.json]),
            Command(
                "list", summary: "Show the topics.",
                discussion: """
                    MESSAGES counts offsets. On topics that services write to, each transaction takes one too, and \
                    compaction leaves gaps: there are at most that many messages.
                    """,
                options: TopicSource.options, flags: [Broker.json], alternatives: TopicSource.alternatives),
            Command(
                "grow", summary: "Raise the partitions of all topics, and move the services' state with the keys.",
                discussion: """
                    With more partitions, keys belong to other ones, and what a service knows of them has to move along: \
                    never raise them by hand. N has to be a multiple of the present number: then keys move only to new \
                    partitions, and what is written of one key can be read in its sequence.

                     1. Stop all that sends: stores, OMS, WMS, carriers' links.
                     2. Let orders, inventory and returns run until turnback_lag_messages is 0.
                     3. Stop them: all processes of all three.
                     4. turnback topics grow --partitions N
                     5. Start them, then what sends.

                    It checks the first three steps, and changes nothing where one of them is not done. From then on services \
                    refuse to start (78) until it is done. It may be killed at any moment: run it again, and it goes on \
                    where it stopped. It also repairs topics that were raised by hand, where services end with 78: then it \
                    first processes what waits in the old partitions, and --policy has to name the services' policy file.

                    Needs the rights to read and write that services have, and Alter on all topics.
                    """,
                options: Broker.options + [
                    Option(
                        "partitions", "N", help: "Partitions that each topic is to have.", required: true,
                        rule: .integer(1...10_000)),
                    Option(
                        "watch", "SECONDS", default: "10", help: "How long no input topic may grow before it begins.",
                        rule: .integer(1...3_600)),
                    Option(
                        "chunk", "RECORDS", default: "1000", help: "Records that one transaction moves.",
                        rule: .integer(1...10_000)),
                    Option(
                        "scratch", "DIR", defaultText: "$TMPDIR, or /tmp",
                        help: "Where a copy of one service's state has room."),
                    ServiceSettings.policy,
                ], flags: [Broker.json]),
            Command(
                "rewind", summary: "Have a service read a topic again from its beginning.",
                discussion: """
                    For a topic that was recreated, or has lost messages: a service that finds its place gone ends with \
                    78. Stop all processes of the service first. Of a topic that still has what was read before, all \
                    is read again: what was forgotten since (keepEndedSeconds) counts twice.
                    """,
                options: Broker.options + [
                    Option("service", "NAME", help: "orders, inventory or returns.", required: true),
                    Option(
                        "topic", "NAME", help: "The topic in full, such as \(Topic.orderCommands.name).", required: true
                    ),
                ], flags: [Broker.json]),
        ])

    /// `--access`, for the topics of tenants.
    private static let access = ServiceSettings.tenants

    private static func tenants(_ invocation: Invocation) throws(Failure) -> [TopicName]? {
        let access = try AccessControl.tenants(invocation)
        return access.isOpen ? nil : access.list.tenantTopics
    }

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let json = invocation.flag("json")
        if invocation.path.last == "list" {
            let source = try TopicSource(invocation, shutdown)
            defer { source.close() }
            return try TopicList.run(source, json: json)
        }
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        switch invocation.path.last {
        case "create":
            let creation = TopicCreation(
                known: broker.topics, partitions: Int32(invocation.int("partitions")),
                replication: invocation.int("replication"), tenants: try tenants(invocation) ?? [])
            try creation.run(on: broker, json: json)
        case "grow": try TopicGrowth(invocation, broker, shutdown).run()
        case "rewind":
            let rewind = try TopicRewind(service: invocation.string("service"), topic: invocation.string("topic"))
            try rewind.run(on: broker, json: json, shutdown)
        default: try TopicCheck(
                broker, tenants: try tenants(invocation), access: invocation.stringIfGiven("access")
            ).report(on: broker, json: json)
        }
    }
}
