import Operations
import Reconciliation
import Replay

/// What a run ends with: its own proof, and `turnback reconcile` of the log it was played on.
struct ReplayVerdict {
    let proof: ReplayProof
    /// For everything on the topics: on Kafka, what others said there as well.
    let reconciled: ReconcileReport

    init(_ proof: ReplayProof, _ place: ReplayPlace, _ shutdown: ShutdownSignal) throws(Failure) {
        self.proof = proof
        reconciled = try TopicSweep(place.place.log, shutdown: shutdown).run()
    }

    /// What reconciling came to: in a few lines where all of it holds, else with what offends.
    func text(_ style: TextStyle) -> String {
        let title = style.bold("The topics, reconciled")
        guard reconciled.holds else { return "\(title)\n\(reconciled.text(style))" }
        let invariants = Invariant.allCases
        let names = ReportText.wrapped(
            invariants.map(\.name).joined(separator: ", "), to: ReportText.width - 4
        ).map { "    \(style.dim($0))" }
        let messages = ReportText.count(reconciled.counts.messages, "message")
        let verdict = "all \(invariants.count) invariants of turnback reconcile hold for \(messages)"
        let lines = ["\(title), from nothing but what was said", "  \(style.green("✓")) \(verdict)"] + names
        return lines.joined(separator: "\n")
    }

    /// - Throws: when something does not hold.
    func requireAll() throws(Failure) {
        if !proof.holds { throw Failure(.failure, proof.firstOffence ?? "something does not add up") }
        guard let first = reconciled.broken.first.flatMap(reconciled.first) else { return }
        throw Failure(.failure, "\(first.invariant.name) is broken: \(first.place), \(first.found)")
    }
}
