import Fulfillment
import Testing

/// An auditor that notices nothing proves nothing: each invariant is broken once.
@Suite("The auditor notices", .timeLimit(.minutes(1)))
struct AuditorTests {
    private func complaints(_ messages: Heard...) -> [String] {
        var auditor = Auditor()
        for message in messages { auditor.hear(message) }
        return auditor.complaints + auditor.quiet()
    }

    private func outcome(
        _ state: CancellationState, _ units: CaseQuantities = .of(requested: 3), request: String = "r1"
    ) -> Heard {
        .outcome(
            CancellationChanged(
                caseId: Sample.caseId, requestId: request, storeOrder: Sample.storeOrder, revision: 1, state: state,
                code: .awaitingRestock, stage: .picking, nextAction: .wait, labelVoided: nil,
                outboundOrders: [
                    .init(outboundOrderId: "OB-1", warehouseId: "LAX1", status: .intercepted, code: .awaitingRestock)
                ], quantities: units, changedAt: Sample.now))
    }

    private func outbound(_ status: OutboundStatus) -> Heard {
        var order = OutboundOrder(submitted, at: Sample.now)
        order.status = status
        return .outbound(order)
    }

    private var submitted: OutboundOrderSubmitted {
        OutboundOrderSubmitted(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, merchantId: "acme", warehouseId: "LAX1",
            lines: Sample.lines, submittedAt: Sample.now)
    }

    private func moved(
        _ kind: StockMovement.Kind, _ quantity: Int, _ deltas: [Int], balance: [Int],
        cause: StockMovement.Cause.Document = .returnOrder, oversold: Bool = false
    ) -> Heard {
        var stock = Stock(sku: "A")
        stock.onHand = balance[0]
        stock.allocated = balance[1]
        stock.quarantined = balance[2]
        return .moved(
            StockMovement(
                kind: kind, sku: "A", quantity: quantity, onHandDelta: deltas[0], allocatedDelta: deltas[1],
                quarantinedDelta: deltas[2], balance: stock, cause: .init(cause, "x"),
                outboundOrderId: kind == .received ? nil : "OB-1", oversold: oversold), Sample.warehouse)
    }

    @Test("nothing wrong in a good history")
    func good() {
        let found = complaints(
            .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
            moved(.allocated, 2, [0, 2, 0], balance: [2, 2, 0]), outbound(.picking), outcome(.verifying),
            outbound(.intercepted), outcome(.restocking, .of(requested: 3, intercepted: 3, restored: 2, pending: 1)),
            moved(.restored, 2, [0, -2, 0], balance: [2, 0, 0]))
        #expect(found == [])
    }

    @Test("units that do not balance when a case has ended, or before")
    func units() {
        #expect(complaints(outcome(.refused, .of(requested: 3, refused: 2))).count == 1)
        #expect(complaints(outcome(.releasing, .of(requested: 3, cancelled: 4))).count == 1)
    }

