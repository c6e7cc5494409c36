import Contracts
import Fulfillment

/// Counts the outcomes of a run: how many final ones each request got, and by stage what became of the units.
struct OutcomeBook: Sendable {
    /// A row of the table.
    struct Row: Equatable, Sendable {
        var requests = 0
        var units = CaseQuantities()

        static func += (a: inout Row, b: Row) {
            a.requests += b.requests
            a.units.requested += b.units.requested
            a.units.cancelled += b.units.cancelled
            a.units.refused += b.units.refused
            a.units.intercepted += b.units.intercepted
            a.units.restored += b.units.restored
            a.units.quarantined += b.units.quarantined
            a.units.writtenOff += b.units.writtenOff
            a.units.pending += b.units.pending
        }
    }

    private(set) var rows: [OutboundStatus: Row] = [:]
    private(set) var codes: [CancellationCode: Int] = [:]
    private(set) var finals: [String: Int] = [:]
    private(set) var rejected = 0
    private(set) var requests = 0
    private var counted: Set<String> = []
    private(set) var firstOutOfBalance: String?
    private(set) var firstNotAsAsked: String?

    /// Each outcome as it is heard.
    mutating func hear(_ outcome: CancellationChanged) {
        if outcome.state.isFinal { finals[outcome.requestId, default: 0] += 1 }
    }

    /// What a played order came to.
    mutating func take(_ result: OrderResult) {
        for answer in result.answers {
            requests += 1
            guard let outcome = answer.outcome else {
                rejected += 1
                continue
            }
            let isNew = counted.insert(outcome.caseId).inserted
            rows[outcome.stage ?? .allocating, default: Row()] += Row(
                requests: 1, units: isNew ? outcome.quantities : CaseQuantities())
            codes[outcome.code, default: 0] += 1
            check(outcome, asked: answer.asked, isNew: isNew)
        }
    }

    private mutating func check(_ outcome: CancellationChanged, asked: Int, isNew: Bool) {
        let q = outcome.quantities
        if firstOutOfBalance == nil,
            q.requested != q.cancelled + q.refused + q.intercepted
                || q.intercepted != q.restored + q.quarantined + q.writtenOff + q.pending || q.pending != 0
        {
            firstOutOfBalance = """
                case \(outcome.caseId): \(q.requested) requested, \(q.cancelled) cancelled, \(q.refused) refused, \
                \(q.intercepted) intercepted, \(q.restored) restored, \(q.quarantined) quarantined, \
                \(q.writtenOff) written off, \(q.pending) pending
                """
        }
        if firstNotAsAsked == nil, isNew, q.requested != asked {
            firstNotAsAsked = "case \(outcome.caseId): \(asked) units were asked for, it says \(q.requested)"
        }
    }

    var cases: Int { counted.count }

    var total: Row {
        rows.values.reduce(into: Row()) { $0 += $1 }
    }
}
