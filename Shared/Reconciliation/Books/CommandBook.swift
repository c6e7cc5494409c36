import Contracts
import Fulfillment

/// What orders says has happened, held against what it asked of inventory for it, and told the store of it. Both are
/// written in one transaction, so neither is ever without the other. 16 bytes an outbound order.
struct CommandBook: Sendable {
    private enum Duty: UInt64, CaseIterable {
        case allocate = 1
        case release = 2
        case issue = 4
        /// To tell the store that a stopped outbound order was shipped after all.
        case contradict = 8

        /// What together is reason to contradict: orders stopped it for good, and issued it for a case.
        static let stopped: UInt64 = 1 << 8
        static let citesCase: UInt64 = 1 << 9

        var index: Int { Duty.allCases.firstIndex(of: self) ?? 0 }
        var sent: UInt64 { rawValue << 4 }
        /// Neither is without the other; the rest may be done for other reasons as well.
        var isMutual: Bool { self == .allocate }

        var invariant: Invariant { self == .contradict ? .contradictionsTold : .commandsSent }

        var words: (expected: String, found: String) {
            switch self {
            case .allocate: ("a command to allocate what is new", "none")
            case .release: ("a command to release what is cancelled", "none")
            case .issue: ("a command to issue what has left the building", "none")
            case .contradict: ("the store told of goods that were stopped and shipped after all", "nothing")
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
        case .releasing: need(.release, of: order, at: place, &findings)
        case .cancelled:
            need(.release, of: order, at: place, &findings)
            note(Duty.stopped, of: order, at: place, &findings)
        case .intercepted: note(Duty.stopped, of: order, at: place, &findings)
        case .shipped, .inTransit, .delivered, .returnedToSender: need(.issue, of: order, at: place, &findings)
        case .allocating, .backordered, .awaitingOutbound, .picking, .picked, .packed, .labelled: break
        }
    }

    /// A command that orders sent. An issue that cites a case is of goods that the case had stopped, or was about to.
    mutating func sent(_ command: StockCommand, at place: Place, _ findings: inout Findings) {
        switch command.action {
        case .allocate(let move): done(.allocate, of: Self.order(move), at: place)
        case .release(let move): done(.release, of: Self.order(move), at: place)
        case .issue(let move):
            done(.issue, of: Self.order(move), at: place)
            if move.caseId != nil { note(Duty.citesCase, of: Self.order(move), at: place, &findings) }
        case .receive, .adjust, .restore: break
        }
    }

    mutating func told(_ one: CancellationContradicted, at place: Place, _ findings: inout Findings) {
        let order = Fingerprint(one.storeOrder, one.outboundOrderId)
        done(.contradict, of: order, at: place)
        need(.issue, of: order, at: place, &findings)
    }

    /// Who releases for no case, such as a warehouse, has done what orders would ask for.
    mutating func replied(_ reply: StockReply, at place: Place) {
        guard case .released = reply.answer, reply.caseId == nil else { return }
        done(.release, of: Fingerprint(reply.storeOrder, reply.outboundOrderId), at: place)
    }

    private static func order(_ move: StockMove) -> Fingerprint { Fingerprint(move.replyTo, move.outboundOrderId) }

    private static func units(_ duty: Duty, _ number: Int64) -> SIMD8<Int64> {
        var units = SIMD8<Int64>.zero
        units[duty.index] = number
        return units
    }

    private mutating func note(_ fact: UInt64, of order: Fingerprint, at place: Place, _ findings: inout Findings) {
        let known = duties[order] | fact
        duties[order] = known
        let both = Duty.stopped | Duty.citesCase
        if known & both == both { need(.contradict, of: order, at: place, &findings) }
    }

    private mutating func need(_ duty: Duty, of order: Fingerprint, at place: Place, _ findings: inout Findings) {
        let known = duties[order]
        guard known & duty.rawValue == 0 else { return }
        findings.count(duty.invariant)
        duties[order] = known | duty.rawValue
        if duty.isMutual || known & duty.sent == 0 { undone.add(Self.units(duty, 1), of: order, at: place) }
    }

    private mutating func done(_ duty: Duty, of order: Fingerprint, at place: Place) {
        let known = duties[order]
        guard known & duty.sent == 0 else { return }
        duties[order] = known | duty.sent
        if duty.isMutual || known & duty.rawValue != 0 { undone.add(Self.units(duty, -1), of: order, at: place) }
    }

    /// What there is reason for, and was not done.
    var unsettled: [Finding] {
        undone.entries.values.flatMap { entry in
            Duty.allCases.compactMap { duty -> Finding? in
                let left = entry.units[duty.index]
                guard left != 0 else { return nil }
                let words =
                    left > 0
                    ? duty.words : (expected: "the outbound order for which it was sent, published", found: "nothing")
                return Finding(
                    invariant: duty.invariant, place: entry.place, expected: words.expected, found: words.found)
            }
        }
    }
}
