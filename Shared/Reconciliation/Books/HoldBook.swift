import Contracts
import Fulfillment

/// What orders asked inventory to hold for its cases, compared with what the outcomes say and with what inventory
/// answered. 16 bytes for each outbound order of a case.
struct HoldBook: Sendable {
    /// What is known of one outbound order of a case.
    private struct Standing {
        /// What its outcome demands: a hold, or none; nil where it says neither.
        var isToHold: Bool?
        /// The last command; nil where there was none.
        var isHeld: Bool?
        /// The store heard more than the outcome, or a receipt was taken back: from then on the outcome does not say what
        /// is held.
        var isContradicted: Bool

        init(_ packed: UInt64) {
            isToHold = Self.unpacked(packed & 3)
            isHeld = Self.unpacked(packed >> 2 & 3)
            isContradicted = packed & 16 != 0
        }

        var packed: UInt64 { Self.packed(isToHold) | Self.packed(isHeld) << 2 | (isContradicted ? 16 : 0) }

        private static func packed(_ bit: Bool?) -> UInt64 { bit.map { $0 ? 1 : 2 } ?? 0 }
        private static func unpacked(_ bits: UInt64) -> Bool? { bits == 0 ? nil : bits == 1 }

        var isWrong: Bool {
            guard !isContradicted, let isToHold else { return false }
            return isToHold ? isHeld != true : isHeld == true
        }
    }

    private var standings = FingerprintMap()
    private var wrong: [UInt64: (order: Fingerprint, place: Place)] = [:]
    /// What is held, and the command that said so last.
    private(set) var held: [UInt64: Place] = [:]
    /// Holds less their answers.
    private var unanswered = Ledger()

    /// Whether units of an outbound order are held for a case; nil where nobody has said so.
    func isHeld(_ part: UInt64) -> Bool? { Standing(standings[Fingerprint(value: part)]).isHeld }

    // MARK: What is read

    mutating func told(_ outcome: CancellationChanged, at place: Place, _ findings: inout Findings) {
        for part in outcome.outboundOrders {
            // Earlier versions held nothing, and sent no quantities of an outbound order.
            guard part.quantities != nil else { continue }
            findings.count(.unitsHeld)
            let order = Fingerprint(outcome.storeOrder, part.outboundOrderId)
            change(Fingerprint(outcome.caseId, part.outboundOrderId), order, at: place) {
                $0.isToHold = outcome.state.isFinal ? false : part.code.awaitsUnits ? true : nil
            }
        }
    }

    mutating func told(_ one: CancellationContradicted, at place: Place) {
        let order = Fingerprint(one.storeOrder, one.outboundOrderId)
        change(Fingerprint(one.caseId, one.outboundOrderId), order, at: place) { $0.isContradicted = true }
    }

    mutating func sent(_ command: StockCommand, at place: Place) {
        switch command.action {
        case .hold(let move):
            let key = Self.key(move)
            unanswered.add(SIMD4(1, 0, 0, 0), of: key, at: place)
            held[key.value] = place
            change(key, Self.order(move), at: place) { $0.isHeld = true }
        case .unhold(let move):
            held[Self.key(move).value] = nil
            change(Self.key(move), Self.order(move), at: place) { $0.isHeld = false }
        case .receive, .adjust, .allocate, .release, .issue, .restore, .shorten, .reverse: break
        }
    }

    mutating func replied(_ reply: StockReply, at place: Place) {
        switch reply.answer {
        case .held: break
        case .refused where reply.command == .hold: break
        case .reversed:
            // The units of a case that may be at its end are to come back once more.
            let key = Fingerprint(reply.caseId ?? "", reply.outboundOrderId)
            let order = Fingerprint(reply.storeOrder, reply.outboundOrderId)
            return change(key, order, at: place) { $0.isContradicted = true }
        case .allocated, .backordered, .released, .issued, .shortened, .restored, .claimed, .refused: return
        }
        unanswered.add(SIMD4(-1, 0, 0, 0), of: Fingerprint(reply.caseId ?? "", reply.outboundOrderId), at: place)
    }

    private static func key(_ move: StockMove) -> Fingerprint { Fingerprint(move.caseId ?? "", move.outboundOrderId) }

    private static func order(_ move: StockMove) -> Fingerprint { Fingerprint(move.replyTo, move.outboundOrderId) }

    private mutating func change(
        _ key: Fingerprint, _ order: Fingerprint, at place: Place, _ change: (inout Standing) -> Void
    ) {
        var standing = Standing(standings[key])
        change(&standing)
        standings[key] = standing.packed
        wrong[key.value] = standing.isWrong ? (order, place) : nil
    }

    // MARK: What is left

    /// One of several parcels may have been pulled after the end, where others have left: then its units are held, and the
    /// store is notified when somebody says what is in it.
    func unsettled(_ parcels: ParcelBook, _ evidence: EvidenceBook) -> [Finding] {
        wrong.filter { key, one in
            Standing(standings[Fingerprint(value: key)]).isToHold == true || !parcels.areSeveral(of: one.order)
                || !evidence[one.order].contains(.pulled)
        }.map { key, one in
            let isToHold = Standing(standings[Fingerprint(value: key)]).isToHold == true
            return Finding(
                invariant: .unitsHeld, place: one.place,
                expected: isToHold ? "the units that are to be stopped held for their case" : "no hold after the end",
                found: isToHold ? "no hold" : "a hold")
        }
            + unanswered.entries.values.map { entry in
                Finding(
                    invariant: .unitsHeld, place: entry.place, expected: "each hold answered once",
                    found: entry.units[0] > 0 ? "\(entry.units[0]) without an answer" : "an answer without a hold")
            }
    }
}

extension CancellationCode {
    /// Its units are being stopped.
    fileprivate var awaitsUnits: Bool {
        switch self {
        case .awaitingVerification, .awaitingInterception, .awaitingRestock: true
        default: false
        }
    }
}

// MARK: Kept

extension HoldBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        standings.archive(&archive)
        archive.keep(&wrong, blank: (Fingerprint(), .blank)) { one, archive in
            archive.keep(&one.order)
            archive.keep(&one.place)
        }
        archive.keep(&held)
        unanswered.archive(&archive)
    }
}
