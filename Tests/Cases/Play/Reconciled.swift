import Contracts
import Reconciliation
import TestSupport

@testable import turnback

/// What `turnback reconcile` says of a log, in any order of reading the topics.
enum Reconciled {
    static func complaints(_ records: [Record]) -> [String] {
        let found = read(records)
        for order in readingOrders(of: records, by: \.topic) {
            let other = read(order.records)
            guard other == found else {
                return found + ["reconcile says \(other) where it reads topics in the order \(order.topics)"]
            }
        }
        return found
    }

    private static func read(_ records: [Record]) -> [String] {
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