    @Test("intercepted units that are nowhere")
    func intercepted() {
        #expect(
            complaints(outcome(.refused, .of(requested: 3, intercepted: 3, pending: 2))).contains {
                $0.contains("intercepted")
            })
    }

    @Test("a case that is restocked with units pending")
    func pending() {
        #expect(
            complaints(outcome(.restocked, .of(requested: 3, intercepted: 3, pending: 3))).contains {
                $0.contains("pending")
            })
    }

    @Test(
        "a second final outcome, and any outcome after a final one",
        arguments: [CancellationState.cancelled, .verifying])
    func twoFinals(second: CancellationState) {
        let units = CaseQuantities.of(requested: 3, cancelled: 3)
        #expect(
            complaints(outcome(.cancelled, units), outcome(second, units)).contains { $0.contains("after its final") })
        #expect(complaints(outcome(.cancelled, units), outcome(.cancelled, units, request: "r2")) == [])
    }

    @Test("a request that nobody answers, and a release that nobody ends")
    func unanswered() {
        let request = CancellationRequested(
            requestId: "r1", storeOrder: Sample.storeOrder, reason: "other", requestedBy: "buyer",
            requestedAt: Sample.now)
        #expect(complaints(.requested(request)).count == 1)
        #expect(complaints(.requested(request), outcome(.releasing)).count == 1)
    }

    @Test("a sum of movements that is not the balance")
    func balance() {
        #expect(complaints(moved(.received, 2, [2, 0, 0], balance: [3, 0, 0])).count == 1)
    }

    @Test("a movement that does not do what its kind says")
    func deltas() {
        let raised = moved(.restored, 2, [2, -2, 0], balance: [4, 0, 0])
        #expect(
            complaints(
                .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
                moved(.allocated, 2, [0, 2, 0], balance: [2, 2, 0]), raised
            ).contains { $0.contains("moved [2, -2, 0]") })
    }

    @Test("more allocated than on hand, or less than nothing")
    func allocated() {
        #expect(complaints(moved(.allocated, 1, [0, 1, 0], balance: [0, 1, 0])).count == 1)
        #expect(complaints(moved(.released, 1, [0, -1, 0], balance: [0, -1, 0])).isEmpty == false)
    }

    @Test("oversold that is not, and not said where it is")
    func oversold() {
        #expect(complaints(.submitted(submitted), moved(.issued, 1, [-1, 0, 0], balance: [-1, 0, 0])).count == 1)
        #expect(
            complaints(
                .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
                moved(.issued, 1, [-1, 0, 0], balance: [1, 0, 0], oversold: true)
            ).count == 1)
    }

    @Test("units that come back twice")
    func twice() {
        let back = moved(.restored, 2, [2, 0, 0], balance: [4, 0, 0])
        #expect(
            complaints(
                .submitted(submitted), moved(.received, 4, [4, 0, 0], balance: [4, 0, 0]),
                moved(.issued, 2, [-2, 0, 0], balance: [2, 0, 0]), back,
                moved(.restored, 2, [2, 0, 0], balance: [6, 0, 0])
            ).contains { $0.contains("more came back") })
    }

    @Test("units that come back in both ways")
    func bothWays() {
        #expect(
            complaints(
                .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
                moved(.issued, 2, [-2, 0, 0], balance: [0, 0, 0]), moved(.restored, 1, [1, 0, 0], balance: [1, 0, 0]),
                moved(.restored, 1, [1, 0, 0], balance: [2, 0, 0], cause: .adjustment)
            ).contains { $0.contains("both ways") })
    }

    @Test("a store that is told of units that did not come back")
    func toldOtherwise() {
        #expect(
            complaints(outcome(.restocked, .of(requested: 3, intercepted: 3, restored: 3))).contains {
                $0.contains("came back")
            })
    }

    @Test("an outbound order that is cancelled after work began, goes back, or goes on after its end")
    func statuses() {
        #expect(complaints(outbound(.picking), outbound(.cancelled)).contains { $0.contains("after work began") })
        #expect(complaints(outbound(.packed), outbound(.awaitingOutbound)).contains { $0.contains("went back") })
        #expect(complaints(outbound(.intercepted), outbound(.shipped)).contains { $0.contains("went on") })
    }

    @Test("a release of what was reported gone, and gone goods that are never issued")
    func gone() {
        let report = WarehouseReport(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, warehouseId: "LAX1", reportedAt: Sample.now,
            fact: .carrierScanned(.pickedUp, trackingNumber: nil))
        #expect(complaints(.reported(report), outbound(.releasing)).contains { $0.contains("reported gone") })
        #expect(
            complaints(.submitted(submitted), outbound(.shipped), .reported(report)).contains {
                $0.contains("were issued")
            })
    }

    @Test("a cancelled outbound order that holds stock")
    func holds() {
        #expect(
            complaints(
                .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
                moved(.allocated, 2, [0, 2, 0], balance: [2, 2, 0]), outbound(.cancelled)
            ).contains { $0.contains("holds 2") })
    }

    @Test("a return order that takes in more than was expected")
    func returned() {
        guard case .create(let created) = ReturnOrderCommand.create() else { return }
        var order = ReturnOrder(created, at: Sample.now)
        order.entries[0].putAway = 3
        #expect(complaints(.returnOrder(order)).count == 1)
    }
}
