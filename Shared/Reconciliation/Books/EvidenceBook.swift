import Contracts
import Fulfillment

/// What outcomes say of outbound orders, compared with what these have said themselves, what was reported of them, and what
/// inventory answered. 18 to 23 bytes an outbound order, and more while an outcome was read and what it rests on was not.
struct EvidenceBook: Sendable {
    /// Something that an outcome says, and what one of has to be there for it.
    private struct Claim: Sendable {
        var needed: Evidence
        /// It may be about one of several parcels alone.
        var isOfOneParcel: Bool
        var says: String
        var place: Place
        var invariant = Invariant.outcomesShown
    }

    private var evidence = FingerprintMap()
    private var claims: [UInt64: [Claim]] = [:]
    /// Outbound orders that do not say whether inventory has their goods, though it has answered.
    private var untold: [UInt64: Place] = [:]

    /// - Parameter order: the store order and the outbound order's id.
    subscript(order: Fingerprint) -> Evidence { Evidence(rawValue: evidence[order]) }

    // MARK: What is there

    mutating func changed(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) {
        findings.count(.eventsShown)
        let order = Fingerprint(changed.storeOrder, changed.outboundOrderId)
        var shown = Evidence.status(changed.status)
        if changed.revision == 1, changed.caseId != nil { shown.insert(.wasMetByCase) }
        add(shown, to: order) { $0.last = changed.status }
        compare(order, at: place)
        if let needed = Self.needed(changed.status) {
            claim(needed, isOfOneParcel: true, of: order, changed.status.rawValue, place, .eventsShown)
        }
        if let needed = Self.needed(changed.custody) {
            claim(needed, isOfOneParcel: true, of: order, "custody \(changed.custody.rawValue)", place, .eventsShown)
        }
    }

    /// What is reported of an outbound order that says that it came so far. Who is pulled before anybody said how far it was,
    /// goes on from where that must have been.
    private static func needed(_ status: OutboundStatus) -> Evidence? {
        switch status {
        case .picking: [.worked, .reported(.shipped), .pulled, .short]
        case .picked, .packed, .labelled: [.reported(status), .pulled]
        case .shipped: [.reported(.shipped), .carried]
        case .inTransit: .carried
        case .delivered: .delivered
        case .returnedToSender: .reported(.returnedToSender)
        case .allocating, .backordered, .awaitingOutbound, .releasing, .cancelled, .intercepted: nil
        }
    }

    private static func needed(_ custody: Custody) -> Evidence? {
        switch custody {
        case .warehouse: nil
        case .unknown: .reported(.shipped)
        case .carrier: .carried
        }
    }

    mutating func reported(_ report: WarehouseReport) {
        add(report.evidence, to: Fingerprint(report.storeOrder, report.outboundOrderId))
    }

    mutating func replied(_ reply: StockReply, at place: Place, _ findings: inout Findings) {
        let order = Fingerprint(reply.storeOrder, reply.outboundOrderId)
        let answer = reply.evidence.intersection(.answers)
        add(reply.evidence, to: order) { if !answer.isEmpty { $0 = $0.subtracting(.answers).union(answer) } }
        guard !answer.isEmpty else { return }
        findings.count(.allocationsTold)
        compare(order, at: place)
    }

    private mutating func add(_ shown: Evidence, to order: Fingerprint, _ change: (inout Evidence) -> Void = { _ in }) {
        guard !shown.isEmpty else { return }
        var all = self[order].union(shown)
        change(&all)
        evidence[order] = all.rawValue
        guard let claimed = claims[order.value] else { return }
        let left = claimed.filter { $0.needed.isDisjoint(with: all) }
        claims[order.value] = left.isEmpty ? nil : left
    }

    /// What inventory has said, an outbound order says as well, or is further.
    private mutating func compare(_ order: Fingerprint, at place: Place) {
        let all = self[order]
        guard let status = all.last, !all.isDisjoint(with: .answers) else { return }
        let isUntold = status == .allocating || status == .backordered && all.contains(.allocated)
        untold[order.value] = isUntold ? place : nil
    }

    // MARK: What rests on it

