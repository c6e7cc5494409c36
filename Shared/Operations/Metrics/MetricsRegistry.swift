internal import Synchronization

/// All metrics of a process. Asking twice for the same name and labels gives the same metric; the name with another
/// type or with other label names is a fault of the program and stops it. Ask once and keep what you get: that is the
/// cheap way on a hot path.
///
/// Names follow https://prometheus.io/docs/practices/naming: base units (`_seconds`, `_bytes`), `_total` on counters.
public final class MetricsRegistry: Sendable {
    private let families = Mutex<[String: Family]>([:])

    /// Without metrics.
    public init() {}

    /// A metric of a process, read when it is asked for.
    public struct Sample: Sendable {
        let labels: MetricLabels
        let value: Double

        /// A value under labels.
        public init(_ value: Double, labels: MetricLabels = [:]) {
            self.labels = labels
            self.value = value
        }
    }

    /// What a collected metric is.
    public enum CollectedType: String, Sendable {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
    }

    /// A counter; its name ends in `_total`.
    public func counter(_ name: String, help: String, labels: MetricLabels = [:]) -> Counter {
        precondition(name.hasSuffix("_total"), "the name of a counter ends in _total: '\(name)'")
        return metric(name, "counter", help, labels) { .counter(Counter()) }.asCounter!
    }

    /// A gauge.
    public func gauge(_ name: String, help: String, labels: MetricLabels = [:]) -> Gauge {
        metric(name, "gauge", help, labels) { .gauge(Gauge()) }.asGauge!
    }

    /// A histogram with the upper bounds of its buckets, without the infinite one.
    public func histogram(
        _ name: String, help: String, buckets: [Double] = Histogram.latencyBuckets, labels: MetricLabels = [:]
    ) -> Histogram {
        precondition(!labels.names.contains("le"), "the label 'le' belongs to the histogram")
        return metric(name, "histogram", help, labels) { .histogram(Histogram(bounds: buckets)) }.asHistogram!
    }

    /// A metric whose values are asked for at each scrape, on the scraping thread. The same name again adds to it.
    public func collect(
        _ name: String, _ type: CollectedType = .gauge, help: String, _ samples: @escaping @Sendable () -> [Sample]
    ) {
        change(name, type.rawValue, help) { $0.collectors.append(samples) }
    }

    /// `turnback_build_info{service,version} 1`.
    public func buildInfo(service: String) {
        gauge(
            "turnback_build_info", help: "What is running, always 1.",
            labels: ["service": service, "version": Version.current]
        ).set(1)
    }

    /// `turnback_policy_info{fingerprint} 1`.
    public func policyInfo(_ fingerprint: String) {
        gauge(
            "turnback_policy_info", help: "The fingerprint of the policy in force, always 1.",
            labels: ["fingerprint": fingerprint]
        ).set(1)
    }

    /// Everything in Prometheus' text format 0.0.4, sorted by name and in the order of registration below a name.
    public func exposition() -> String {
        let families = families.withLock { $0 }
        var text = ExpositionText()
        // Collectors run outside the lock: they may take as long as they do, and use the registry.
        for (name, family) in families.sorted(by: { $0.key < $1.key }) { text.append(name, family) }
        return text.text
    }

    private func metric(
        _ name: String, _ type: String, _ help: String, _ labels: MetricLabels, make: () -> Metric
    ) -> Metric {
        change(name, type, help) { family in
            if let known = family.series.first(where: { $0.labels == labels }) { return known.metric }
            precondition(
                family.series.isEmpty || family.series[0].labels.names == labels.names,
                "the metric \(name) has the labels \(family.series[0].labels.names), not \(labels.names)")
            let metric = make()
            family.series.append((labels, metric))
            return metric
        }
    }

    private func change<Result: Sendable>(
        _ name: String, _ type: String, _ help: String, _ body: (inout Family) -> Result
    ) -> Result {
        precondition(MetricName.isMetric(name), "'\(name)' is not a metric name")
        return families.withLock { families in
            var family = families[name] ?? Family(type: type, help: help)
            precondition(family.type == type, "the metric \(name) is a \(family.type), not a \(type)")
            defer { families[name] = family }
            return body(&family)
        }
    }
}

/// All series of a name.
struct Family: Sendable {
    let type: String
    let help: String
    var series: [(labels: MetricLabels, metric: Metric)] = []
    var collectors: [@Sendable () -> [MetricsRegistry.Sample]] = []
}

/// One series.
enum Metric: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case histogram(Histogram)

    var asCounter: Counter? { if case .counter(let counter) = self { counter } else { nil } }
    var asGauge: Gauge? { if case .gauge(let gauge) = self { gauge } else { nil } }
    var asHistogram: Histogram? { if case .histogram(let histogram) = self { histogram } else { nil } }
}
