import Contracts
import Fulfillment

/// Where every return order stands: 16 bytes each.
struct ReturnBook: Sendable {
    private var standings = FingerprintMap()

    mutating func changed(_ order: ReturnOrder, at place: Place, _ findings: inout Findings) {
        let id = order.created.returnOrderId
        let key = Fingerprint(order.created.storeOrder, id)
        let before = standings[key]
        let next = Int(before >> 8) + 1
        let (was, now) = (before & 7, Self.rank(order))
        // A receipt that is taken back opens it again.
        let reversals = UInt64(order.reversed.count & 31)
        let isReversed = reversals == ((before >> 3) + 1) & 31 && was < 4 && now < 4
        let wrong = order.entries.first { entry in
            entry.putAway < 0 || entry.quarantined < 0 || entry.disposed < 0
                || entry.booked > entry.putAway &+ entry.quarantined &+ entry.disposed
                || entry.putAway &+ entry.quarantined &+ entry.disposed
                    > min(
                        entry.expected &+ order.created.writtenOff.quantity(of: entry.sku), entry.received)
        }
        let isForward =
            order.revision == 1
            ? order.state == .awaitingArrival : isReversed || Self.mayFollow(now, was)
        findings.expect(
            .returnOrders, order.revision == next && isForward && wrong == nil, at: place,
            expected:
                "revision \(next) of return order \(id), forward, with no more handled than was expected and came",
            found: "revision \(order.revision), \(order.state.rawValue)"
                + (wrong.map {
                    ", \($0.sku): \($0.expected) expected, \($0.received) received, "
                        + "\($0.putAway) put away, \($0.quarantined) quarantined, \($0.disposed) disposed"
                } ?? ""))
        standings[key] = UInt64(min(max(0, order.revision), 1 << 40)) << 8 | reversals << 3 | now
    }

    /// Forward; only one that awaits its arrival is cancelled. What was written off then may come all the same, and its receipt
    /// may be taken back.
    private static func mayFollow(_ now: UInt64, _ was: UInt64) -> Bool {
        if was == 5 { return now >= 3 }
        return now >= was && (now < 4 || was == 1 || was == 4)
    }

    private static func rank(_ order: ReturnOrder) -> UInt64 {
        switch order.state {
        case .awaitingArrival: 1
        case .partlyReceived: 2
        case .received: 3
        case .cancelled: order.lost.isEmpty ? 4 : 5
        }
    }
}

// MARK: Kept

extension ReturnBook: Archived {
    mutating func archive(_ archive: inout Archive) {
        standings.archive(&archive)
    }
}
