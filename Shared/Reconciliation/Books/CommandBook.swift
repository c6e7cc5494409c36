import Contracts
import Fulfillment

/// What orders says has happened, compared with what it asked of inventory for it, and sent to the store. Both are
/// written in one transaction, so neither is ever without the other. 16 bytes an outbound order.
struct CommandBook: Sendable {
    private enum Duty: UInt64, CaseIterable {
        case allocate = 1
        case release = 2
        case issue = 4
        /// To notify the store that what a case had stopped, or was to stop, has left.
        case contradict = 8

        var index: Int { Duty.allCases.firstIndex(of: self) ?? 0 }
        var sent: UInt64 { rawValue << 4 }

        var invariant: Invariant { self == .contradict ? .contradictionsTold : .commandsSent }

        var words: (expected: String, found: String) {
            switch self {
            case .allocate: ("a command to allocate what is new", "none")
            case .release: ("a command to release what is cancelled, or its release by others", "none")
            case .issue: ("a command to issue what has left the building", "none")
            case .contradict: ("a contradiction to the store: goods of a case have left", "nothing")
            }
        }
    }

    /// Per outbound order, what there is reason for, and what was done.
    private var duties = FingerprintMap()
    private var undone = Ledger()

    mutating func changed(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) {
        let order = Fingerprint(changed.storeOrder, changed.outboundOrderId)
        need(.allocate, of: order, at: place, &findings)
        switch changed.status {
        case .releasing, .cancelled: need(.release, of: order, at: place, &findings)
        case .shipped, .inTransit, .delivered, .returnedToSender: need(.issue, of: order, at: place, &findings)
        case .allocating, .backordered, .awaitingOutbound, .picking, .picked, .packed, .labelled, .intercepted: break
        }
    }

    /// A command that orders sent. An issue that cites a case is of goods that the case had stopped, or was about to.
    mutating func sent(_ command: StockCommand, at place: Place, _ findings: inout Findings) {
        switch command.action {
        case .allocate(let move): done(.allocate, of: Self.order(move), at: place)
        case .release(let move): done(.release, of: Self.order(move), at: place)
        case .issue(let move):
            done(.issue, of: Self.order(move), at: place)
            if move.caseId != nil { need(.contradict, of: Self.order(move), at: place, &findings) }
        case .receive, .adjust, .restore, .hold, .unhold, .shorten, .reverse: break
        }
    }

    mutating func told(_ one: CancellationContradicted, at place: Place, _ findings: inout Findings) {
        let order = Fingerprint(one.storeOrder, one.outboundOrderId)
        switch one.code {
        case .lateShipment:
            done(.contradict, of: order, at: place)
            need(.issue, of: order, at: place, &findings)
        case .leftAfterAll: done(.contradict, of: order, at: place)
        case .laterPart, .stoppedAfterAll, .foundAfterAll: break
        }
    }

    /// An outcome that says itself that the goods have left contradicts none. With several parcels it may say something more
    /// urgent of another one.
    mutating func told(_ outcome: CancellationChanged, at place: Place) {
        for part in outcome.outboundOrders
        where part.code == .leftBeforeInterception || !part.parcels.isEmpty && part.quantities?.refused ?? 0 > 0 {
            done(.contradict, of: Fingerprint(outcome.storeOrder, part.outboundOrderId), at: place)
        }
    }

    /// A warehouse frees units by itself, for no case; and of an outbound order whose id is another's nothing was allocated.
    mutating func replied(_ reply: StockReply, at place: Place) {
        let isFreed =
            switch reply.answer {
            case .released: reply.caseId == nil
            case .refused(.outboundOrderExists, _, _, _, _): true
            case .allocated, .backordered, .issued, .held, .shortened, .restored, .claimed, .reversed, .refused: false
            }
        if isFreed { done(.release, of: Fingerprint(reply.storeOrder, reply.outboundOrderId), at: place) }
    }

    private static func order(_ move: StockMove) -> Fingerprint { Fingerprint(move.replyTo, move.outboundOrderId) }

    private static func units(_ duty: Duty, _ number: Int64) -> SIMD4<Int64> {
        var units = SIMD4<Int64>.zero
        units[duty.index] = number
        return units
    }

    private mutating func need(_ duty: Duty, of order: Fingerprint, at place: Place, _ findings: inout Findings) {
        let known = duties[order]
        guard known & duty.rawValue == 0 else { return }
        findings.count(duty.invariant)
        duties[order] = known | duty.rawValue
        if known & duty.sent == 0 { undone.add(Self.units(duty, 1), of: order, at: place) }
    }

    private mutating func done(_ duty: Duty, of order: Fingerprint, at place: Place) {
        let known = duties[order]
        guard known & duty.sent == 0 else { return }
        duties[order] = known | duty.sent
        if known & duty.rawValue != 0 { undone.add(Self.units(duty, -1), of: order, at: place) }
    }

    /// What there is reason for, and was not done. One of several parcels may have left, and another be given up by the
    /// warehouse: then nothing is issued before somebody says what was in it.
    func unsettled(_ parcels: ParcelBook, _ evidence: EvidenceBook) -> [Finding] {
        undone.entries.flatMap { key, entry -> [Finding] in
            let order = Fingerprint(value: key)
            let isUnclear =
                parcels.areSeveral(of: order) && !evidence[order].isDisjoint(with: [.notPulled, .missing])
            return Duty.allCases.compactMap { duty in
                guard entry.units[duty.index] != 0, !(duty == .issue && isUnclear) else { return nil }
                return Finding(
                    invariant: duty.invariant, place: entry.place, expected: duty.words.expected,
                    found: duty.words.found)
            }
        }
    }
}

// MARK: Kept

extension CommandBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        duties.archive(&archive)
        undone.archive(&archive)
    }
}
