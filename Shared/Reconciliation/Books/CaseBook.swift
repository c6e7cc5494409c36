import Contracts
import Fulfillment

/// Where each open case stands. An ended one leaves how it ended, in 32 bytes.
///
/// A request hears of no more units than it asked for, and one request of a case asked for all of them. One that joined a
/// case hears nothing of what that waits for beside its own: it may have its final outcome first, and another end.
struct CaseBook: Sendable {
    fileprivate struct OpenCase: Sendable {
        var caseId: String
        var storeOrder: Fingerprint
        var revision: Int
        /// What this revision says, of units to the request that asked for most of them.
        var state: CancellationState
        var units: CaseQuantities
        /// What the last revision said of each outbound order: cancelled, restored, quarantined and written off.
        var parts: [UInt64: SIMD4<Int64>] = [:]
        /// The outbound orders where something is still to happen.
        var awaiting: Set<UInt64> = []
        /// The request that opened it, and asked for all that it is about; nil of a case that stops a later part.
        var opener: UInt64?
        /// Nobody else asked: all that the case is about stands in each outcome. Who joins may have asked for more.
        var isToldToOpenerAlone: Bool { opener.map { requests == [$0] } ?? false }
        /// What the first outcome of this revision is about.
        var scope: Fingerprint
        /// The requests it answers, and those of them that got this revision.
        var requests: Set<UInt64>
        var told: Set<UInt64>
        var place: Place
    }

    private var open: [UInt64: OpenCase] = [:]
    /// Those that were partly stopped for want of an outbound order and refused no unit.
    private var forWantOfAnOrder: [(requests: Set<UInt64>, finding: Finding)] = []
    /// Of ended cases, the units.
    private var ended = FingerprintMap()
    private var endings = FingerprintSet()
    /// Cases that stop a later part for requests that another case answers: no outcome says how they begin.
    private var following = FingerprintSet()

    var openCount: Int { open.count }
    func hasEnded(_ caseId: Fingerprint) -> Bool { ended[caseId] != 0 }
    func isOpen(_ caseId: Fingerprint) -> Bool { open[caseId.value] != nil }
    /// Whether all that an open case is about stands in each of its outcomes.
    func isToldWhole(_ caseId: String) -> Bool { open[Fingerprint(caseId).value]?.isToldToOpenerAlone == true }

    /// Cases that were partly stopped for want of an outbound order, and refused no unit: where a request named it, nobody knows
    /// how many it has.
    ///
    /// - Parameter naming: the requests that name outbound orders.
    func unsettled(naming: FingerprintSet) -> [Finding] {
        forWantOfAnOrder.filter { !$0.requests.contains { naming.contains(Fingerprint(value: $0)) } }.map(\.finding)
    }

    /// The outbound orders of open cases where something is still to happen.
    var awaiting: Set<UInt64> { open.values.reduce(into: []) { $0.formUnion($1.awaiting) } }

