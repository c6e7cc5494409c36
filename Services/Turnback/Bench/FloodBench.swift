import Contracts
import Fulfillment
import Operations
import Streams
import Threads

/// `turnback bench --flood`: what somebody else's order waits while one order is flooded: with thousands of requests, and with
/// reports as large as Kafka takes. All orders lie in one partition, which is the worst place for the others.
struct FloodBench {
    let place: LogPlace
    let kafka: String
    let shutdown: ShutdownSignal

    /// Requests on one order, each under its own request id.
    private static let requests = 4_000
    /// Reports on one order, and the bytes of the text in each.
    private static let reports = (count: 240, bytes: 1_000_000)
    /// Cancellations of other orders, one after the other, while nothing else happens and beside each flood.
    private static let probes = 20
    private static let lines = [Line("SKU-1", 1), Line("SKU-2", 2)]

    func run(_ tell: (TableBench.Row) -> Void) throws(Failure) {
        let services = try ChildServices(kafka: kafka, instance: "bench-flood")
        defer { services.end() }
        do throws(Failure) { try measure(services, tell) } catch { throw services.explained(error) }
    }

    private func measure(_ services: ChildServices, _ tell: (TableBench.Row) -> Void) throws(Failure) {
        let topics = try place.completeTopics()
        _ = try CancellationLoad(requests: 500, rate: 0).run(on: place, shutdown: shutdown)
        let sender = try LoadSender(place.log, topics: topics)
        defer { sender.close() }
        do throws(LogError) {
            let outcomes = try place.log.reader(from: LoadSender.ends(of: [.cancellationOutcomes], topics))
            defer { outcomes.close() }
            let needed = 3 * Self.probes + 2
            let events = try place.log.reader(from: LoadSender.ends(of: [.orderEvents], topics))
            let made = needed * Int(topics[Topic.orderEvents.name]?.partitions ?? 1) * 2
            try sender.makeOrders(made, lines: Self.lines)
            try CancellationLoad(requests: made, rate: 0).awaitOrders(of: sender, on: events, shutdown)
            events.close()
            var others = (0..<made).filter { sender.partition(of: $0) == sender.partition(of: 0) }.dropFirst(2)
            guard others.count >= 3 * Self.probes else { throw LogError(.fatal, "too few orders in one partition") }
            let flooded = (0..<made).filter { sender.partition(of: $0) == sender.partition(of: 0) }.prefix(2)
            let probe = Probe(sender: sender, outcomes: outcomes, shutdown: shutdown)
            func probes(_ name: String, beside flood: (@Sendable () throws(LogError) -> Void)? = nil) throws(LogError) {
                let failed = Monitor<LogError?>(nil)
                var thread: WorkerThread?
                if let flood {
                    do throws(Failure) {
                        thread = try WorkerThread("flood") {
                            do throws(LogError) { try flood() } catch { failed.withLock { $0 = error } }
                        }
                    } catch { throw LogError(.fatal, error.message) }
                }
                var latencies: [Duration] = []
                for index in others.prefix(Self.probes) { latencies.append(try probe.cancel(index)) }
                others = others.dropFirst(Self.probes)
                // Without its flood a figure would be that of a quiet order.
                guard thread?.join(until: .now + Probe.patience) ?? true else {
                    throw LogError(.fatal, "\(name): the flood did not end within \(Probe.patience)")
                }
                if let error = failed.withLock({ $0 }) { throw error }
                let (p50, max) = Probe.row(latencies)
                tell(.init(name: "\(name): p50", value: p50, unit: "ms"))
                tell(.init(name: "\(name): longest", value: max, unit: "ms"))
            }
            try probes("another order, quiet")
            try probes("beside \(Self.requests.grouped) requests on one order") { () throws(LogError) in
                try sender.flood(flooded[0], requests: Self.requests)
            }
            try probes("beside \(Self.reports.count) reports of 1 MB on one order") { () throws(LogError) in
                try sender.flood(flooded[1], reports: Self.reports.count, bytes: Self.reports.bytes)
            }
            tell(
                .init(
                    name: "orders: its own memory", value: Double(services.orders.usage?.anonymousKiB ?? 0) / 1_024,
                    unit: "MiB"))
        } catch { throw error.failure }
    }
}
