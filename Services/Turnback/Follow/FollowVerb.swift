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
            """,
        options: Broker.options + [
            Option(
                "order", "STORE/ORDER", defaultText: "all", help: "Only this store order.", rule: KeyRule.storeOrder),
            Option("case", "ID", defaultText: "all", help: "Only this cancellation case.", rule: KeyRule.caseId),
        ],
        flags: [Flag("from-beginning", help: "Show what is in the topics already, too."), Broker.json])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let filter = try filter(invocation)
        let broker = try Broker(invocation, shutdown, notices: true)
        defer { broker.close() }
        try broker.require(FollowedRecord.topics)
        let json = invocation.flag("json")
        let style = TextStyle(for: .output)
        var follower = Follower(
            broker.kafka, names: broker.names, filter: filter,
            fromBeginning: invocation.flag("from-beginning"))
        if StandardStream.error.isTerminal {
            StandardStream.error.writeLine("following Kafka at \(broker.address); Ctrl-C ends")
        }
        do throws(LogError) {
            try follower.run(until: { shutdown.isRequested || Output.isUnread }) { records in
                Output.write(records.map { json ? $0.jsonLine() : $0.line(style: style) })
            }
        } catch {
            // Asked to end while the past was read: that is a clean end, too.
            if !shutdown.isRequested { throw broker.failure(error) }
        }
    }

    private static func filter(_ invocation: Invocation) throws(Failure) -> FollowFilter {
        switch (invocation.stringIfGiven("order"), invocation.stringIfGiven("case")) {
        case (nil, nil): return FollowFilter()
        case (let order?, nil): return FollowFilter(order: KeyRule.storeOrder(order))
        case (nil, let caseId?): return FollowFilter(caseId: caseId)
        case (_?, _?): throw Failure(.usage, "--order and --case exclude each other: a case names its order")
        }
    }
}
