import Contracts
import Fulfillment

/// Where each open case stands. An ended one leaves how it ended, and how many requests it answered: 30 bytes.
struct CaseBook: Sendable {
    struct OpenCase: Sendable {
        var id: String
        var revision: Int
        /// What this revision says.
        var state: CancellationState
        var code: CancellationCode
        var units: CaseQuantities
        /// Where the case stands for each outbound order.
        var parts: [UInt64: CancellationCode]
        var changedAt: Timestamp
        /// The requests it answers, and those of them that were told this revision.
        var requests: Set<UInt64>
        var told: Set<UInt64>
        var place: Place

        init(_ outcome: CancellationChanged, at place: Place) {
            id = outcome.caseId
            requests = []
            told = []
            (revision, state, code, units) = (outcome.revision, outcome.state, outcome.code, outcome.quantities)
            (parts, changedAt, self.place) = (CaseBook.parts(outcome), outcome.changedAt, place)
        }

        mutating func goOn(_ outcome: CancellationChanged, at place: Place) {
            (revision, state, code, units) = (outcome.revision, outcome.state, outcome.code, outcome.quantities)
            (parts, changedAt, self.place) = (CaseBook.parts(outcome), outcome.changedAt, place)
            told = []
        }
    }

    private(set) var open: [UInt64: OpenCase] = [:]
    /// Of ended cases, how many requests they answered, and 1.
    private var ended = FingerprintMap()
    private var endings = FingerprintSet()

    var openCount: Int { open.count }
    func hasEnded(_ caseId: Fingerprint) -> Bool { ended[caseId] != 0 }
    func isOpen(_ caseId: Fingerprint) -> Bool { open[caseId.value] != nil }

    /// How many requests a case has answered so far.
    func requestCount(_ caseId: Fingerprint) -> Int {
        open[caseId.value].map(\.requests.count) ?? Int(max(1, ended[caseId])) - 1
    }

    fileprivate static func parts(_ outcome: CancellationChanged) -> [UInt64: CancellationCode] {
        var parts: [UInt64: CancellationCode] = [:]
        for part in outcome.outboundOrders { parts[Fingerprint(part.outboundOrderId).value] = part.code }
        return parts
    }

    /// One outcome. Returns what the case said of its units before.
    mutating func told(_ outcome: CancellationChanged, at place: Place, _ findings: inout Findings) -> CaseQuantities {
        let id = Fingerprint(outcome.caseId)
        let request = Fingerprint(outcome.storeOrder, outcome.requestId)
        guard !hasEnded(id) else {
            findings.expect(
                .caseEndsOnce, endings.contains(Self.ending(outcome)), at: place,
                expected: "case \(outcome.caseId) as it ended", found: Self.describe(outcome))
            ended[id] += 1
            return outcome.quantities
        }
        guard var one = open[id.value] else {
            findings.expect(
                .caseRevisions, outcome.revision == 1, at: place,
                expected: "revision 1 as the first of case \(outcome.caseId)", found: "revision \(outcome.revision)")
            keep(OpenCase(outcome, at: place), id, request, outcome, &findings)
            return CaseQuantities()
        }
        let before = one.units
        if outcome.revision == one.revision {
            findings.expect(
                .caseRevisions,
                outcome.state == one.state && outcome.quantities == one.units && !one.told.contains(request.value),
                at: place,
                expected: "revision \(one.revision) of case \(outcome.caseId) to say the same to each request, once",
                found: Self.describe(outcome) + " for request \(outcome.requestId)")
            keep(one, id, request, outcome, &findings)
            return outcome.quantities
        }
        follows(one, outcome, at: place, &findings)
        one.goOn(outcome, at: place)
        keep(one, id, request, outcome, &findings)
        return before
    }

