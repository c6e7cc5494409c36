import Contracts
import Fulfillment
import Hooks
import Operations
import Streams

/// Where a verb looks for what was ordered and requested, and where it sends requests: the topics of a Kafka or of the
/// embedded log, or a console.
enum RequestPlace {
    case topics(TopicSource)
    case console(ListSource)

    /// The options of a verb that sends requests. Its command needs `alternatives` too.
    static let options =
        Broker.options + [
            ServiceSettings.data(
                defaultText: "none: the topics are on Kafka",
                help: "Use the embedded log of a serve that has ended: it reads the requests when it starts again."),
            Option(
                "console", "URL", defaultText: "none: the topics are on Kafka",
                help: "Ask the console, or turnback serve, at this address instead, and send the requests to it.",
                rule: ListSource.url),
            ListSource.tokenFile,
        ]
    static let alternatives = [ServiceSettings.dataConsoleOrKafka]

    /// - Parameter writing: whether requests are sent: then no serve may run on an embedded log.
    init(_ invocation: Invocation, _ shutdown: ShutdownSignal, writing: Bool) throws(Failure) {
        if invocation.stringIfGiven("console") != nil {
            self = .console(try ListSource(asking: invocation))
        } else {
            let isEmbedded = invocation.stringIfGiven("data") != nil
            let source = try TopicSource(invocation, shutdown, writing: writing && isEmbedded)
            self = .topics(source)
            try source.require([.cancellationRequests, .orderCommands])
        }
    }

    func close() {
        switch self {
        case .topics(let source): source.close()
        case .console(let source): source.close()
        }
    }

    /// What is known of some store orders.
    struct Known {
        /// The ids of their requests.
        fileprivate(set) var requestIds: Set<String> = []
        /// A request of the whole order, by whomever.
        fileprivate(set) var whole: [StoreOrderKey: String] = [:]
        /// The lines of each outbound order.
        private var outbound: [StoreOrderKey: [String: [Line]]] = [:]

        /// The units of each SKU that a store order has.
        func ordered(_ key: StoreOrderKey) -> [String: Int] {
            var sums: [String: Int] = [:]
            for line in (outbound[key] ?? [:]).values.flatMap(\.self) { sums[line.sku, default: 0] += line.quantity }
            return sums
        }

        fileprivate mutating func take(_ message: Message, of wanted: Set<StoreOrderKey>) {
            switch message {
            case .cancellationRequested(let request) where wanted.contains(request.storeOrder):
                requestIds.insert(request.requestId)
                if request.isWhole { whole[request.storeOrder] = request.requestId }
            // The first submission under an id counts.
            case .outboundOrderSubmitted(let submitted)
            where wanted.contains(submitted.storeOrder)
                && outbound[submitted.storeOrder]?[submitted.outboundOrderId] == nil:
                outbound[submitted.storeOrder, default: [:]][submitted.outboundOrderId] = submitted.lines
            default: break
            }
        }
    }

    /// Reads what is known of these store orders.
    /// - Parameter topics: where to look; a console knows it all.
    func known(_ wanted: Set<StoreOrderKey>, in topics: [Topic], until isOver: () -> Bool) throws(Failure) -> Known {
        var known = Known()
        guard !wanted.isEmpty else { return known }
        switch self {
        case .console(let source):
            for key in wanted.sorted(by: { $0.description < $1.description }) {
                for item in try source.timeline(key) {
                    if let said = item.said { known.take(said.message, of: wanted) }
                }
            }
        case .topics(let source):
            do throws(LogError) {
                try LogScan(log: source.log).read(source.places(in: topics), until: isOver) { record in
                    guard let name = TopicName(record.topic),
                        let message = try? Message.decode(record.body, topic: name.topic).1
                    else { return }
                    known.take(message, of: wanted)
                }
            } catch { throw source.failure(error) }
        }
        return known
    }

    /// Sends requests, each from its connection, and returns once the log has them.
    func send(_ requests: [(request: CancellationRequested, connection: String)], now: Timestamp) throws(Failure) {
        switch self {
        case .console(let source):
            for (request, connection) in requests {
                try source.post("/api/v1/events", type: "application/cloudevents+json", event(request, connection, now))
            }
        case .topics(let source):
            let records = RequestRecords(partitions: source.partitions[.cancellationRequests] ?? 1)
            let outgoing = requests.map { records.record($0.request, from: $0.connection, now: now.milliseconds) }
            guard !outgoing.isEmpty else { return }
            do throws(LogError) {
                let appender = try source.log.appender()
                defer { appender.close() }
                for start in stride(from: 0, to: outgoing.count, by: Self.sentAtOnce) {
                    try appender.append(Array(outgoing[start..<min(start + Self.sentAtOnce, outgoing.count)]))
                }
            } catch { throw source.failure(error) }
        }
    }

    private static let sentAtOnce = 1_000

    /// The same message that the log would get, in structured mode.
    private func event(_ request: CancellationRequested, _ connection: String, _ now: Timestamp) -> [UInt8] {
        let envelope = RequestRecords.envelope(request, from: connection, now: now.milliseconds)
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("specversion", "1.0")
            writer.field("id", envelope.id)
            writer.field("source", envelope.source)
            writer.field("type", envelope.type.rawValue)
            writer.field("time", now.rfc3339)
            writer.key("data")
            Message.cancellationRequested(request).encodeData(&writer)
        }
        return writer.bytes
    }
}
