internal import Streams

/// Tells logs, metrics and health what happens in a loop.
final class LoopReporter: LoopObserver {
    private let logger: Logger
    private let health: HealthPart
    private let metrics: LoopMetrics
    /// Since when nothing is answered, for a rebalance.
    private let waitingSince = Monitor<ContinuousClock.Instant?>(nil)

    init(logger: Logger, health: HealthPart, metrics: LoopMetrics) {
        self.logger = logger
        self.health = health
        self.metrics = metrics
    }

    func observe(_ event: LoopEvent) {
        switch event {
        case .tick: health.tick()
        case .joining:
            health.notReady("joining the group")
            begin()
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
            begin()
            logger.info(
                "partitions given up", metadata: ["partitions": .string(list(partitions)), "lost": .bool(lost)])
        case .ready:
            health.ready()
            end()
            logger.info("ready")
        case .committed(let inputs, let outputs, let took): metrics.committed(inputs, outputs, took)
        case .aborted(let reason):
            metrics.aborts.increment(by: 1)
            logger.warning("batch aborted; it is processed again", metadata: ["reason": .string(reason)])
        case .rejected(let code, let message, let topic, let partition, let offset):
            metrics.rejected(code)
            logger.info("rejected", metadata: place(code, message, topic, partition, offset))
        case .deadLettered(let code, let message, let topic, let partition, let offset):
            metrics.deadLettered(code)
            logger.warning("dead letter", metadata: place(code, message, topic, partition, offset))
        case .rerouted: metrics.reroutes.increment(by: 1)
        case .notice(let text): logger.warning("waiting for the log", metadata: ["notice": .string(text)])
        case .renewing(let reason):
            metrics.renewals.increment(by: 1)
            health.notReady("making a new session: \(reason)")
            logger.warning("session is made anew", metadata: ["reason": .string(reason)])
        case .ended(let error):
            health.notReady(error?.message ?? "stopped")
            if let error { logger.error("loop ended", metadata: ["reason": .string(error.message)]) }
        }
    }

    /// A rebalance begins; one that has begun already goes on.
    private func begin() { waitingSince.withLock { $0 = $0 ?? .now } }

    private func end() {
        let start = waitingSince.withLock { start in
            defer { start = nil }
            return start
        }
        if let start { metrics.rebalanced(ContinuousClock.now - start) }
    }

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

    private func place(
        _ code: String, _ message: String, _ topic: String, _ partition: Int32, _ offset: Int64
    ) -> LogMetadata {
        [
            "code": .string(code), "reason": .string(message), "topic": .string(topic),
            "partition": .int(Int(partition)), "offset": .int(Int(offset)),
        ]
    }
}
