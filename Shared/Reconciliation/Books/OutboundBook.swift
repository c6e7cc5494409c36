import Contracts
import Fulfillment

/// Where every outbound order stands: 16 bytes each, for any of them may still change.
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
    /// Outbound orders whose status went back, which it may where a parcel goes on that had been stopped.
    private var wentBack: [UInt64: Finding] = [:]

    mutating func changed(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) {
        let key = Fingerprint(changed.storeOrder, changed.outboundOrderId)
        let before = Standing(standings[key])
        let next = (before?.revision ?? 0) + 1
        findings.expect(
            .outboundRevisions, changed.revision == next, at: place,
            expected: "revision \(next) of outbound order \(changed.outboundOrderId)",
            found: "revision \(changed.revision)")
        findings.count(.outboundStatus)
        if let status = before?.status, !Self.follows(status, changed.status) {
            let finding = Finding(
                invariant: .outboundStatus, place: place, expected: "a status that may follow \(status.rawValue)",
                found: changed.status.rawValue)
            if status.isStopped || changed.status.rank < OutboundStatus.picking.rank {
                findings.add(finding)
            } else {
                wentBack[key.value] = wentBack[key.value] ?? finding
            }
        }
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
    /// An outbound order stands where the slowest of its parcels does that goes on; what is stopped says nothing of that.
    func unsettled(_ parcels: ParcelBook, _ evidence: EvidenceBook) -> [Finding] {
        wentBack.compactMap { key, finding in
            let order = Fingerprint(value: key)
            let mayBeStopped = !evidence[order].isDisjoint(with: [.pulled, .missing, .disposed, .short])
            return parcels.areSeveral(of: order) && mayBeStopped ? nil : finding
        }
    }
}
