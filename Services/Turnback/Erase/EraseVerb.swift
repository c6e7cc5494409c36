import Contracts
import Fulfillment
import Operations
import Streams
import Threads

/// `turnback erase`: has what leads to a person removed from Turnback's copies of an order, and says what remains until
/// when.
enum EraseVerb: Verb {
    static let command = Command(
        "erase", summary: "Remove names, notes and tracking numbers from Turnback's copies of an order.",
        discussion: """
            Writes down that the order is erased. Each view (console, serve) then removes notes, the names of people and \
            tracking numbers from all that was said of it until now, and from the index of its search; a view that is \
            rebuilt later does the same.

            What senders wrote stays on the topics until these delete it. The command lists it: which topics, how many \
            messages, and until when. It may be given again; orders that have ended are erased by their age as well \
            (keepPersonalSeconds of the policy).
            """,
        options: [
            Option(
                "order", "STORE/ORDER", defaultText: "none: it has to be given", help: "The store order.",
                rule: KeyRule.storeOrder),
            ServiceSettings.kafka, ServiceSettings.kafkaConfig,
            ServiceSettings.data(
                defaultText: "none: the topics are on Kafka",
                help: "Use the embedded log of a serve that has ended; with --dry-run, also while it runs."),
        ],
        flags: [
            Broker.json, Flag("dry-run", help: "Write nothing; only say what is there."),
            Flag("anyway", help: "Erase it even where no topic knows the order: a view may still show it."),
        ],
        alternatives: TopicSource.alternatives)

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        guard let order = invocation.stringIfGiven("order") else {
            throw Failure(.usage, "say which order: --order STORE/ORDER, such as shop-de/1001")
        }
        let key = KeyRule.storeOrder(order)
        let isDry = invocation.flag("dry-run")
        let source = try TopicSource(invocation, shutdown, writing: !isDry)
        defer { source.close() }
        try source.require([.erasures])
        var erased = ErasedOrder(key, log: source.log, names: source.names) { shutdown.isRequested }
        let standing: ErasedOrder.Standing
        let isMeant: Bool
        var remains: [ErasedOrder.Remains] = []
        do throws(LogError) {
            erased.retention = try source.retention(of: source.places(in: ErasedOrder.topics).topics)
            standing = try erased.standing()
            isMeant = standing.isKnown || invocation.flag("anyway")
            if isMeant, isDry || standing.unfinished.isEmpty {
                if !isDry { try erased.erase(at: Timestamp(milliseconds: WallTime.now())) }
                remains = try erased.remains()
            }
        } catch { throw source.failure(error) }
        let name = PlainText.of(key.description)
        guard isMeant else {
            throw Failure(
                .failure,
                "nothing in \(source.description) is about \(name), so nothing is erased: check the store and the order. Where "
                    + "the topics have deleted it and a view still shows it, add --anyway")
        }
        guard isDry || standing.unfinished.isEmpty else {
            throw Failure(
                .failure,
                "\(name) has not ended: \(PlainText.of(standing.unfinished.joined(separator: ", "))). Its parcels are still found by "
                    + "their tracking numbers, so nothing is erased. Give the command again when it has ended, or leave it to the "
                    + "policy: keepPersonalSeconds after its end")
        }
        let report = EraseReport(key: key, isDry: isDry, remains: remains)
        Output.write(invocation.flag("json") ? report.jsonLines : [report.text(TextStyle(for: .output))])
    }
}

extension [TopicPartition] {
    /// The names of their topics, each once.
    fileprivate var topics: [String] { Set(map(\.topic)).sorted() }
}
