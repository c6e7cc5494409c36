internal import Contracts
internal import Fulfillment
internal import Streams
internal import Synchronization
internal import Threads

/// What the messages that a service sends say about its cases and its stock.
final class CaseMetrics: Sendable {
    private let registry: MetricsRegistry
    private let labels: MetricLabels
    private let lateShipments: Counter
    private let oversold: Counter
    /// The cases that have not ended, by partition and id.
    private let standing = Mutex<[Int32: [String: Standing]]>([:])

    /// Asked for once, since each case counts.
    private let finals = Mutex<[Final: Counter]>([:])

    private struct Final: Hashable {
        var state: CancellationState
        var code: CancellationCode?
    }

    private struct Standing: Sendable {
        var state: String
        var since: Int64
    }

    private static let states = CancellationState.allCases.filter { !$0.isFinal }.map(\.rawValue)

    init(_ registry: MetricsRegistry, service: String) {
        self.registry = registry
        labels = ["service": service]
        lateShipments = registry.counter(
            "turnback_late_shipments_total", help: "Requests whose goods left although the final outcome said that they were stopped.",
            labels: labels)
        oversold = registry.counter(
            "turnback_oversold_total", help: "Movements after which more was promised than is on hand.", labels: labels)
        guard service == "orders" else { return }
        for state in Self.states { _ = missed(state) }
        for state in CancellationState.allCases where state.isFinal { _ = outcomes(state, nil) }
        for code in ContradictionCode.allCases { _ = contradictions(code) }
        registry.collect("turnback_cases", help: "Cases that have not ended, by state.") { [self] in
            samples { Double($0.count) }
        }
        registry.collect(
            "turnback_oldest_case_age_seconds", help: "How long the oldest case of a state has been in it."
        ) { [self] in
            let now = WallTime.now()
            return samples { cases in cases.map(\.since).min().map { Double(max(0, now - $0)) / 1000 } ?? 0 }
        }
    }

    func emitted(_ messages: [Message], partition: Int32) {
        for message in messages {
            switch message {
            case .cancellationChanged(let changed): self.changed(changed, partition)
            case .cancellationContradicted(let contradicted): self.contradicted(contradicted.code)
            case .stockMoved(let moved) where moved.movement.oversold: oversold.increment(by: 1)
            default: break
            }
        }
    }

    /// The cases that a restored partition holds.
    func open(_ open: [OpenCase], partition: Int32) {
        let cases = Dictionary(open.map { ($0.id, Standing(state: $0.state, since: $0.since)) }) { $1 }
        standing.withLock { $0[partition] = cases }
    }

    func gaveUp(_ partitions: [Int32]) {
        standing.withLock { for partition in partitions { $0[partition] = nil } }
    }

    private func changed(_ changed: CancellationChanged, _ partition: Int32) {
        let state = changed.state
        if state.isFinal {
            outcomes(state, changed.code).increment(by: 1)
        } else if state == .escalated {
            let before = standing.withLock { $0[partition]?[changed.caseId]?.state }
            if let before, before != state.rawValue { missed(before).increment(by: 1) }
        }
        standing.withLock { cases in
            if state.isFinal {
                // Who asks for what has ended is answered for good, while the case may wait for more.
                if changed.code == .alreadyCancelled { return }
                cases[partition]?[changed.caseId] = nil
            } else if cases[partition]?[changed.caseId]?.state != state.rawValue {
                cases[partition, default: [:]][changed.caseId] = Standing(state: state.rawValue, since: WallTime.now())
            }
        }
    }

    private func contradicted(_ code: ContradictionCode) {
        contradictions(code).increment(by: 1)
        switch code {
        case .lateShipment, .leftAfterAll: lateShipments.increment(by: 1)
        case .laterPart, .stoppedAfterAll, .foundAfterAll: break
        }
    }

    private func contradictions(_ code: ContradictionCode) -> Counter {
        registry.counter(
            "turnback_contradictions_total", help: "Contradictions of final outcomes, by code.",
            labels: labels.adding(("code", code.rawValue)))
    }

    private func missed(_ step: String) -> Counter {
        registry.counter(
            "turnback_deadlines_missed_total", help: "Cases that were escalated, by the step that was overdue.",
            labels: labels.adding(("step", step)))
    }

    private func outcomes(_ state: CancellationState, _ code: CancellationCode?) -> Counter {
        finals.withLock { known in
            if let counter = known[Final(state: state, code: code)] { return counter }
            let counter = registry.counter(
                "turnback_outcomes_total", help: "Final outcomes that were published.",
                labels: labels.adding(("state", state.rawValue), ("code", code?.rawValue ?? "")))
            known[Final(state: state, code: code)] = counter
            return counter
        }
    }

    private func samples(_ value: ([Standing]) -> Double) -> [MetricsRegistry.Sample] {
        let all = standing.withLock { $0.values.flatMap(\.values) }
        return Self.states.map { state in
            MetricsRegistry.Sample(value(all.filter { $0.state == state }), labels: labels.adding(("state", state)))
        }
    }
}
