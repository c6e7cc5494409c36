import Contracts
import Fulfillment
import Glibc
import Operations
import Streams

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
                defaultText: "none: the topics are on Kafka", help: "Use the embedded log of a serve that has ended."),
        ],
        flags: [Broker.json, Flag("dry-run", help: "Write nothing; only say what is there.")],
        alternatives: [ServiceSettings.dataOrKafka])

    static func run(_ invocation: Invocation, shutdown: ShutdownSignal) throws(Failure) {
        guard let order = invocation.stringIfGiven("order") else {
            throw Failure(.usage, "say which order: --order STORE/ORDER, such as shop-de/1001")
        }
        let key = KeyRule.storeOrder(order)
        if let data = invocation.stringIfGiven("data") {
            let log = try embedded(data, invocation)
            defer { log.close() }
            try Plant.prepare(log)
            let topics: [String: TopicDescription]
            do throws(LogError) { topics = try log.topics(timeout: .seconds(10)) } catch { throw error.failure }
            let order = ErasedOrder(key, log: log, names: TopicNames(topics)) { shutdown.isRequested }
            return try run(order, invocation, \.failure)
        }
        let broker = try Broker(invocation, shutdown)
        defer { broker.close() }
        try broker.require([.erasures])
        var erased = ErasedOrder(key, log: broker.kafka, names: broker.names) { shutdown.isRequested }
        do throws(LogError) {
            let texts = try broker.kafka.setting("retention.ms", of: broker.names.places(in: ErasedOrder.topics).topics)
            erased.retention = texts.compactMapValues { Int64($0) }.filter { $0.value >= 0 }
        } catch { throw broker.failure(error) }
        try run(erased, invocation, broker.failure)
    }

    /// The embedded log of `turnback serve --data`, to be written to.
    private static func embedded(_ directory: String, _ invocation: Invocation) throws(Failure) -> EmbeddedLog {
        // Opening would make it.
        guard unsafe access(directory + "/log/data.mdb", F_OK) == 0 else {
            throw invocation.failure("data", "there is no embedded log in it")
        }
        do throws(LogError) { return try EmbeddedLog(directory: directory + "/log") } catch {
            guard error.outcome == .configuration else { throw error.failure }
            throw invocation.failure("data", error.message)
        }
    }

    private static func run(
        _ order: ErasedOrder, _ invocation: Invocation, _ failure: (LogError) -> Failure
    ) throws(Failure) {
        let isDry = invocation.flag("dry-run")
        let unfinished: [String]
        var remains: [ErasedOrder.Remains] = []
        do throws(LogError) {
            unfinished = isDry ? [] : try order.unfinished()
            if unfinished.isEmpty {
                if !isDry { try order.erase(at: Timestamp(milliseconds: WallTime.now())) }
                remains = try order.remains()
            }
        } catch { throw failure(error) }
        guard unfinished.isEmpty else {
            let name = PlainText.of(order.key.description)
            throw Failure(
                .failure,
                "\(name) has not ended: \(PlainText.of(unfinished.joined(separator: ", "))). Its parcels are still found by "
                    + "their tracking numbers, so nothing is erased. Erase it when it has ended; keepPersonalSeconds of the "
                    + "policy does it by itself")
        }
        let report = EraseReport(key: order.key, isDry: isDry, remains: remains)
        Output.write(invocation.flag("json") ? report.jsonLines : [report.text(TextStyle(for: .output))])
    }
}

extension [TopicPartition] {
    /// The names of their topics, each once.
    fileprivate var topics: [String] { Set(map(\.topic)).sorted() }
}