    /// One outcome. Returns how many more units of each outbound order are cancelled, restored, quarantined and written off
    /// than the case said before.
    mutating func told(
        _ outcome: CancellationChanged, at place: Place, _ findings: inout Findings
    ) -> [(order: Fingerprint, units: SIMD4<Int64>)] {
        let id = Fingerprint(outcome.caseId)
        let request = Fingerprint(outcome.storeOrder, outcome.requestId)
        guard !hasEnded(id) else {
            // What a case that follows another one is about as a whole was sent to nobody; a later request may mean all of it.
            let isWithin =
                following.contains(id)
                ? OutcomeRules.unitsFit(outcome.state, outcome.quantities, code: outcome.code)
                : Units(outcome.quantities).isPart(of: Units(ended[id]))
            findings.expect(
                .caseEndsOnce, isEnd(outcome) && isWithin, at: place,
                expected: "case \(outcome.caseId) as it ended", found: Self.describe(outcome))
            return []
        }
        guard var one = open[id.value] else {
            findings.expect(
                .caseRevisions, outcome.revision == 1 || following.contains(id), at: place,
                expected: "revision 1 as the first of case \(outcome.caseId)", found: "revision \(outcome.revision)")
            var one = OpenCase(
                caseId: outcome.caseId, storeOrder: Fingerprint(outcome.storeOrder), revision: outcome.revision,
                state: outcome.state,
                units: outcome.quantities, opener: outcome.revision == 1 ? request.value : nil,
                scope: Self.scope(outcome), requests: [request.value], told: [request.value], place: place)
            let more = one.take(outcome, isNew: true)
            if one.isToldToOpenerAlone { StandingRules.check(outcome, at: place, &findings) }
            open[id.value] = one
            endIfTold(id, outcome, &findings)
            return more
        }
        if outcome.revision == one.revision {
            let isOther = Self.scope(outcome) != one.scope
            let endsFirst = outcome.state.isFinal && !one.state.isFinal && outcome.code == .alreadyCancelled
            let endsOtherwise =
                isOther && outcome.state.isFinal && one.state.isFinal
                && OutcomeRules.unitsFit(outcome.state, outcome.quantities, code: outcome.code)
            let fits = one.units.isPart(of: outcome.quantities) || outcome.quantities.isPart(of: one.units)
            let isSame = (outcome.state == one.state || endsOtherwise) && (fits || isOther)
            findings.expect(
                .caseRevisions,
                (isSame || (endsFirst && outcome.quantities.isPart(of: one.units)))
                    && !one.told.contains(request.value),
                at: place,
                expected: "revision \(one.revision) of case \(outcome.caseId) to say the same to each request, once",
                found: Self.describe(outcome) + " for request \(outcome.requestId)")
            if endsFirst { return [] }
            let more = one.take(outcome, isNew: false)
            one.units = one.units.widened(by: outcome.quantities)
            one.told.insert(request.value)
            one.requests.insert(request.value)
            open[id.value] = one
            endIfTold(id, outcome, &findings)
            return more
        }
        goOn(&one, outcome, at: place, &findings)
        one.revision = outcome.revision
        one.state = outcome.state
        one.units = outcome.quantities
        one.scope = Self.scope(outcome)
        one.told = [request.value]
        one.requests.insert(request.value)
        one.place = place
        let more = one.take(outcome, isNew: true)
        if one.isToldToOpenerAlone { StandingRules.check(outcome, at: place, &findings) }
        open[id.value] = one
        endIfTold(id, outcome, &findings)
        return more
    }

    private func goOn(
        _ one: inout OpenCase, _ outcome: CancellationChanged, at place: Place, _ findings: inout Findings
    ) {
        let isNext = outcome.revision == one.revision + 1
        let missed = one.requests.subtracting(one.told).count
        findings.expect(
            .caseRevisions, isNext && missed == 0, at: place,
            expected: isNext
                ? "revision \(one.revision) of case \(outcome.caseId) for each of its \(one.requests.count) requests"
                : "revision \(one.revision + 1) of case \(outcome.caseId)",
            found: isNext ? "\(missed) of them not published" : "revision \(outcome.revision)")
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
        if outcome.state.isFinal {
            endings.insert(Self.scopeOfEnd(outcome))
            endings.insert(Self.scopeOfEnd(outcome, outcome.state))
        }
        guard let one = open[id.value], one.state.isFinal, one.told.count == one.requests.count else { return }
        findings.count(.caseEndsOnce)
        findings.count(.cancelledReleased)
        findings.count(.caseRestocked)
        let words = (expected: "units that fit \(one.state.rawValue)", found: OutcomeRules.describe(one.units))
        let fits = OutcomeRules.unitsFit(one.state, one.units)
        if !fits, OutcomeRules.unitsFit(one.state, one.units, code: outcome.code) {
            let (expected, found) = words
            let finding = Finding(invariant: .caseWords, place: one.place, expected: expected, found: found)
            forWantOfAnOrder.append((one.requests, finding))
        } else {
            findings.expect(.caseWords, fits, at: one.place, expected: words.expected, found: words.found)
        }
        endings.insert(Self.ending(outcome, one.state))
        close(id, one)
    }

    /// A contradiction may name a case that begins untold.
    mutating func told(_ one: CancellationContradicted) {
        if let followedBy = one.followedBy { following.insert(Fingerprint(followedBy)) }
    }

    private mutating func close(_ id: Fingerprint, _ one: OpenCase) {
        ended[id] = Units(one.units).packed
        open[id.value] = nil
    }

