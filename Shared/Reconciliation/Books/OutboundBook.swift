import Contracts
import Fulfillment

/// Where every outbound order stands: 32 bytes each, for any of them may still change.
struct OutboundBook: Sendable {
    private struct Standing {
        var revision: Int
        var status: OutboundStatus
        /// It was picking or later, or with the carrier.
        var workBegan: Bool

        init?(_ packed: UInt64) {
            guard packed != 0 else { return nil }
            revision = Int(packed >> 16)
            status = OutboundStatus.allCases[Int(packed & 0xff)]
            workBegan = packed & 0x200 != 0
        }

        init(_ changed: OutboundOrderChanged, after before: Standing?) {
            revision = min(max(1, changed.revision), 1 << 40)
            status = changed.status
            let isWork = changed.status.rank >= OutboundStatus.picking.rank && !changed.status.isStopped
            workBegan = isWork || changed.custody == .carrier || before?.workBegan == true
        }

        var packed: UInt64 {
            UInt64(revision) << 16 | UInt64(OutboundStatus.allCases.firstIndex(of: status) ?? 0)
                | (workBegan ? 0x200 : 0)
        }
    }

    private var standings = FingerprintMap()
    /// Whether inventory has the goods of an outbound order (1), or has not (2); and those that do not say so.
    private var answers = FingerprintMap()
    private var untold: [UInt64: Place] = [:]

    /// Inventory has said whether it has the goods.
    mutating func replied(_ reply: StockReply, at place: Place, _ findings: inout Findings) {
        let answer: UInt64
        switch reply.answer {
        case .allocated: answer = 1
        case .backordered: answer = 2
        case .released, .issued, .held, .shortened, .restored, .claimed, .reversed, .refused: return
        }
        findings.count(.allocationsTold)
        let key = Fingerprint(reply.storeOrder, reply.outboundOrderId)
        answers[key] = answer
        compare(key, at: place)
    }

    private mutating func compare(_ key: Fingerprint, at place: Place) {
        guard let status = Standing(standings[key])?.status, answers[key] != 0 else { return }
        let isUntold = status == .allocating || status == .backordered && Self.answer(answers[key]) != .backordered
        untold[key.value] = isUntold ? place : nil
    }

    /// Outbound orders that do not say what inventory answered.
    var unsettled: [Finding] {
        untold.map { key, place in
            let answer = Self.answer(answers[Fingerprint(value: key)])
            return Finding(
                invariant: .allocationsTold, place: place,
                expected: "the outbound order \(answer.rawValue), as inventory answered", found: "what it was before")
        }
    }

    private static func answer(_ packed: UInt64) -> OutboundStatus { packed == 2 ? .backordered : .awaitingOutbound }

    mutating func changed(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) {
        let key = Fingerprint(changed.storeOrder, changed.outboundOrderId)
        let before = Standing(standings[key])
        let next = (before?.revision ?? 0) + 1
        findings.expect(
            .outboundRevisions, changed.revision == next, at: place,
            expected: "revision \(next) of outbound order \(changed.outboundOrderId)",
            found: "revision \(changed.revision)")
        findings.expect(
            .outboundStatus, before.map { Self.follows($0.status, changed.status) } ?? true, at: place,
            expected: "a status that may follow \(before?.status.rawValue ?? "")", found: changed.status.rawValue)
        let isStopping = changed.status.isStopped && before?.status != changed.status
        // What the carrier had may have come back, and be stopped then. What is cancelled may turn out to be with the carrier
        // in the same moment: its scan waited for the release.
        let isLate = changed.status == .cancelled ? before?.workBegan == true : changed.custody == .carrier
        findings.expect(
            .workNeverCancelled, !(isStopping && isLate), at: place,
            expected: "outbound order \(changed.outboundOrderId) not to be \(changed.status.rawValue), "
                + (changed.status == .cancelled ? "for work on it had begun" : "for the carrier has it"),
            found: "\(changed.status.rawValue) after \(before?.status.rawValue ?? "")")
        standings[key] = Standing(changed, after: before).packed
        compare(key, at: place)
    }

    /// Forward, but for a release that left something, or was refused. What was cancelled stays so. What was intercepted
    /// goes on where somebody works on it, or where it leaves all the same.
    private static func follows(_ before: OutboundStatus, _ after: OutboundStatus) -> Bool {
        switch before {
        case .cancelled: after == .cancelled
        case .intercepted: after != .cancelled && after.rank >= OutboundStatus.picking.rank
        case .releasing: after != .allocating
        default: after == .cancelled ? before.rank < OutboundStatus.picking.rank : after.rank >= before.rank
        }
    }
}
