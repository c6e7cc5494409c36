import Contracts
import Fulfillment

/// Where every return order stands, held against what was said to it: 32 bytes each.
struct ReturnBook: Sendable {
    private var standings = FingerprintMap()
    /// What each return order says was received.
    private var received = FingerprintMap()
    /// Receipts that were read.
    private var receipts = FingerprintSet()
    /// Return orders that do not say of what was received what the receipts say.
    private var accounts: [UInt64: Account] = [:]
    /// Rejected receipts, by what their rejections derive from.
    private var rejected = FingerprintSet()
    /// Return orders that were asked for in other words than they began with, or began otherwise.
    private var asked: [UInt64: (lines: UInt64, place: Place)] = [:]

    private struct Account: Sendable {
        /// By receipts less by the return order.
        var difference: UInt64 = 0
        var receipts: [Receipt] = []
        var place: Place
    }

    /// A receipt that may be rejected. Who is refused may send it once more in another message.
    private struct Receipt: Sendable {
        var id: UInt64
        var lines: UInt64
        var messages: [UInt64]
    }

    private static func key(_ storeOrder: StoreOrderKey, _ id: String) -> Fingerprint {
        Fingerprint(storeOrder.storeId, storeOrder.storeOrderId, id)
    }

    // MARK: What is read

    /// - Parameter origin: what follows from the command has ids of this origin.
    mutating func said(_ command: ReturnOrderCommand, _ origin: UInt64, at place: Place, _ findings: inout Findings) {
        guard case .receive(let receipt) = command else { return }
        let key = Self.key(receipt.storeOrder, receipt.returnOrderId)
        var id = key
        id.add(receipt.receiptId)
        findings.count(.receiptsCounted)
        guard receipts.insert(id) else {
            if let index = accounts[key.value]?.receipts.firstIndex(where: { $0.id == id.value }) {
                accounts[key.value]?.receipts[index].messages.append(origin)
            }
            return
        }
        let lines = receipt.lines.reduce(UInt64(0)) { $0 &+ LineSum.of($1.line) }
        count(lines, of: key, Receipt(id: id.value, lines: lines, messages: [origin]), at: place)
    }

    /// A rejection that returns wrote.
    mutating func rejected(_ origin: UInt64) { rejected.insert(Fingerprint(value: origin)) }

    /// A create and the first revision that follows from it, whichever is read first, have the same lines.
    mutating func begun(_ lines: [Line], _ origin: UInt64?, at place: Place, _ findings: inout Findings) {
        guard let origin else { return }
        let sum = LineSum.of(lines)
        guard let other = asked.removeValue(forKey: origin) else {
            asked[origin] = (sum, place)
            return
        }
        findings.expect(
            .receiptsCounted, other.lines == sum, at: place, expected: "a return order of the lines that were asked for",
            found: "other lines")
    }

    mutating func changed(_ order: ReturnOrder, at place: Place, _ findings: inout Findings) {
        let id = order.created.returnOrderId
        let key = Self.key(order.created.storeOrder, id)
        let before = standings[key]
        let next = Int(before >> 8) + 1
        let (was, now) = (before & 0xff, Self.rank(order.state))
        let wrong = order.entries.first { entry in
            entry.putAway < 0 || entry.quarantined < 0 || entry.disposed < 0
                || entry.putAway &+ entry.quarantined &+ entry.disposed > min(entry.expected, entry.received)
        }
        let isForward =
            order.revision == 1 ? order.state == .awaitingArrival : now >= was && (now < 4 || was == 1 || was == 4)
        findings.expect(
            .returnOrders, order.revision == next && isForward && wrong == nil, at: place,
            expected:
                "revision \(next) of return order \(id), forward, with no more handled than was expected and came",
            found: "revision \(order.revision), \(order.state.rawValue)"
                + (wrong.map {
                    ", \($0.sku): \($0.expected) expected, \($0.received) received, "
                        + "\($0.putAway) put away, \($0.quarantined) quarantined, \($0.disposed) disposed"
                } ?? ""))
        standings[key] = UInt64(min(max(0, order.revision), 1 << 40)) << 8 | now
        let all = Self.received(order)
        count(received[key] &- all, of: key, nil, at: place)
        received[key] = all
    }

    private static func rank(_ state: ReturnOrder.State) -> UInt64 {
        switch state {
        case .awaitingArrival: 1
        case .partlyReceived: 2
        case .received: 3
        case .cancelled: 4
        }
    }

    /// What it says came, of its lines and of what is in none of them.
    private static func received(_ order: ReturnOrder) -> UInt64 {
        let expected = order.entries.reduce(UInt64(0)) { $0 &+ LineSum.of(Line($1.sku, $1.received)) }
        return order.discrepancies.reduce(expected) { sum, one in
            one.kind == .unknownSku ? sum &+ LineSum.of(Line(one.sku, one.quantity)) : sum
        }
    }

    private mutating func count(_ lines: UInt64, of key: Fingerprint, _ receipt: Receipt?, at place: Place) {
        var account = accounts[key.value] ?? Account(place: place)
        account.difference &+= lines
        account.place = place
        if let receipt { account.receipts.append(receipt) }
        accounts[key.value] = account.difference == 0 ? nil : account
    }

    // MARK: What is left

    /// Whether others were told of it.
    func isPublished(_ key: Fingerprint) -> Bool { standings[key] != 0 }

    /// Return orders that do not count their receipts, each of them once. One that does not exist waits for its receipts'
    /// grace; who sent them is told when it is over.
    var unsettled: [Finding] {
        accounts.compactMap { key, account in
            let refused = account.receipts.filter { receipt in
                receipt.messages.allSatisfy { rejected.contains(Fingerprint(value: $0)) }
            }
            let difference = refused.reduce(account.difference) { $0 &- $1.lines }
            guard difference != 0, isPublished(Fingerprint(value: key)) else { return nil }
            return Finding(
                invariant: .receiptsCounted, place: account.place,
                expected: "each receipt counted by its return order, once, or rejected", found: "other units")
        }
    }
}
