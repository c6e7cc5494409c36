import Contracts
import Fulfillment
import Hooks
import Operations

/// `turnback outcomes list|replay`: what was delivered to endpoints, what waits, and what was given up.
enum OutcomesVerb: Verb {
    static let command = Command(
        "outcomes", summary: "Show what became of outcomes sent to endpoints, and send them again.",
        discussion: "Delivered ones are kept for 7 days, those that were given up after 3 days of tries for 90.",
        subcommands: [
            Command(
                "list", summary: "Show deliveries, the newest first.",
                options: [
                    HooksVerb.state, store, order, event, since,
                    Option("limit", "N", default: "100", help: "At most so many.", rule: .integer(1...100_000)),
                ], flags: [Broker.json, dead]),
            Command(
                "replay", summary: "Have deliveries made once more, under the same ids.",
                discussion: """
                    The running program takes note within a second. They go behind all others of their order; an endpoint knows \
                    by their id what it has already.
                    """, options: [HooksVerb.state, store, order, event, since], flags: [dead]),
        ])

    private static let store = Option("store", "ID", defaultText: "all", help: "Of this store alone.")
    private static let order = Option("order", "ID", defaultText: "all", help: "Of this store order alone.")
    private static let event = Option("event", "ID", defaultText: "all", help: "This one alone, by its webhook-id.")
    private static let since = Option(
        "since", "TIME", defaultText: "the first", help: "Sent at or after this time.",
        rule: .custom(allowed: "a time such as 2026-11-24T08:00:00Z") { Timestamp(rfc3339: $0) != nil })
    private static let dead = Flag("dead", help: "Those that were given up alone.")

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        let directory = invocation.string("state")
        var filter = DeliveryRecord.Filter()
        filter.store = invocation.stringIfGiven("store")
        filter.storeOrder = invocation.stringIfGiven("order")
        filter.event = invocation.stringIfGiven("event")
        filter.since = invocation.stringIfGiven("since").flatMap { Timestamp(rfc3339: $0)?.milliseconds }
        filter.deadOnly = invocation.flag("dead")
        guard invocation.path.last == "list" else {
            return Output.write(["\(try DeliveryRecord.again(in: directory, filter)) are delivered once more"])
        }
        let deliveries = try DeliveryRecord.list(in: directory, filter, limit: invocation.int("limit"))
        if invocation.flag("json") { return Output.write(deliveries.map(line)) }
        guard !deliveries.isEmpty else { return StandardStream.error.writeLine("no delivery is kept in \(directory)") }
        var table = TextTable(["TOLD", "STORE", "ORDER", "EVENT", "STATE", "TRIES", "PROBLEM"])
        for one in deliveries {
            table.add([
                Timestamp(milliseconds: one.made).rfc3339, PlainText.of(one.store), PlainText.of(one.storeOrder),
                PlainText.of(one.event), one.state, String(one.attempts), PlainText.of(one.problem ?? ""),
            ])
        }
        Output.write([table.render()])
    }

    private static func line(_ one: DeliveryRecord) -> String {
        JSONLine.object { writer in
            writer.field("event", one.event)
            writer.field("storeId", one.store)
            writer.field("storeOrderId", one.storeOrder)
            writer.field("at", Timestamp(milliseconds: one.made).rfc3339)
            writer.field("state", one.state)
            writer.field("attempts", one.attempts)
            writer.field("problem", ifPresent: one.problem)
        }
    }
}