    /// - Parameter isWhole: all that its case is about stands in the outcome.
    mutating func told(
        _ outcome: CancellationChanged, isWhole: Bool, at place: Place, _ findings: inout Findings
    ) {
        for part in outcome.outboundOrders {
            let order = Fingerprint(outcome.storeOrder, part.outboundOrderId)
            findings.count(.outcomesShown)
            claim(Evidence.status(part.status), of: order, "that it is \(part.status.rawValue)", place)
            // Where it was decided as it came, its first event says what became of it.
            if let stage = part.stage {
                let needed = Evidence.status(stage).union(.wasMetByCase)
                claim(needed, isOfOneParcel: true, of: order, "that it was \(stage.rawValue)", place)
            }
            if let needed = Self.needed(part) { claim(needed, of: order, part.code.rawValue, place) }
        }
        if isWhole, outcome.labelVoided == true, outcome.outboundOrders.count == 1 {
            let order = Fingerprint(outcome.storeOrder, outcome.outboundOrders[0].outboundOrderId)
            claim(.voided, of: order, "that its label is void", place)
        }
    }

    private mutating func claim(
        _ needed: Evidence, isOfOneParcel: Bool = false, of order: Fingerprint, _ says: String, _ place: Place,
        _ invariant: Invariant = .outcomesShown
    ) {
        guard needed.isDisjoint(with: self[order]) else { return }
        claims[order.value, default: []].append(
            Claim(needed: needed, isOfOneParcel: isOfOneParcel, says: says, place: place, invariant: invariant))
    }

    /// What a person looks for who reads this of an outbound order: one of it has to be there. Nil where nothing has to be.
    private static func needed(_ part: CancellationChanged.Part) -> Evidence? {
        switch part.code {
        case .inTransit: .carried
        case .delivered: .delivered
        case .leftBeforeInterception: [.carried, .notPulled]
        case .goodsMissing: [.missing, .disposed, .short]
        case .interceptedAndRestocked, .alreadyBack: .back
        case .awaitingInterception: [.seenInside, .pulled, .back]
        case .awaitingRestock: [.pulled, .back]
        case .partialAfterWorkStarted: isBeforeWork(part) ? .releaseRefused : nil
        case .cancelledBeforeWork: isBeforeWork(part) ? nil : [.freed, .short]
        case .unknownOrder, .noAnswerFromWarehouse, .alreadyCancelled, .waitingForOrder, .awaitingRelease,
            .awaitingVerification, .escalated:
            nil
        }
    }

    /// It was decided before anybody worked on it, or when nothing was left to work on.
    private static func isBeforeWork(_ part: CancellationChanged.Part) -> Bool {
        part.stage.map { $0.rank < OutboundStatus.picking.rank || $0 == .cancelled } ?? true
    }

    // MARK: What is left

    func unsettled(_ parcels: ParcelBook) -> [Finding] {
        let unshown = claims.flatMap { order, claims in
            claims.filter { !($0.isOfOneParcel && parcels.areSeveral(of: Fingerprint(value: order))) }.map { claim in
                Finding(
                    invariant: claim.invariant, place: claim.place,
                    expected: "something that shows it, in the outbound order's events, reports or replies",
                    found: "\(claim.says), and nothing does")
            }
        }
        let silent = untold.map { order, place in
            let isThere = self[Fingerprint(value: order)].contains(.allocated)
            let answer = isThere ? OutboundStatus.awaitingOutbound : .backordered
            return Finding(
                invariant: .allocationsTold, place: place,
                expected: "the outbound order \(answer.rawValue), as inventory answered", found: "what it was before")
        }
        return unshown + silent
    }
}

// MARK: Kept

extension EvidenceBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        evidence.archive(&archive)
        archive.keep(&claims, blank: []) { claims, archive in
            archive.keep(&claims, blank: Claim(needed: [], isOfOneParcel: false, says: "", place: .blank)) { claim, archive in
                archive.keep(&claim.needed.rawValue)
                archive.keep(&claim.isOfOneParcel)
                archive.keep(&claim.says)
                archive.keep(&claim.place)
                archive.keep(&claim.invariant)
            }
        }
        archive.keep(&untold)
    }
}
