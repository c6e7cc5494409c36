import Contracts
import Fulfillment
import Testing

@testable import ReadModel

/// Where units are, by hand-made movements: those of stories are compared with `/balance` in `Cases`.
@Suite("The units of an outbound order, by place")
struct UnitShelfTests {
    private static let stock = WarehouseKey(merchantId: "acme", warehouseId: "W1")

    /// - Parameter deltas: of on hand, allocated and quarantined.
    private func row(
        _ kind: StockMovement.Kind, _ units: Int, _ deltas: [Int], quarantined: Int = 0, of outbound: String? = "OB-1",
        cause: StockMovement.Cause = .init(.outboundOrder, "OB-1")
    ) -> MovementRow {
        var balance = Stock(sku: "A")
        balance.quarantined = quarantined
        let movement = StockMovement(
            kind: kind, sku: "A", quantity: units, onHandDelta: deltas[0], allocatedDelta: deltas[1],
            quarantinedDelta: deltas[2], balance: balance, cause: cause, outboundOrderId: outbound)
        let at = Timestamp(milliseconds: 0)
        return MovementRow(
            moved: StockMoved(movementId: "m", warehouse: Self.stock, movement: movement, movedAt: at), recordedAt: at,
            place: LogPosition(topic: .inventoryMovements, partition: 0, offset: 0))
    }

    private func places(_ shelf: UnitShelf) -> [BalanceView.Place: Int] {
        shelf.heaps.mapValues { $0.reduce(0) { $0 + $1.quantity } }.filter { $0.value > 0 }
    }

    /// Three units that lie in quarantine, behind so many of others.
    private func quarantined(behind others: Int) -> UnitShelf {
        var shelf = UnitShelf(ordered: 3)
        shelf.take(row(.allocated, 3, [0, 3, 0]))
        shelf.take(row(.issued, 3, [-3, -3, 0]))
        shelf.take(row(.quarantined, 3, [0, 0, 3], quarantined: others + 3, cause: .init(.returnOrder, "RTS-OB-1")))
        return shelf
    }

    private func exit(_ units: Int, left: Int, destroyed: Bool = false) -> MovementRow {
        row(
            destroyed ? .disposed : .adjusted, units, [destroyed ? 0 : units, 0, -units], quarantined: left, of: nil,
            cause: .init(.adjustment, "AD-1"))
    }

    @Test("what leaves quarantine came first")
    func firstInFirstOut() {
        var shelf = quarantined(behind: 2)
        shelf.leaveQuarantine(exit(2, left: 3))
        #expect(places(shelf) == [.quarantined: 3])
        shelf.leaveQuarantine(exit(1, left: 2))
        #expect(places(shelf) == [.quarantined: 2, .available: 1])
        shelf.leaveQuarantine(exit(2, left: 0, destroyed: true))
        #expect(places(shelf) == [.writtenOff: 2, .available: 1])
        #expect(!shelf.isShort)
    }

    @Test("no more of it lie in quarantine than there are")
    func neverMoreThanThereAre() {
        var shelf = quarantined(behind: 0)
        // Three of another order came behind them, and three left: these, by the rule. Then that order's are sent from there.
        shelf.leaveQuarantine(exit(3, left: 3))
        #expect(places(shelf) == [.available: 3])
        var other = quarantined(behind: 3)
        other.leaveQuarantine(exit(3, left: 3))
        #expect(places(other) == [.quarantined: 3])
        other.leaveQuarantine(row(.issued, 3, [0, 0, -3], quarantined: 0, of: "OB-2"))
        #expect(places(other) == [.available: 3])
    }

    @Test("what is sent once more is taken from where it lies")
    func sentOnceMore() {
        var shelf = quarantined(behind: 0)
        shelf.take(row(.issued, 1, [0, 0, -1], quarantined: 2))
        shelf.leaveQuarantine(exit(2, left: 0, destroyed: true))
        shelf.take(row(.issued, 2, [-2, 0, 0]))
        #expect(places(shelf) == [.left: 3])
        #expect(!shelf.isShort)
        shelf.take(row(.issued, 1, [-1, 0, 0]))
        #expect(shelf.isShort)
    }

    @Test("a receipt that is taken back puts each unit back where it was")
    func takenBack() {
        var shelf = UnitShelf(ordered: 4)
        let missing = StockMovement.Cause(.adjustment, "AD-9")
        let receipt = StockMovement.Cause(.returnOrder, "RO-OB-1")
        shelf.take(row(.allocated, 4, [0, 4, 0]))
        shelf.take(row(.issued, 1, [-1, -1, 0]))
        shelf.take(row(.disposed, 1, [-1, -1, 0], cause: missing))
        let before = places(shelf)
        #expect(before == [.allocated: 2, .left: 1, .writtenOff: 1])
        shelf.take(row(.restored, 4, [2, -2, 0], cause: receipt))
        #expect(places(shelf) == [.available: 4])
        shelf.take(row(.reversed, 4, [-2, 2, 0], cause: receipt))
        #expect(places(shelf) == before)
    }
}
