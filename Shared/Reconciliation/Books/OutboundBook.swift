import Contracts
import Fulfillment

/// Where every outbound order stands: 16 bytes each, for any of them may still change.
struct OutboundBook: Sendable {
    private struct Standing {
        var revision: Int
        var status: OutboundStatus
        var isWithCarrier: Bool
        /// It was picking or later.
        var workBegan: Bool

        init?(_ packed: UInt64) {
            guard packed != 0 else { return nil }
            revision = Int(packed >> 16)
            status = OutboundStatus.allCases[Int(packed & 0xff)]
            isWithCarrier = packed & 0x100 != 0
            workBegan = packed & 0x200 != 0
        }

        init(_ changed: OutboundOrderChanged, after before: Standing?) {
            revision = min(max(1, changed.revision), 1 << 40)
            status = changed.status
            isWithCarrier = changed.custody == .carrier
            let isWork = changed.status.rank >= OutboundStatus.picking.rank && !changed.status.isStopped
            workBegan = isWork || before?.workBegan == true
        }

        var packed: UInt64 {
            UInt64(revision) << 16 | UInt64(OutboundStatus.allCases.firstIndex(of: status) ?? 0)
                | (isWithCarrier ? 0x100 : 0) | (workBegan ? 0x200 : 0)
        }
    }

    private var standings = FingerprintMap()

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
        let isLate =
            changed.status == .cancelled
            ? before?.workBegan == true || before?.isWithCarrier == true
            : before?.isWithCarrier == true
        findings.expect(
            .workNeverCancelled, !(isStopping && isLate), at: place,
            expected: "outbound order \(changed.outboundOrderId) not to be \(changed.status.rawValue), "
                + (before?.isWithCarrier == true ? "for the carrier has it" : "for work on it had begun"),
            found: "\(changed.status.rawValue) after \(before?.status.rawValue ?? "")")
        standings[key] = Standing(changed, after: before).packed
    }

    /// Forward, but for a release that left something, or was refused. What was stopped stays so.
    private static func follows(_ before: OutboundStatus, _ after: OutboundStatus) -> Bool {
        if before.isStopped { return after == before }
        if before == .releasing { return after != .allocating }
        if after == .cancelled { return false }
        return after.rank >= before.rank
    }
}
