import Contracts
import Fulfillment

/// How many units the events of an outbound order say to be cancelled, compared with how many its cases say. Both are written
/// in one transaction. What agrees is forgotten.
struct CancelledBook: Sendable {
    /// Events less cases.
    private var units = Ledger()
    /// Outbound orders that were stopped under a case whose outcome nobody was sent, or where nothing can be said.
    private var unclear = FingerprintSet()

    /// - Parameter units: so many more are not to go out any longer; nil where it cannot be said.
    mutating func changed(_ changed: OutboundOrderChanged, by units: Int?, at place: Place) {
        let order = Fingerprint(changed.storeOrder, changed.outboundOrderId)
        guard let units else {
            unclear.insert(order)
            return
        }
        self.units.add(SIMD4(Int64(units), 0, 0, 0), of: order, at: place)
    }

    /// A case says so many more units of it cancelled.
    mutating func told(_ units: Int64, of order: Fingerprint, at place: Place) {
        self.units.add(SIMD4(0 &- units, 0, 0, 0), of: order, at: place)
    }

    mutating func told(_ outcome: CancellationChanged) {
        guard outcome.outboundOrders.count > 1 else { return }
        for part in outcome.outboundOrders where part.quantities == nil {
            unclear.insert(Fingerprint(outcome.storeOrder, part.outboundOrderId))
        }
    }

    mutating func told(_ one: CancellationContradicted) {
        guard one.code == .laterPart else { return }
        unclear.insert(Fingerprint(one.storeOrder, one.outboundOrderId))
    }

    /// What does not agree. An outbound order that was intercepted goes on to say what was to go out, also of units that a case
    /// says to be cancelled. A case may say what others freed or the warehouse will not send, and need not; and one of
    /// several parcels may end so while the others go on.
    func unsettled(_ parcels: ParcelBook, _ evidence: EvidenceBook) -> [Finding] {
        self.units.entries.compactMap { key, entry in
            let (order, more) = (Fingerprint(value: key), entry.units[0])
            let shown = evidence[order]
            guard !unclear.contains(order), !parcels.areSeveral(of: order),
                shown.isDisjoint(with: [.freed, .short, .isAnothers]),
                more > 0 || !shown.contains(.status(.intercepted))
            else { return nil }
            return Finding(
                invariant: .cancelledReleased, place: entry.place,
                expected: "as many units cancelled by its cases as the outbound order says",
                found: "\(more.magnitude) \(more > 0 ? "less" : "more")")
        }
    }
}

// MARK: Kept

extension CancelledBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        units.archive(&archive)
        unclear.archive(&archive)
    }
}
