internal import Contracts
internal import Operations

/// What the feed counts.
final class FeedMetrics: Sendable {
    private let records: Counter
    private let behind: Gauge

    init(_ registry: MetricsRegistry) {
        records = registry.counter(
            "turnback_view_messages_total", help: "Messages that the read model has read since the start.")
        behind = registry.gauge(
            "turnback_view_behind_messages",
            help: "Messages that were in the topics at the start and that the read model has not read yet.")
    }

    func took(_ batch: [Record], behind remaining: Int64) {
        records.increment(by: batch.count)
        behind.set(Int(remaining))
    }
}
