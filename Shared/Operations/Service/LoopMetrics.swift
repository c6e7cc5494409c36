internal import Contracts
internal import Fulfillment
internal import Streams
internal import Synchronization

/// What the loops of a service count. Names and units follow Prometheus' conventions; a series that stands for a code or
/// a word of the contract is there from the start, at zero, so that a rule can distinguish "none" from "not watched".
final class LoopMetrics: Sendable {
    private let registry: MetricsRegistry
    private let service: String
    private let outputs: Counter
    private let commits: Counter
    private let commitTime: Histogram
    private let commitSize: Histogram
    private let latency: Histogram
    private let decideTime: Histogram
    /// Asked for once, since each message counts.
    private let processed = Mutex<[Processed: Counter]>([:])
    private let cases: CaseMetrics
    private let lag: LagMetrics
    let aborts: Counter
    let renewals: Counter
    let rebalances: Counter
    let rebalanceTime: Histogram
    private let reroutes: Counter
    let restored: Counter

    init(_ registry: MetricsRegistry, service: String) {
        self.registry = registry
        self.service = service
        let labels: MetricLabels = ["service": service]
        func counter(_ name: String, _ help: String) -> Counter { registry.counter(name, help: help, labels: labels) }
        func histogram(_ name: String, _ help: String, _ buckets: [Double] = Histogram.latencyBuckets) -> Histogram {
            registry.histogram(name, help: help, buckets: buckets, labels: labels)
        }
        outputs = counter("turnback_messages_produced_total", "Messages that were written and committed.")
        commits = counter("turnback_commits_total", "Batches that were committed.")
        aborts = counter("turnback_aborts_total", "Batches that were aborted and processed again.")
        renewals = counter("turnback_session_renewals_total", "Sessions with Kafka or the embedded log that had to be made again.")
        rebalances = counter("turnback_rebalances_total", "Assignments of partitions.")
        reroutes = counter("turnback_reroutes_total", "Messages that came to another partition than their key's.")
        restored = counter("turnback_restored_records_total", "Records read from the state topic.")
        commitTime = histogram("turnback_commit_seconds", "How long a commit took.")
        commitSize = histogram("turnback_commit_messages", "Messages processed in one commit.", Histogram.countBuckets)
        latency = histogram(
            "turnback_message_latency_seconds",
            "From when a message was stored in its topic until all that follows from it can be read.")
        decideTime = histogram(
            "turnback_decide_seconds", "How long a decision took, decoding and encoding included.",
            Histogram.shortBuckets)
        rebalanceTime = histogram(
            "turnback_rebalance_seconds", "From when partitions were taken away, or joining began, until ready again.")
        cases = CaseMetrics(registry, service: service)
        lag = LagMetrics(registry, service)
        _ = processedCounter(Processed(type: nil, outcome: .taken))
        for code in DecodeError.Code.allCases { _ = deadLetters(code.rawValue) }
        for code in Rejection.Code.allCases { _ = rejections(code.rawValue) }
    }

    func committed(_ inputs: Int, _ outputs: Int, _ took: Duration) {
        self.outputs.increment(by: outputs)
        commits.increment(by: 1)
        commitTime.observe(took)
        commitSize.observe(Double(inputs))
    }

    /// - Parameter now: milliseconds since 1970.
    func handled(_ messages: [HandledMessage], at now: Int64) {
        for message in messages {
            processedCounter(Processed(type: message.message?.type, outcome: message.outcome)).increment(by: 1)
            if let place = message.place { latency.observe(Double(max(0, now - place.timestamp)) / 1000) }
            decideTime.observe(message.took)
            cases.emitted(message.emitted, partition: message.partition)
            switch message.outcome {
            case .taken, .putOff: break
            case .rerouted: reroutes.increment(by: 1)
            case .rejected: if let refusal = message.refusal { rejections(refusal.code).increment(by: 1) }
            case .deadLettered: if let refusal = message.refusal { deadLetters(refusal.code).increment(by: 1) }
            }
        }
    }

    func open(_ open: [OpenCase], partition: Int32) { cases.open(open, partition: partition) }

    func gaveUp(_ partitions: [Int32], loop: String) {
        cases.gaveUp(partitions)
        lag.forget(loop: loop)
    }

    func behind(_ waiting: [TopicPartition: Waiting], loop: String) { lag.set(waiting, loop: loop) }

    private struct Processed: Hashable {
        var type: MessageType?
        var outcome: HandledMessage.Outcome
    }

    private func processedCounter(_ key: Processed) -> Counter {
        processed.withLock { known in
            if let counter = known[key] { return counter }
            let counter = registry.counter(
                "turnback_messages_processed_total",
                help: "Messages that were processed and committed, by what became of them.",
                labels: ["service": service, "type": key.type?.rawValue ?? "", "outcome": key.outcome.rawValue])
            known[key] = counter
            return counter
        }
    }

    private func rejections(_ code: String) -> Counter {
        registry.counter(
            "turnback_rejections_total", help: "Valid messages that the domain refused.",
            labels: ["service": service, "code": code])
    }

    private func deadLetters(_ code: String) -> Counter {
        registry.counter(
            "turnback_dead_letters_total", help: "Records that are not a valid message.",
            labels: ["service": service, "code": code])
    }
}
