import Contracts
import Fulfillment

/// Where every outbound order stands: 16 bytes each, for any of them may still change.
struct OutboundBook: Sendable {
    private struct Standing {
        var revision: Int
        var status: OutboundStatus
        /// It was picking or later, or with the carrier.
        var workBegan: Bool
        /// Units that are to go out; nil where they are too many to say.
        var units: Int?

        init?(_ packed: UInt64) {
            guard packed != 0 else { return nil }
            revision = Int(packed >> 16 & Self.most)
            let count = packed >> 40
            units = count == Self.most ? nil : Int(count)
            status = OutboundStatus.allCases[Int(packed & 0xff)]
            workBegan = packed & 0x200 != 0
        }

        init(_ changed: OutboundOrderChanged, after before: Standing?) {
            revision = min(max(1, changed.revision), Int(Self.most))
            let count = changed.lines.reduce(0) { $0 &+ $1.quantity }
            units = (0..<Int(Self.most)).contains(count) ? count : nil
            status = changed.status
            let isWork = changed.status.rank >= OutboundStatus.picking.rank && !changed.status.isStopped
            workBegan = isWork || changed.custody == .carrier || before?.workBegan == true
        }

        var packed: UInt64 {
            UInt64(units ?? Int(Self.most)) << 40 | UInt64(revision) << 16
                | UInt64(OutboundStatus.allCases.firstIndex(of: status) ?? 0)
                | (workBegan ? 0x200 : 0)
        }

        private static let most: UInt64 = 1 << 24 - 1
    }

    private var standings = FingerprintMap()
    /// Outbound orders whose status went back, which it may where a parcel goes on that had been stopped.
    private var wentBack: [UInt64: Finding] = [:]

    /// - Returns: how many units it says to be cancelled by this, beyond what it said before; nil where it says nothing of
    ///   how many.
    mutating func changed(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) -> Int? {
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
        let after = Standing(changed, after: before)
        standings[key] = after.packed
        guard let before, let (was, units) = before.units.flatMap({ was in after.units.map { (was, $0) } }) else {
            return before == nil ? 0 : nil
        }
        // Its last event says once more what was to go out until then.
        if changed.status == .cancelled { return before.status == .cancelled ? 0 : was }
        return was - units
    }

    /// Forward, except for a release that left something, or was refused. What was cancelled stays so. What was intercepted
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

// MARK: Kept

extension OutboundBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        standings.archive(&archive)
        archive.keep(&wentBack)
    }
}
