import Contracts
import Fulfillment
import Operations
import Streams
import Threads

/// Orders that await outbound, and their cancellations at a steady rate. One message is in flight per request; what is
/// measured is from handing the request to the log until its final outcome is read.
struct CancellationLoad: Sendable {
    var requests: Int
    /// Requests per second; 0 is all at once.
    var rate: Int

    struct Result {
        var latencies: [Duration]
        var perSecond: Double

        /// The latencies that these shares of them do not exceed, in milliseconds.
        func milliseconds(at shares: [Double]) -> [Double] {
            let sorted = latencies.sorted()
            return shares.map { share in
                guard !sorted.isEmpty else { return 0 }
                return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] / .milliseconds(1)
            }
        }
    }

    private static let lines = [Line("SKU-1", 1), Line("SKU-2", 2)]
    /// How long nothing may happen before the run is given up.
    private static let patience = Duration.seconds(30)

    /// - Parameter whenOrdersAwait: called when the orders are there, before the first request.
    func run(
        on place: LogPlace, shutdown: ShutdownSignal, whenOrdersAwait: () -> Void = {}
    ) throws(Failure) -> Result {
        let topics = try place.completeTopics()
        let sender = try LoadSender(place.log, topics: topics)
        defer { sender.close() }
        do throws(LogError) {
            let events = try place.log.reader(from: LoadSender.ends(of: [.orderEvents], topics))
            try sender.makeOrders(requests, lines: Self.lines)
            try awaitOrders(of: sender, on: events, shutdown)
            events.close()
            whenOrdersAwait()
            return try cancel(sender, on: place.log, topics, shutdown)
        } catch { throw error.failure }
    }

    /// Reads until all of its orders await outbound.
    func awaitOrders(
        of sender: LoadSender, on events: any LogReader, _ shutdown: ShutdownSignal
    ) throws(LogError) {
        try wait(for: requests, on: events, shutdown) { message in
            guard case .outboundOrderChanged(let changed) = message, changed.status == .awaitingOutbound else {
                return nil
            }
            return sender.index(of: changed.storeOrder)
        }
    }

    private func cancel(
        _ sender: LoadSender, on log: any Log, _ topics: [String: TopicDescription], _ shutdown: ShutdownSignal
    ) throws(LogError) -> Result {
        let outcomes = try log.reader(from: LoadSender.ends(of: [.cancellationOutcomes], topics))
        defer { outcomes.close() }
        let sent = Monitor([ContinuousClock.Instant?](repeating: nil, count: requests))
        let start = ContinuousClock.now
        let requests = requests
        let rate = rate
        let failure = Monitor<LogError?>(nil)
        let thread = try? WorkerThread("requests") {
            do throws(LogError) { try sender.sendRequests(requests, rate: rate, sent: sent) } catch {
                failure.withLock { $0 = error }
            }
        }
        var latencies: [Duration] = []
        latencies.reserveCapacity(requests)
        try wait(for: requests, on: outcomes, shutdown) { message in
            guard case .cancellationChanged(let changed) = message, changed.state.isFinal,
                let index = sender.index(of: changed.storeOrder)
            else { return nil }
            if let begun = sent.withLock({ $0[index] }) { latencies.append(ContinuousClock.now - begun) }
            return index
        }
        thread?.join(until: .now + .seconds(5))
        if let error = failure.withLock({ $0 }) { throw error }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return Result(latencies: latencies, perSecond: Double(requests) / seconds)
    }

    /// Reads until `count` different orders were seen.
    private func wait(
        for count: Int, on reader: any LogReader, _ shutdown: ShutdownSignal, index: (Message) -> Int?
    ) throws(LogError) {
        var seen: Set<Int> = []
        var lastNews = ContinuousClock.now
        while seen.count < count {
            if shutdown.isRequested { throw LogError(.fatal, "interrupted") }
            let records = try reader.poll(timeout: .milliseconds(200))
            for record in records {
                guard let topic = Topic(rawValue: record.topic),
                    let (_, message) = try? Message.decode(record.body, topic: topic)
                else { continue }
                if let found = index(message), seen.insert(found).inserted { lastNews = .now }
            }
            if ContinuousClock.now - lastNews > Self.patience {
                throw LogError(
                    .fatal,
                    "nothing came for \(Self.patience); \(seen.count) of \(count) orders are done. Are the services "
                        + "running? Start them with: turnback serve --kafka …")
            }
        }
    }
}
