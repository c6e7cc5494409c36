import Fulfillment

/// What became of the cases whose first deadline passed without an answer, by merchant.
struct EscalationBook: Sendable {
    /// A row of the table.
    struct Row: Equatable, Sendable {
        var escalated = 0
        /// The second deadline passed as well, and the policy keeps such cases open.
        var keptOpen = 0
        /// The second deadline passed as well, and the policy refuses such cases.
        var refused = 0
        /// Something else ended it: an answer that came late, or the carrier's scan.
        var endedLate: Int { escalated - refused }
    }

    private(set) var rows: [String: Row] = [:]

    mutating func take(_ result: OrderResult) {
        for one in result.escalations {
            rows[result.merchant, default: Row()].escalated += 1
            if one.isKeptOpen { rows[result.merchant]!.keptOpen += 1 }
            if one.end == .noAnswerFromWarehouse { rows[result.merchant]!.refused += 1 }
        }
    }
}
