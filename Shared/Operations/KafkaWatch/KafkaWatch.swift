internal import Streams
internal import Synchronization
internal import Threads

/// Says once that Kafka is away and once that it is back, in place of what each client of librdkafka says of each connection,
/// and keeps the process from being ready in between.
public final class KafkaWatch: Sendable {
    /// How long Kafka has for an answer, and how soon it is asked again.
    private static let patience = Duration.seconds(1)
    private static let pause = Duration.milliseconds(250)

    private struct State: Sendable {
        var presence = KafkaPresence()
        /// What a client said last: a name that is not found, a port that wants TLS.
        var complaint = ""
        var isStopped = false
    }

    private let address: String
    private let logger: Logger
    private let health: Health?
    private let state = Monitor(State())
    private let thread = Mutex<WorkerThread?>(nil)

    /// - Parameter health: not ready while Kafka is away; nil for a program that works without it.
    public init(at address: String, _ logger: Logger, health: Health?) {
        self.address = address
        self.logger = logger
        self.health = health
    }

    /// Takes what a client reports.
    public func report(_ notice: String) {
        guard KafkaPresence.saysAbsence(notice) else {
            return logger.warning("Kafka", metadata: ["notice": .string(notice)])
        }
        logger.debug("Kafka", metadata: ["notice": .string(notice)])
        state.withLock { state in
            state.presence.complains()
            // That all brokers are down follows what each of them has: that says more.
            if state.complaint.isEmpty || !notice.contains("(_ALL_BROKERS_DOWN)") { state.complaint = notice }
        }
    }

    /// Begins to ask this log whenever there is doubt.
    func begin(asking log: any Log) throws(Failure) {
        let worker = try WorkerThread("kafka-watch") { [self] in
            run { (try? log.topics(timeout: Self.patience)) != nil }
        }
        thread.withLock { $0 = worker }
    }

    /// Has it ask no more.
    func requestStop() { state.withLock { $0.isStopped = true } }

    /// Asks no more. Has to come before the log is closed, which may be closed where this says true.
    @discardableResult
    public func stop() -> Bool {
        requestStop()
        return thread.withLock { $0 }?.join(until: .now + Self.patience + .seconds(2)) ?? true
    }

    /// Until it is stopped.
    /// - Parameter answers: whether Kafka answers now.
    func run(_ answers: () -> Bool) {
        var part: HealthPart?
        while true {
            state.wait { $0.isStopped || $0.presence.isInDoubt }
            if state.withLock(\.isStopped) { return }
            part?.tick()
            let isThere = answers()
            let line = state.withLock { state in
                isThere ? state.presence.answers(at: .now) : state.presence.isSilent(at: .now)
            }
            switch line {
            case .gone:
                logger.warning(
                    "Kafka does not answer; waiting for it",
                    metadata: [
                        "kafka": .string(address),
                        "reason": .string(KafkaPresence.words(of: state.withLock(\.complaint))),
                    ])
                part = health?.register("Kafka", reason: "waiting for Kafka at \(address), which does not answer")
            case .back(let time):
                logger.info(
                    "Kafka answers again",
                    metadata: ["kafka": .string(address), "seconds": .int(Int(time.components.seconds))])
                if let part { health?.remove(part) }
                part = nil
            case nil: break
            }
            if !isThere { state.wait(until: .now + Self.pause) { $0.isStopped } }
        }
    }
}
