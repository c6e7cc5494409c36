import Contracts
import Fulfillment
import Operations

/// A cancellation case, as the outcomes tell it.
struct CaseView {
    let id: String
    /// Every change, in order: one for each request that the case answers.
    private(set) var history: [Told<CancellationChanged>] = []
    /// What was sent beyond the final outcome, in order: one for each request that the case answers.
    private(set) var contradictions: [Told<CancellationContradicted>] = []

    init(id: String) { self.id = id }

    /// A change that was published before is not taken again.
    mutating func take(_ told: Told<CancellationChanged>) {
        let changed = told.value
        let isKnown = history.contains {
            $0.value.requestId == changed.requestId && $0.value.revision == changed.revision
                && $0.value.changedAt == changed.changedAt
        }
        if !isKnown { history.append(told) }
    }

    mutating func take(_ told: Told<CancellationContradicted>) {
        if !contradictions.contains(where: { $0.value == told.value }) { contradictions.append(told) }
    }

    /// How the case stands: the first message of the highest revision. Later ones of that revision answer requests that
    /// joined, with their own code.
    var newest: Told<CancellationChanged>? {
        var newest: Told<CancellationChanged>?
        for change in history where change.value.revision > newest?.value.revision ?? -1 { newest = change }
        return newest
    }

    /// The requests that it answers, in order of their first answer.
    var requestIds: [String] {
        var seen: Set<String> = []
        return history.map(\.value.requestId).filter { seen.insert($0).inserted }
    }

    /// The newest change without its request's id; all requests' ids; every change; what was sent beyond the end.
    ///
    /// - Parameter successor: the case that answers all its requests instead, and is how they stand.
    func encode(_ writer: inout JSONWriter, successor: CaseView?) {
        writer.object { writer in
            writer.field("caseId", id)
            if let newest = successor?.newest ?? newest {
                writer.fields(of: newest.data, without: "caseId", "requestId")
            }
            writer.field("mergedInto", ifPresent: successor?.id)
            writer.key("requestIds")
            writer.array { writer in for id in requestIds { writer.string(id) } }
            writer.field("history", texts: history.map(\.json))
            if !contradictions.isEmpty { writer.field("contradictions", texts: contradictions.map(\.json)) }
        }
    }
}
