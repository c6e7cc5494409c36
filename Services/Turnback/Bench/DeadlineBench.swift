import Contracts
import Fulfillment
import Operations
import Streams
import Synchronization
import Threads

/// `turnback bench --deadlines`: how long it takes to decide what is due at once. So many cancellations wait for orders
/// that nobody knows; then the clock of the services is set on, and all of their deadlines are over.
struct DeadlineBench {
    let place: LogPlace
    let requests: Int
    let logger: Logger
    let shutdown: ShutdownSignal

    struct Result {
        /// From the clock's jump to the last final outcome.
        var took: Duration
    }

    /// How long nothing may happen before the run is given up.
    private static let patience = Duration.seconds(30)
    /// Milliseconds: longer than any deadline of the default policy.
    private static let jump: Int64 = 30 * 86_400_000

    /// Runs its own services.
    func run() throws(Failure) -> Result {
        let topics = try place.completeTopics()
        let ahead = Clock()
        let plant = try Plant(
            on: place.log,
            Plant.Settings(stateDirectory: place.stateDirectory, pauses: place.pauses, clock: { ahead.now }),
            topics: topics, logger: logger, health: Health(), metrics: MetricsRegistry(), shutdown: shutdown)
        defer { plant.stop() }
        let sender = try LoadSender(place.log, topics: topics)
        defer { sender.close() }
        do throws(LogError) {
            let outcomes = try place.log.reader(from: LoadSender.ends(of: [.cancellationOutcomes], topics))
            defer { outcomes.close() }
            try sender.sendRequests(requests, rate: 0, sent: Monitor(Array(repeating: nil, count: requests)))
            try wait(for: sender, in: outcomes) { !$0.state.isFinal }
            let begun = ContinuousClock.now
            ahead.jump(Self.jump)
            try wait(for: sender, in: outcomes) { $0.state.isFinal }
            return Result(took: ContinuousClock.now - begun)
        } catch { throw error.failure }
    }

    /// Reads until every request has such an outcome.
    private func wait(
        for sender: LoadSender, in outcomes: any LogReader, _ isWanted: (CancellationChanged) -> Bool
    ) throws(LogError) {
        var seen: Set<Int> = []
        var last = ContinuousClock.now
        while seen.count < requests {
            if shutdown.isRequested { throw LogError(.fatal, "interrupted") }
            for record in try outcomes.poll(timeout: .milliseconds(20)) {
                guard let (_, message) = try? Message.decode(record.body, topic: .cancellationOutcomes),
                    case .cancellationChanged(let changed) = message, isWanted(changed),
                    let index = sender.index(of: changed.storeOrder), seen.insert(index).inserted
                else { continue }
                last = .now
            }
            if ContinuousClock.now - last > Self.patience {
                throw LogError(.fatal, "nothing came for \(Self.patience); \(seen.count) of \(requests) are decided")
            }
        }
    }

    static func report(_ result: Result, _ bench: DeadlineBench, json: Bool) {
        let milliseconds = Int(result.took / .milliseconds(1))
        StandardStream.output.writeLine(
            json
                ? "{\"deadlines\":\(bench.requests),\"milliseconds\":\(milliseconds)}"
                : "\(bench.requests.grouped) deadlines over at once on \(bench.place.description), decided in "
                    + "\(milliseconds.grouped) ms")
    }
}

/// The machine's clock, which can be set on.
private final class Clock: Sendable {
    private let ahead = Atomic<Int64>(0)

    var now: Int64 { WallTime.now() + ahead.load(ordering: .relaxed) }

    func jump(_ milliseconds: Int64) { ahead.add(milliseconds, ordering: .relaxed) }
}
