import Contracts
import Fulfillment

/// Where every outbound order stands, and the furthest that the newest reports say: 40 bytes each, for any of them may
/// still change.
struct OutboundBook: Sendable {
    private struct Standing {
        var revision: Int
        var warehouse: UInt64
        var status: OutboundStatus
        var isWithCarrier: Bool
        /// It was picking or later.
        var workBegan: Bool

        init?(_ packed: UInt64) {
            guard packed != 0 else { return nil }
            revision = Int(packed >> 24)
            warehouse = packed >> 16 & 0xff
            status = OutboundStatus.allCases[Int(packed & 0xff)]
            isWithCarrier = packed & 0x100 != 0
            workBegan = packed & 0x200 != 0
        }

        init(_ changed: OutboundOrderChanged, after before: Standing?) {
            revision = min(max(1, changed.revision), 1 << 32)
            warehouse = OutboundBook.bits(changed.warehouseId)
            status = changed.status
            isWithCarrier = changed.custody == .carrier
            let isWork = changed.status.rank >= OutboundStatus.picking.rank && !changed.status.isStopped
            workBegan = isWork || before?.workBegan == true
        }

        var packed: UInt64 {
            UInt64(revision) << 24 | warehouse << 16 | UInt64(OutboundStatus.allCases.firstIndex(of: status) ?? 0)
                | (isWithCarrier ? 0x100 : 0) | (workBegan ? 0x200 : 0)
        }
    }

    /// The newest that was reported of an outbound order.
    private struct Reported {
        /// Milliseconds since 1970.
        var at: Int64
        var rank: Int
        var warehouse: UInt64
        /// Of the tracking number, where one was named.
        var parcel: UInt64
        /// Several parcels were named: what is said of one need not be so of the outbound order.
        var isOfSeveral: Bool

        init?(_ packed: UInt64) {
            guard packed != 0 else { return nil }
            at = Int64(packed >> 20)
            rank = Int(packed >> 16 & 0xf)
            warehouse = packed >> 8 & 0xff
            parcel = packed >> 1 & 0x7f
            isOfSeveral = packed & 1 == 1
        }

        init(_ report: WarehouseReport, _ rank: Int) {
            at = min(max(1, report.reportedAt.milliseconds), 1 << 43)
            self.rank = rank
            warehouse = OutboundBook.bits(report.warehouseId)
            parcel = report.fact.trackingNumber.map { OutboundBook.bits($0) >> 1 } ?? 0
            isOfSeveral = false
        }

        var packed: UInt64 {
            UInt64(at) << 20 | UInt64(rank) << 16 | warehouse << 8 | parcel << 1 | (isOfSeveral ? 1 : 0)
        }

        /// The newer counts, of those of one time the further.
        mutating func take(_ other: Reported) {
            isOfSeveral = isOfSeveral || parcel != 0 && other.parcel != 0 && parcel != other.parcel
            if parcel == 0 { parcel = other.parcel }
            guard (other.at, other.rank) > (at, rank) else { return }
            (at, rank, warehouse) = (other.at, other.rank, other.warehouse)
        }
    }

    private var standings = FingerprintMap()
    private var reports = FingerprintMap()
    /// Outbound orders that do not stand where the newest report says.
    private var behind: [UInt64: (rank: Int, place: Place)] = [:]
    /// Outbound orders for which stock was allocated, or is waited for, and that still say `allocating`.
    private var unanswered: [UInt64: Place] = [:]

    fileprivate static func bits(_ text: String) -> UInt64 { Slots.key(Fingerprint(text)) >> 56 }

    private static func key(_ storeOrder: StoreOrderKey, _ outboundOrderId: String) -> Fingerprint {
        Fingerprint(storeOrder, outboundOrderId)
    }

    // MARK: What is read

    mutating func changed(_ changed: OutboundOrderChanged, at place: Place, _ findings: inout Findings) {
        let key = Self.key(changed.storeOrder, changed.outboundOrderId)
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
        if changed.status != .allocating { unanswered[key.value] = nil }
        judge(key, at: place)
    }

    mutating func reported(_ report: WarehouseReport, at place: Place, _ findings: inout Findings) {
        guard let rank = report.fact.rank else { return }
        findings.count(.reportsCounted)
        let key = Self.key(report.storeOrder, report.outboundOrderId)
        let one = Reported(report, rank)
        guard var known = Reported(reports[key]) else {
            reports[key] = one.packed
            return judge(key, at: place)
        }
        known.take(one)
        reports[key] = known.packed
        judge(key, at: place)
    }

    /// Inventory has said whether it has the goods.
    mutating func replied(_ reply: StockReply, at place: Place) {
        switch reply.answer {
        case .allocated, .backordered: break
        case .released, .issued, .restored, .refused: return
        }
        let key = Self.key(reply.storeOrder, reply.outboundOrderId)
        if Standing(standings[key])?.status ?? .allocating == .allocating { unanswered[key.value] = place }
    }

    /// Forward, but for a release that left something, or was refused. What was stopped stays so.
    private static func follows(_ before: OutboundStatus, _ after: OutboundStatus) -> Bool {
        if before.isStopped { return after == before }
        if before == .releasing { return after != .allocating }
        if after == .cancelled { return false }
        return after.rank >= before.rank
    }

    /// A report waits while a release is on its way, and changes no status of what was stopped.
    private mutating func judge(_ key: Fingerprint, at place: Place) {
        guard let standing = Standing(standings[key]), let newest = Reported(reports[key]) else { return }
        let isBehind =
            !newest.isOfSeveral && newest.warehouse == standing.warehouse && !standing.status.isStopped
            && standing.status != .releasing && standing.status.rank < newest.rank
        behind[key.value] = isBehind ? (newest.rank, place) : nil
    }

    /// Whether others were told of it.
    func isPublished(_ key: Fingerprint) -> Bool { standings[key] != 0 }

    var unsettled: [Finding] {
        behind.values.map { one in
            Finding(
                invariant: .reportsCounted, place: one.place,
                expected: "the outbound order \(Self.name(one.rank)) or further, as the newest report says",
                found: "a status before that")
        }
            + unanswered.filter { isPublished(Fingerprint(value: $0.key)) }.values.map { place in
                Finding(
                    invariant: .reportsCounted, place: place,
                    expected: "the outbound order to say what inventory answered", found: "allocating, or nothing")
            }
    }

    private static func name(_ rank: Int) -> String {
        OutboundStatus.allCases.first { $0.rank == rank }?.rawValue ?? ""
    }
}

extension WarehouseReport.Fact {
    /// How far the outbound order is by it, in ranks of its status; nil where it does not say.
    fileprivate var rank: Int? {
        switch self {
        case .progressed(let status, _, _): status.rank
        case .goodsVerified(.withCarrier): OutboundStatus.shipped.rank
        case .carrierScanned(.delivered, _), .carrierScanned(.returnedToSender, _): OutboundStatus.delivered.rank
        case .carrierScanned: OutboundStatus.inTransit.rank
        case .goodsVerified, .parcelIntercepted, .labelVoided: nil
        }
    }

    fileprivate var trackingNumber: String? {
        switch self {
        case .progressed(_, _, let number), .carrierScanned(_, let number): number
        case .goodsVerified, .parcelIntercepted, .labelVoided: nil
        }
    }
}