    private static func ending(_ outcome: CancellationChanged, _ state: CancellationState) -> Fingerprint {
        var print = Fingerprint(outcome.caseId, state.rawValue)
        print.add(outcome.revision)
        return print
    }

    private static func scopeOfEnd(_ outcome: CancellationChanged, _ state: CancellationState? = nil) -> Fingerprint {
        var print = Fingerprint(outcome.caseId, state?.rawValue ?? "", "scope")
        print.add(Int(bitPattern: UInt(scope(outcome).value)))
        return print
    }

    /// What an outcome is about: its outbound orders, and whether it asked for units that have come with none.
    private static func scope(_ outcome: CancellationChanged) -> Fingerprint {
        var print = Fingerprint()
        for id in outcome.outboundOrders.map(\.outboundOrderId).sorted() { print.add(id) }
        let units = outcome.outboundOrders.reduce(0) { $0 &+ ($1.quantities?.requested ?? 0) }
        let isWaiting = outcome.state == .waitingForOrder || outcome.code == .unknownOrder
        print.add(isWaiting || outcome.quantities.requested > units ? 1 : 0)
        return print
    }

    /// Whether a late request hears how its case ended; about something else than its case's own requests asked for, what
    /// fits its units.
    private func isEnd(_ outcome: CancellationChanged) -> Bool {
        let states: [CancellationState] = [.cancelled, .restocked, .refused, .partlyStopped]
        if endings.contains(Self.ending(outcome, outcome.state)) { return true }
        guard outcome.state.isFinal, states.contains(where: { endings.contains(Self.ending(outcome, $0)) }) else {
            return false
        }
        return endings.contains(Self.scopeOfEnd(outcome, outcome.state))
            || !endings.contains(Self.scopeOfEnd(outcome)) && OutcomeRules.unitsFit(outcome.state, outcome.quantities)
    }

    private static func describe(_ outcome: CancellationChanged) -> String {
        "\(outcome.state.rawValue), revision \(outcome.revision), \(OutcomeRules.describe(outcome.quantities))"
    }

    /// Open cases whose next step is the warehouse's, with the last message of each.
    var waitingForWarehouse: [(id: Fingerprint, state: CancellationState, place: Place)] {
        open.compactMap { id, one in
            switch one.state {
            case .verifying, .intercepting, .restocking: (Fingerprint(value: id), one.state, one.place)
            case .waitingForOrder, .releasing, .escalated, .cancelled, .restocked, .refused, .partlyStopped: nil
            }
        }
    }

    /// Open cases that wait for a whole store order that has not come at all.
    var waitingForWhole: [(storeOrder: Fingerprint, requests: Set<UInt64>, place: Place)] {
        open.values.filter { $0.state == .waitingForOrder && $0.parts.isEmpty && $0.units.requested == 0 }.map {
            ($0.storeOrder, $0.requests, $0.place)
        }
    }

    /// The open cases, by what they wait for.
    var byWait: [OpenCases] {
        CancellationState.allCases.compactMap { state in
            let waiting = open.values.filter { $0.state == state }
            let first = waiting.min { ($0.place.offset, $0.caseId) < ($1.place.offset, $1.caseId) }
            return first.map { OpenCases(state: state, count: waiting.count, first: $0.caseId) }
        }
    }

    /// Cases that ended and did not answer all their requests.
    var unsettled: [Finding] {
        open.values.filter(\.state.isFinal).map { one in
            Finding(
                invariant: .caseEndsOnce, place: one.place,
                expected: "the end published to each of the case's \(one.requests.count) requests",
                found: "\(one.requests.subtracting(one.told).count) not published")
        }
    }
}

