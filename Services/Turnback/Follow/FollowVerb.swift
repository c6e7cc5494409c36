import Operations
import Streams

/// `turnback follow`: what happens, as it happens.
enum FollowVerb: Verb {
    static let command = Command(
        "follow", summary: "Show what happens, one line per message, until Ctrl-C.",
        discussion: """
            Shows messages as they come: orders and requests, reports, outcomes, tasks, stock replies and movements, \
            return orders, rejections and dead letters. With --order or --case only what concerns it; of a case that \
            is what names it, what happens to the stock of its outbound orders, the receipts of its return orders, and \
            the requests, reports and refusals of its store order.

            The past comes in the sequence of time: of when the log took each message in, which is the time that is shown. \
            With --json that is recordedAt, and time is the message's own.
            """,
        options: TopicSource.options + [
            Option(
                "order", "STORE/ORDER", defaultText: "all", help: "Only this store order.", rule: KeyRule.storeOrder),
            Option("store", "ID", defaultText: "all", help: "Only orders of this store."),
            Option(
                "topic", "TOPIC", defaultText: "all", help: "Only this topic, such as orders.events.", repeated: true,
                rule: TopicRule.rule(FollowedRecord.topics)),
            Option(
                "since", "TIME", defaultText: "now", help: "Begin with what came then or later.", rule: TimeRule.rule),
            Option("case", "ID", defaultText: "all", help: "Only this cancellation case.", rule: KeyRule.caseId),
        ],
        flags: [
            Flag("from-beginning", help: "Show what is in the topics already, too."),
            Flag("until-end", help: "End with what is in the topics now; from the beginning, unless --since is given."),
            Broker.json,
        ], alternatives: TopicSource.alternatives)

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let filter = try filter(invocation)
        let source = try TopicSource(invocation, shutdown, notices: true)
        defer { source.close() }
        try source.require(FollowedRecord.topics)
        let json = invocation.flag("json")
        let style = TextStyle(for: .output)
        var follower = Follower(
            source.log, names: source.names, filter: filter,
            fromBeginning: invocation.flag("from-beginning") || invocation.flag("until-end") || filter.since != nil)
        follower.untilEnd = invocation.flag("until-end")
        if StandardStream.error.isTerminal, !follower.untilEnd {
            StandardStream.error.writeLine("following \(source.description); Ctrl-C ends")
        }
        do throws(LogError) {
            if let since = filter.since { follower.start = try source.places(in: FollowedRecord.topics, since: since) }
            try follower.run(until: { shutdown.isRequested || Output.isUnread }) { records in
                Output.write(records.map { json ? $0.jsonLine() : $0.line(style: style) })
            }
        } catch {
            // Asked to end while the past was read: that is a clean end, too.
            if !shutdown.isRequested { throw source.failure(error) }
        }
    }

    private static func filter(_ invocation: Invocation) throws(Failure) -> FollowFilter {
        if invocation.flag("from-beginning"), invocation.stringIfGiven("since") != nil {
            throw Failure(.usage, "--from-beginning and --since exclude each other: leave one of them out")
        }
        var filter: FollowFilter
        let given = ["order", "case", "store"].map(invocation.stringIfGiven)
        switch (given[0], given[1], given[2]) {
        case (nil, nil, nil): filter = FollowFilter()
        case (let order?, nil, nil): filter = FollowFilter(order: KeyRule.storeOrder(order))
        case (nil, let caseId?, nil): filter = FollowFilter(caseId: caseId)
        case (nil, nil, let store?): filter = FollowFilter(store: store)
        default:
            throw Failure(
                .usage, "--order, --case and --store exclude each other: a case names its order, an order its store")
        }
        filter.topics = Set(invocation.strings("topic").compactMap(TopicRule.topic))
        filter.since = invocation.time("since")
        return filter
    }
}
