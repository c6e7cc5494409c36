internal import Streams
internal import Synchronization

/// How far the loops of a service are behind.
final class LagMetrics: Sendable {
    private let loops = Mutex<[String: [TopicPartition: Waiting]]>([:])

    init(_ registry: MetricsRegistry, _ service: String) {
        func collect(_ name: String, _ help: String, _ value: @escaping @Sendable (Waiting) -> Double) {
            registry.collect(name, help: help) { [self] in
                loops.withLock { $0 }.values.joined().map { place, waiting in
                    MetricsRegistry.Sample(
                        value(waiting),
                        labels: ["service": service, "topic": place.topic, "partition": String(place.partition)])
                }
            }
        }
        collect("turnback_lag_messages", "Messages that were written and not processed yet.") { Double($0.messages) }
        collect("turnback_lag_seconds", "How old the oldest message is that waits; 0 when none waits.") {
            $0.age / .seconds(1)
        }
    }

    func set(_ waiting: [TopicPartition: Waiting], loop: String) { loops.withLock { $0[loop] = waiting } }

    func forget(loop: String) { loops.withLock { $0[loop] = nil } }
}
