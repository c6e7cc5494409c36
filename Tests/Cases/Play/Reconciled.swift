import Contracts
import Reconciliation

@testable import turnback

/// What `turnback reconcile` says of a log.
enum Reconciled {
    static func complaints(_ records: [Record]) -> [String] {
        var reconciliation = Reconciler()
        for record in records { reconciliation.take(record) }
        let report = reconciliation.verdict()
        return report.broken.map { invariant in
            let finding = report.first(invariant)
            return "reconcile: \(invariant.name) is broken \(report.problems(invariant)) times: expected "
                + "\(finding?.expected ?? "?"), seen \(finding?.found ?? "?")"
        }
    }
}
