import Contracts
import Fulfillment
import Glibc
import Operations
import Streams

/// `turnback bench --restart`: how long the orders service is silent when it is started again with a large state. It runs
/// in its own process; measured is from its start to its first answer.
struct RestartBench {
    struct Result {
        var name: String
        var firstAnswer: Duration
        /// State records that were restored, and how long that took in the slowest partition.
        var restored: (records: Int, took: Duration)
    }

    let place: LogPlace
    let kafka: String
    let orders: Int
    let shutdown: ShutdownSignal

    /// How long an answer is waited for.
    private static let patience = Duration.seconds(120)

    func run() throws(Failure) -> [Result] {
        let topics = try place.completeTopics()
        let sender = try LoadSender(place.log, topics: topics)
        defer { sender.close() }
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        do throws(LogError) {
            var service = try start(directory, topics, sender).service
            try fill(sender, topics)
            service.end(SIGTERM)
            var results: [Result] = []
            let starts = [("after a clean stop", SIGTERM), ("after kill -9", SIGKILL), ("with an empty directory", 0)]
            for (name, signal) in starts {
                if signal == SIGKILL {
                    service = try start(directory, topics, sender).service
                    service.end(SIGKILL)
                } else if signal == 0 {
                    directory.empty()
                }
                let (next, took) = try start(directory, topics, sender)
                results.append(Result(name: name, firstAnswer: took, restored: Self.restored(next.lines)))
                next.end(SIGTERM)
            }
            return results
        } catch { throw error.failure }
    }

    /// Starts the service and waits for an answer to a request that is sent with it.
    private func start(
        _ directory: TemporaryDirectory, _ topics: [String: TopicDescription], _ sender: LoadSender
    ) throws(LogError) -> (service: ChildService, took: Duration) {
        let outcomes = try place.log.reader(from: LoadSender.ends(of: [.cancellationOutcomes], topics))
        defer { outcomes.close() }
        let asked = try sender.askForUnknownOrder()
        let begun = ContinuousClock.now
        let service: ChildService
        do throws(Failure) {
            service = try ChildService(
                "orders",
                [
                    "--kafka", kafka, "--state", directory.path + "/orders", "--instance", "bench-restart", "--http",
                    "127.0.0.1:0", "--log", "json",
                ], log: directory.path + "/log")
        } catch { throw LogError(.configuration, error.message) }
        while ContinuousClock.now - begun < Self.patience, !shutdown.isRequested {
            for record in try outcomes.poll(timeout: .milliseconds(20)) {
                guard let (_, message) = try? Message.decode(record.body, topic: .cancellationOutcomes),
                    case .cancellationChanged(let changed) = message, changed.requestId == asked
                else { continue }
                return (service, ContinuousClock.now - begun)
            }
        }
        service.end(SIGKILL)
        throw LogError(.fatal, "the service did not answer; it logged: \(service.lines.last ?? "nothing")")
    }

    /// Puts the orders through.
    private func fill(_ sender: LoadSender, _ topics: [String: TopicDescription]) throws(LogError) {
        let events = try place.log.reader(from: LoadSender.ends(of: [.orderEvents], topics))
        defer { events.close() }
        try sender.makeOrders(orders, lines: [Line("SKU-1", 1), Line("SKU-2", 2)])
        var seen = 0
        var last = ContinuousClock.now
        while seen < orders {
            if shutdown.isRequested { throw LogError(.fatal, "interrupted") }
            for record in try events.poll(timeout: .milliseconds(200)) {
                guard let (_, message) = try? Message.decode(record.body, topic: .orderEvents),
                    case .outboundOrderChanged(let changed) = message, changed.revision == 1,
                    sender.index(of: changed.storeOrder) != nil
                else { continue }
                seen += 1
                last = .now
            }
            if ContinuousClock.now - last > Self.patience {
                throw LogError(.fatal, "\(seen) of \(orders) orders were processed")
            }
        }
    }

    /// What the service says of its restores: partitions are restored one after the other.
    private static func restored(_ lines: [String]) -> (records: Int, took: Duration) {
        func number(_ name: String, _ line: String) -> Int {
            let text = line.split(separator: "\"\(name)\":").dropFirst().first ?? ""
            return Int(text.prefix { $0.isNumber }) ?? 0
        }
        let restores = lines.filter { $0.contains("partition restored") }
        return (
            restores.map { number("records", $0) }.reduce(0, +),
            .milliseconds(restores.map { number("milliseconds", $0) }.reduce(0, +))
        )
    }

    static func report(_ results: [Result], orders: Int, json: Bool) {
        var table = TextTable([
            .init("start"), .init("first answer, ms", .right), .init("records restored", .right),
            .init("per second", .right),
        ])
        for result in results {
            let milliseconds = Int(result.firstAnswer / .milliseconds(1))
            let seconds = result.restored.took / .seconds(1)
            let rate = seconds > 0 ? Int(Double(result.restored.records) / seconds) : 0
            if json {
                StandardStream.output.writeLine(
                    "{\"start\":\"\(result.name)\",\"orders\":\(orders),\"firstAnswerMilliseconds\":\(milliseconds),"
                        + "\"restored\":\(result.restored.records),\"restoredPerSecond\":\(rate)}")
            } else {
                table.add(
                    [result.name, milliseconds.grouped, result.restored.records.grouped, rate > 0 ? rate.grouped : ""])
            }
        }
        if !json { StandardStream.output.writeLine(table.render(style: TextStyle(for: .output))) }
    }
}
