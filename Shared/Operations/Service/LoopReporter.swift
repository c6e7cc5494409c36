internal import Contracts
internal import Streams
internal import Synchronization
internal import Threads

/// Passes what happens in a loop to logs, metrics and health.
final class LoopReporter: LoopObserver {
    private let logger: Logger
    private let health: HealthPart
    private let metrics: LoopMetrics
    private let loop: String
    /// Takes what clients report of their connections; nil where each report is a log line.
    private let notice: (@Sendable (String) -> Void)?
    /// Named in readiness.
    private let remark: @Sendable ([String]) -> Void
    private let unread = Mutex<[String: String]>([:])
    /// When the partitions were taken away, or joining began; nil while it is ready.
    private let waitingSince = Mutex<ContinuousClock.Instant?>(nil)

    init(
        loop: String, logger: Logger, health: HealthPart, metrics: LoopMetrics,
        notice: (@Sendable (String) -> Void)? = nil, remark: @escaping @Sendable ([String]) -> Void = { _ in }
    ) {
        self.notice = notice
        self.remark = remark
        self.loop = loop
        self.logger = logger
        self.health = health
        self.metrics = metrics
    }

    func observe(_ event: LoopEvent) {
        switch event {
        case .tick: health.tick()
        case .joining:
            waits()
            health.notReady("waiting to join the group")
        case .joined: health.notReady("waiting for partitions")
        case .assigned(let partitions):
            metrics.rebalances.increment(by: 1)
            health.notReady("restoring partitions \(list(partitions))")
        case .restoring(let partition, let records):
            health.tick()
            health.notReady("restoring partition \(partition): \(records) records so far")
        case .restored(let partition, let records, let took, let wiped):
            restored(partition, records, took, wiped)
        case .revoked(let partitions, let lost):
            health.notReady(
                lost
                    ? "waiting for the broker, which did not hear of it in time and may give its partitions to others"
                    : "waiting for partitions")
            waits()
            metrics.gaveUp(partitions, loop: loop)
            logger.info(
                "partitions given up", metadata: ["partitions": .string(list(partitions)), "lost": .bool(lost)])
        case .ready:
            waitingSince.withLock { since in
                if let since { metrics.rebalanceTime.observe(.now - since) }
                since = nil
            }
            health.ready()
            logger.info("ready")
        case .committed(let inputs, let outputs, let took): metrics.committed(inputs, outputs, took)
        case .aborted(let reason):
            metrics.aborts.increment(by: 1)
            logger.warning("batch aborted; it is processed again", metadata: ["reason": .string(reason)])
        case .handled(let messages):
            metrics.handled(messages, at: WallTime.now())
            for message in messages { tell(message) }
        case .open(let open, let partition): metrics.open(open, partition: partition)
        case .behind(let waiting): metrics.behind(waiting, loop: loop)
        case .unread(let topics):
            for (topic, reason) in topics.sorted(by: { $0.key < $1.key }) where unread.withLock({ $0[topic] != reason })
            {
                logger.warning(
                    "a tenant's topic is left unread", metadata: ["topic": .string(topic), "reason": .string(reason)])
            }
            unread.withLock { $0 = topics }
            remark(topics.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })
        case .notice(let text):
            if let notice {
                notice(text)
            } else {
                logger.warning("waiting for the log", metadata: ["notice": .string(text)])
            }
        case .renewing(let reason):
            metrics.renewals.increment(by: 1)
            health.notReady("waiting for a new session: \(reason)")
            logger.warning("session is recreated", metadata: ["reason": .string(reason)])
        case .ended(let error):
            health.notReady(error?.message ?? "stopped")
            if let error { logger.error("loop ended", metadata: ["reason": .string(error.message)]) }
        }
    }

    /// A rebalance begins; one that has begun already goes on.
    private func waits() { waitingSince.withLock { $0 = $0 ?? .now } }

    private func restored(_ partition: Int32, _ records: Int, _ took: Duration, _ wiped: String?) {
        metrics.restored.increment(by: records)
        var metadata: LogMetadata = [
            "partition": .int(Int(partition)), "records": .int(records),
            "milliseconds": .int(Int(took / .milliseconds(1))),
        ]
        if let wiped { metadata["rebuiltBecause"] = .string(wiped) }
        logger.info("partition restored", metadata: metadata)
    }

    private func list(_ partitions: [Int32]) -> String { partitions.map(String.init).joined(separator: ",") }

    /// What was refused is logged; all else only at the level where every message is.
    private func tell(_ handled: HandledMessage) {
        switch handled.outcome {
        case .taken, .rerouted: logger.debug(handled.outcome.rawValue, metadata: metadata(handled))
        case .rejected where handled.refusal == nil: logger.debug("rejected before", metadata: metadata(handled))
        case .rejected: logger.info("rejected", metadata: metadata(handled))
        case .deadLettered: logger.warning("dead letter", metadata: metadata(handled))
        case .putOff: logger.error("timer put off", metadata: metadata(handled))
        }
    }

    private func metadata(_ handled: HandledMessage) -> LogMetadata {
        var metadata: LogMetadata = ["partition": .int(Int(handled.partition))]
        if let place = handled.place {
            metadata["topic"] = .string(place.topic)
            metadata["offset"] = .int(Int(place.offset))
        }
        if let message = handled.message {
            metadata["type"] = .string(message.type.rawValue)
            metadata["key"] = .string(message.key)
        }
        if let id = handled.message?.caseId ?? handled.emitted.lazy.compactMap(\.caseId).first {
            metadata["case"] = .string(id)
        }
        // 00-<trace id>-<span id>-<flags>, https://www.w3.org/TR/trace-context
        if let parts = handled.traceparent?.split(separator: "-"), parts.count > 1 {
            metadata["trace"] = .string(String(parts[1]))
        }
        if let refusal = handled.refusal {
            metadata["code"] = .string(refusal.code)
            metadata["reason"] = .string(refusal.message)
        }
        return metadata
    }
}
