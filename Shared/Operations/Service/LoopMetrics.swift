/// What the loops of a service count.
final class LoopMetrics: Sendable {
    private let registry: MetricsRegistry
    private let service: String
    private let inputs: Counter
    private let outputs: Counter
    private let commits: Counter
    private let commitTime: Histogram
    private let commitSize: Histogram
    private let rebalanceTime: Histogram
    let aborts: Counter
    let renewals: Counter
    let rebalances: Counter
    let reroutes: Counter
    let restored: Counter

    init(_ registry: MetricsRegistry, service: String) {
        self.registry = registry
        self.service = service
        let labels: MetricLabels = ["service": service]
        func counter(_ name: String, _ help: String) -> Counter { registry.counter(name, help: help, labels: labels) }
        inputs = counter("turnback_messages_processed_total", "Messages that were taken in and committed.")
        outputs = counter("turnback_messages_produced_total", "Messages that were written and committed.")
        commits = counter("turnback_commits_total", "Batches that were committed.")
        aborts = counter("turnback_aborts_total", "Batches that were aborted and processed again.")
        renewals = counter("turnback_session_renewals_total", "Sessions with the log that had to be made anew.")
        rebalances = counter("turnback_rebalances_total", "Assignments of partitions.")
        reroutes = counter("turnback_reroutes_total", "Messages that came to another partition than their key's.")
        restored = counter("turnback_restored_records_total", "Records read from the state topic.")
        commitTime = registry.histogram(
            "turnback_commit_seconds", help: "How long a commit took.", buckets: Histogram.latencyBuckets, labels: labels)
        commitSize = registry.histogram(
            "turnback_commit_messages", help: "Messages taken in by one commit.", buckets: Histogram.countBuckets,
            labels: labels)
        rebalanceTime = registry.histogram(
            "turnback_rebalance_seconds",
            help: "How long nothing was answered for a rebalance: from giving partitions up, or joining, until all that "
                + "is assigned was restored.", buckets: Histogram.latencyBuckets, labels: labels)
    }

    func rebalanced(_ took: Duration) { rebalanceTime.observe(took) }

    func committed(_ inputs: Int, _ outputs: Int, _ took: Duration) {
        self.inputs.increment(by: inputs)
        self.outputs.increment(by: outputs)
        commits.increment(by: 1)
        commitTime.observe(took)
        commitSize.observe(Double(inputs))
    }

    func rejected(_ code: String) {
        registry.counter(
            "turnback_rejections_total", help: "Valid messages that the domain refused.",
            labels: ["service": service, "code": code]
        ).increment(by: 1)
    }

    func deadLettered(_ code: String) {
        registry.counter(
            "turnback_dead_letters_total", help: "Records that were no valid message.",
            labels: ["service": service, "code": code]
        ).increment(by: 1)
    }
}
