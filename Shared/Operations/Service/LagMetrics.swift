internal import Streams
internal import Synchronization

/// How far the loops of a service are behind.
final class LagMetrics: Sendable {
    private struct Lag: Sendable {
        var behind: [TopicPartition: Int64]
        var age: Duration
    }

    private let loops = Mutex<[String: Lag]>([:])

    init(_ registry: MetricsRegistry, _ service: String) {
        registry.collect("turnback_lag_messages", help: "Messages that were written and not processed yet.") { [self] in
            loops.withLock { $0 }.values.flatMap(\.behind).map { place, count in
                MetricsRegistry.Sample(
                    Double(count),
                    labels: ["service": service, "topic": place.topic, "partition": String(place.partition)])
            }
        }
        registry.collect(
            "turnback_lag_seconds", help: "How long ago the message was written that was processed last; 0 when none waits."
        ) { [self] in
            loops.withLock { $0 }.map { loop, lag in
                MetricsRegistry.Sample(lag.age / .seconds(1), labels: ["service": service, "loop": loop])
            }
        }
    }

    func set(_ behind: [TopicPartition: Int64], _ age: Duration, loop: String) {
        loops.withLock { $0[loop] = Lag(behind: behind, age: age) }
    }

    func forget(loop: String) { loops.withLock { $0[loop] = nil } }
}