extension CaseBook.OpenCase {
    /// - Parameter isNew: it is the first outcome of its revision.
    /// - Returns: how much more it says of each outbound order.
    fileprivate mutating func take(
        _ outcome: CancellationChanged, isNew: Bool
    ) -> [(order: Fingerprint, units: SIMD4<Int64>)] {
        if isNew { awaiting = [] }
        return outcome.outboundOrders.compactMap { part in
            let order = Fingerprint(outcome.storeOrder, part.outboundOrderId)
            if part.code.isOpen { awaiting.insert(order.value) }
            // An earlier version sent those of the case alone.
            let own = part.quantities ?? (outcome.outboundOrders.count == 1 ? outcome.quantities : nil)
            guard let own else { return nil }
            let said = SIMD4(
                Int64(own.cancelled), Int64(own.restored), Int64(own.quarantined), Int64(own.writtenOff))
            let before = parts[order.value] ?? .zero
            let after = isNew ? said : pointwiseMax(before, said)
            parts[order.value] = after
            return (order, after &- before)
        }
    }
}

extension CancellationCode {
    /// Something is still to happen: the store is to wait.
    var isOpen: Bool { OutcomeRules.advice(self) == .wait }
}

extension CaseQuantities {
    /// Of each kind the more.
    fileprivate func widened(by other: CaseQuantities) -> CaseQuantities {
        var all = self
        all.requested = max(requested, other.requested)
        all.cancelled = max(cancelled, other.cancelled)
        all.refused = max(refused, other.refused)
        all.intercepted = max(intercepted, other.intercepted)
        all.restored = max(restored, other.restored)
        all.quarantined = max(quarantined, other.quarantined)
        all.writtenOff = max(writtenOff, other.writtenOff)
        all.pending = max(pending, other.pending)
        return all
    }

    /// Nowhere more than another.
    fileprivate func isPart(of other: CaseQuantities) -> Bool {
        requested <= other.requested && cancelled <= other.cancelled && refused <= other.refused
            && intercepted <= other.intercepted && restored <= other.restored && quarantined <= other.quarantined
            && writtenOff <= other.writtenOff && pending <= other.pending
    }
}

/// The units of an ended case, in 64 bits. What is more than fits is taken for as much as fits.
private struct Units {
    var cancelled: UInt64
    var refused: UInt64
    var intercepted: UInt64

    init(_ units: CaseQuantities) {
        func cut(_ number: Int) -> UInt64 { UInt64(min(max(0, number), Int(Self.most))) }
        (cancelled, refused, intercepted) = (cut(units.cancelled), cut(units.refused), cut(units.intercepted))
    }

    init(_ packed: UInt64) {
        (cancelled, refused, intercepted) = (packed & Self.most, packed >> 21 & Self.most, packed >> 42 & Self.most)
    }

    var packed: UInt64 { cancelled | refused << 21 | intercepted << 42 | 1 << 63 }

    func isPart(of other: Units) -> Bool {
        cancelled <= other.cancelled && refused <= other.refused && intercepted <= other.intercepted
    }

    private static let most: UInt64 = 1 << 21 - 1
}

// MARK: Kept

extension CaseBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        archive.keep(&open, blank: .blank) { $0.archive(&$1) }
        archive.keep(&forWantOfAnOrder, blank: ([], .blank)) { one, archive in
            archive.keep(&one.requests)
            archive.keep(&one.finding)
        }
        ended.archive(&archive)
        endings.archive(&archive)
        following.archive(&archive)
    }
}

extension CaseBook.OpenCase: Archived {
    fileprivate static let blank = CaseBook.OpenCase(
        caseId: "", storeOrder: Fingerprint(), revision: 0, state: .releasing, units: CaseQuantities(), scope: Fingerprint(),
        requests: [], told: [], place: .blank)

    mutating func archive(_ archive: inout Archive) {
        archive.keep(&caseId)
        archive.keep(&storeOrder)
        archive.keep(&revision)
        archive.keep(&state)
        archive.keep(&units)
        archive.keep(&parts, blank: .zero) { $1.keep(&$0) }
        archive.keep(&awaiting)
        archive.keep(&opener, blank: 0) { $1.keep(&$0) }
        archive.keep(&scope)
        archive.keep(&requests)
        archive.keep(&told)
        archive.keep(&place)
    }
}

extension Archive {
    fileprivate mutating func keep(_ units: inout CaseQuantities) {
        keep(&units.requested)
        keep(&units.cancelled)
        keep(&units.refused)
        keep(&units.intercepted)
        keep(&units.restored)
        keep(&units.quarantined)
        keep(&units.writtenOff)
        keep(&units.pending)
    }
}
