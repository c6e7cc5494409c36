import Contracts
import Fulfillment
import Reconciliation
import Testing

@testable import Replay
@testable import turnback

/// Books that add up, and what each falsification of them leads to.
@Suite struct ReplayProofTests {
    private static let key = WarehouseKey(merchantId: "m", warehouseId: "w")

    private func moved(_ kind: StockMovement.Kind, _ onHand: Int, _ allocated: Int, _ balance: (Int, Int)) -> Message {
        var stock = Stock(sku: "a")
        (stock.onHand, stock.allocated) = balance
        return .stockMoved(
            StockMoved(
                movementId: "m-\(kind)", warehouse: Self.key,
                movement: StockMovement(
                    kind: kind, sku: "a", quantity: 2, onHandDelta: onHand, allocatedDelta: allocated,
                    quarantinedDelta: 0, balance: stock, cause: StockMovement.Cause(.outboundOrder, "OB-1")),
                movedAt: Timestamp(milliseconds: 0)))
    }

    private func outcome(_ change: (inout CaseQuantities) -> Void = { _ in }) -> CancellationChanged {
        var quantities = CaseQuantities()
        (quantities.requested, quantities.cancelled) = (2, 2)
        change(&quantities)
        return CancellationChanged(
            caseId: "s/1/c1", requestId: "r", storeOrder: StoreOrderKey(storeId: "s", storeOrderId: "1"), revision: 2,
            state: .cancelled, code: .cancelledBeforeWork, stage: .awaitingOutbound, nextAction: .none,
            labelVoided: nil, outboundOrders: [], quantities: quantities, changedAt: Timestamp(milliseconds: 0))
    }

    private func result(_ outcome: CancellationChanged) -> OrderResult {
        OrderResult(orderId: "1", merchant: "m", answers: [.init(requestId: "r", asked: 2, outcome: outcome)])
    }

    /// Five received; two allocated and released again by a cancellation.
    private func books(
        movements: [Message]? = nil, heard: [CancellationChanged]? = nil, result: OrderResult? = nil
    ) -> ReplayBooks {
        var books = ReplayBooks()
        books.physical.receive("m", [Line("a", 5)])
        let all =
            movements ?? [
                moved(.received, 5, 0, (5, 0)), moved(.allocated, 0, 2, (5, 2)), moved(.released, 0, -2, (5, 0)),
            ]
        for message in all { books.hear(message) }
        for one in heard ?? [outcome()] { books.hear(.cancellationChanged(one)) }
        books.take(result ?? self.result(outcome()))
        return books
    }

    private func failed(_ books: ReplayBooks) -> [String] {
        ReplayProof(books, asked: ["r"]).checks.filter { !$0.holds }.map(\.name)
    }

    @Test func whatAddsUpHolds() {
        let proof = ReplayProof(books(), asked: ["r"])
        #expect(proof.holds && proof.firstOffence == nil && proof.checks.count == 10)
    }

    @Test func aMovementWithAnotherBalanceIsFoundAndItsSKUNamed() {
        let tampered = books(movements: [
            moved(.received, 5, 0, (5, 0)), moved(.allocated, 0, 2, (5, 2)), moved(.released, 0, -2, (6, 0)),
        ])
        #expect(failed(tampered) == ["sums"])
        #expect(
            ReplayProof(tampered, asked: ["r"]).firstOffence?.hasPrefix("SKU a of m: movement m-released says 6")
                == true)
    }

    @Test func aMovementTooManyIsFound() {
        let twice = books(movements: [
            moved(.received, 5, 0, (5, 0)), moved(.allocated, 0, 2, (5, 2)), moved(.released, 0, -2, (5, 0)),
            moved(.restored, 2, 0, (7, 0)),
        ])
        #expect(failed(twice) == ["physical"])
    }

    @Test func moreAllocatedThanOnHandIsFound() {
        let impossible = books(movements: [
            moved(.received, 5, 0, (5, 0)), moved(.allocated, 0, 6, (5, 6)), moved(.released, 0, -6, (5, 0)),
        ])
        #expect(failed(impossible) == ["possible"])
    }

    @Test(arguments: [0, 2]) func noFinalOutcomeOrTwoAreFound(finals: Int) {
        #expect(failed(books(heard: Array(repeating: outcome(), count: finals))) == ["finals"])
    }

    @Test func unitsOutOfBalanceAreFound() {
        let short = outcome { $0.cancelled = 1 }
        #expect(failed(books(result: result(short))) == ["balanced"])
        let pending = outcome { ($0.cancelled, $0.intercepted, $0.pending) = (0, 2, 2) }
        #expect(failed(books(result: result(pending))) == ["balanced"])
        let more = outcome { ($0.requested, $0.cancelled) = (3, 3) }
        #expect(failed(books(result: result(more))) == ["asAsked"])
    }

    @Test func whatCameBackOtherThanOnceIsFound() {
        var twice = result(outcome())
        (twice.stopped, twice.movedBack) = (2, 4)
        #expect(failed(books(result: twice)) == ["onceBack"])
    }

    @Test func anUntrueAnswerAnUnfinishedOrderAndARejectionAreFound() {
        var bad = result(outcome())
        (bad.untrue, bad.failure) = ("a lie", "stuck")
        var all = books(result: bad)
        all.hearDeadLetter("s/1", "not JSON")
        #expect(failed(all) == ["true", "ended", "accepted"])
    }
}