    private mutating func keep(
        _ one: OpenCase, _ id: Fingerprint, _ request: Fingerprint, _ outcome: CancellationChanged,
        _ findings: inout Findings
    ) {
        var one = one
        one.told.insert(request.value)
        one.requests.insert(request.value)
        open[id.value] = one
        endIfTold(id, outcome, &findings)
    }

    private func follows(
        _ one: OpenCase, _ outcome: CancellationChanged, at place: Place, _ findings: inout Findings
    ) {
        let isNext = outcome.revision == one.revision + 1
        let missed = one.requests.subtracting(one.told).count
        findings.expect(
            .caseRevisions, isNext && missed == 0, at: place,
            expected: isNext
                ? "revision \(one.revision) of case \(outcome.caseId) for each of its \(one.requests.count) requests"
                : "revision \(one.revision + 1) of case \(outcome.caseId)",
            found: isNext ? "\(missed) of them not told" : "revision \(outcome.revision)")
        if one.state.isFinal {
            findings.expect(
                .caseEndsOnce, false, at: place,
                expected: "nothing after \(one.state.rawValue), revision \(one.revision) of case \(outcome.caseId)",
                found: Self.describe(outcome))
        }
    }

    /// A request that this case answered is answered by another one now, which only a case that waited for its order
    /// may hand over. A case without requests is no more.
    mutating func leave(_ id: Fingerprint, _ outcome: CancellationChanged, at place: Place, _ findings: inout Findings)
    {
        let request = Fingerprint(outcome.storeOrder, outcome.requestId)
        guard var one = open[id.value] else { return }
        findings.expect(
            .oneFinalOutcome, one.state == .waitingForOrder, at: place,
            expected: "request \(outcome.requestId) answered by the case that answered it before",
            found: "case \(outcome.caseId)")
        one.requests.remove(request.value)
        one.told.remove(request.value)
        open[id.value] = one
        if one.requests.isEmpty { close(id, one) }
    }

    private mutating func endIfTold(_ id: Fingerprint, _ outcome: CancellationChanged, _ findings: inout Findings) {
        guard let one = open[id.value], one.state.isFinal, one.told.count == one.requests.count else { return }
        findings.count(.caseEndsOnce)
        findings.count(.cancelledReleased)
        findings.count(.caseRestocked)
        endings.insert(Self.ending(outcome))
        close(id, one)
    }

    private mutating func close(_ id: Fingerprint, _ one: OpenCase) {
        ended[id] = UInt64(one.requests.count) + 1
        open[id.value] = nil
    }

    private static func ending(_ outcome: CancellationChanged) -> Fingerprint {
        var print = Fingerprint(outcome.caseId, outcome.state.rawValue)
        let units = outcome.quantities
        for number in [
            outcome.revision, units.requested, units.cancelled, units.refused, units.intercepted, units.restored,
            units.quarantined, units.writtenOff,
        ] { print.add(number) }
        return print
    }

    private static func describe(_ outcome: CancellationChanged) -> String {
        "\(outcome.state.rawValue), revision \(outcome.revision), \(OutcomeRules.describe(outcome.quantities))"
    }

    // MARK: What is open

    /// Open cases whose next step is the warehouse's, with the last message of each.
    var waitingForWarehouse: [(id: Fingerprint, state: CancellationState, place: Place)] {
        open.compactMap { id, one in
            switch one.state {
            case .verifying, .intercepting, .restocking: (Fingerprint(value: id), one.state, one.place)
            case .waitingForOrder, .releasing, .escalated, .cancelled, .restocked, .refused, .partlyStopped: nil
            }
        }
    }

    /// Cases of which a revision, their last or not, did not reach all their requests.
    var unsettled: [Finding] {
        open.values.filter { $0.told.count < $0.requests.count }.map { one in
            Finding(
                invariant: one.state.isFinal ? .caseEndsOnce : .caseRevisions, place: one.place,
                expected: "revision \(one.revision) of case \(one.id) told to each of its \(one.requests.count) requests",
                found: "\(one.requests.count - one.told.count) not told")
        }
    }
}
