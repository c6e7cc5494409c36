import Fulfillment
import Testing

@testable import TestWorld

/// An auditor that notices nothing proves nothing: each invariant is broken once.
@Suite("The auditor notices", .timeLimit(.minutes(15)))
struct AuditorTests {
    private func complaints(_ messages: Heard...) -> [String] {
        var auditor = Auditor()
        for message in messages { auditor.hear(message) }
        return auditor.complaints + auditor.quiet()
    }

    private func outcome(
        _ state: CancellationState, _ units: CaseQuantities = .of(requested: 3), code: CancellationCode? = nil,
        request: String = "r1"
    ) -> Heard {
        let code = code ?? (state.isFinal ? .interceptedAndRestocked : .awaitingRelease)
        return .outcome(
            CancellationChanged(
                caseId: Sample.caseId, requestId: request, storeOrder: Sample.storeOrder, revision: 1, state: state,
                code: code, stage: .picking, nextAction: .wait, labelVoided: nil,
                outboundOrders: [
                    .init(
                        outboundOrderId: "OB-1", warehouseId: "LAX1", status: .intercepted, code: code, quantities: units)
                ],
                quantities: units, changedAt: Sample.now))
    }

    private func task(_ kind: WarehouseTask.Kind, _ result: WarehouseTask.Result? = nil) -> Heard {
        .task(
            WarehouseTask(
                taskId: "T-\(kind)", kind: kind, caseId: Sample.caseId, outboundOrderId: "OB-1",
                storeOrder: Sample.storeOrder, warehouseId: "LAX1", lines: Sample.lines, trackingNumber: nil,
                dueAt: Sample.now, result: result))
    }

    private func contradicted(_ request: String = "r1") -> Heard {
        .contradicted(
            CancellationContradicted(
                caseId: Sample.caseId, requestId: request, storeOrder: Sample.storeOrder, outboundOrderId: "OB-1",
                quantity: 3, carrier: nil, trackingNumber: nil, reportedAt: Sample.now))
    }

    private func report(_ fact: WarehouseReport.Fact) -> WarehouseReport {
        WarehouseReport(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, warehouseId: "LAX1", reportedAt: Sample.now,
            fact: fact)
    }

    /// A return order under the id that the movements cite, with so many units of A put away, and so many booked.
    private func returned(_ units: Int, booked: Int? = nil, state: ReturnOrder.State = .received) -> Heard? {
        guard case .create(let created) = ReturnOrderCommand.create(id: "x") else { return nil }
        var order = ReturnOrder(created, at: Sample.now)
        order.entries[0].putAway = units
        order.entries[0].booked = booked ?? units
        order.state = state
        return .returnOrder(order)
    }

    private func ended(_ messages: Heard..., silence: Policy.Silence = .refuse) -> [String] {
        var auditor = Auditor()
        for message in messages { auditor.hear(message) }
        var policy = Policy()
        policy.whenWarehouseIsSilent = silence
        return auditor.ended(Policies(defaults: policy))
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
        cause: StockMovement.Cause.Document? = nil, caseId: String? = nil, oversold: Bool = false
    ) -> Heard {
        var stock = Stock(sku: "A")
        stock.onHand = balance[0]
        stock.allocated = balance[1]
        stock.quarantined = balance[2]
        return .moved(
            StockMovement(
                kind: kind, sku: "A", quantity: quantity, onHandDelta: deltas[0], allocatedDelta: deltas[1],
                quarantinedDelta: deltas[2], balance: stock,
                cause: .init(cause ?? (kind == .issued ? .outboundOrder : .returnOrder), "x"),
                outboundOrderId: kind == .received ? nil : "OB-1", caseId: caseId, oversold: oversold),
            Sample.warehouse)
    }

    /// Inventory holds these units for the case.
    private func held(_ lines: [Line] = Sample.lines) -> Heard {
        .replied(
            [
                StockReply(
                    outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: Sample.caseId,
                    lines: lines.map { StockReply.ReplyLine($0) }, answer: .held)
            ], Sample.warehouse)
    }

    @Test("nothing wrong in a good history")
    func good() throws {
        let found = complaints(
            .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
            moved(.allocated, 2, [0, 2, 0], balance: [2, 2, 0]), outbound(.picking), held(),
            outcome(.verifying, code: .awaitingVerification), task(.verifyGoods), task(.verifyGoods, .done),
            outbound(.intercepted),
            outcome(.restocking, .of(requested: 3, intercepted: 3, restored: 2, pending: 1), code: .awaitingRestock),
            task(.putAway), try #require(returned(2)), moved(.restored, 2, [0, -2, 0], balance: [2, 0, 0], caseId: Sample.caseId))
        #expect(found == [])
    }

    @Test("units that never left, and come back for nobody, for a case that holds none of them, or beyond its hold")
    func withoutHold() {
        func found(_ caseId: String?, _ units: Int, holding lines: [Line]?) -> Bool {
            var auditor = Auditor()
            let stocked: [Heard] = [
                .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
                moved(.allocated, 2, [0, 2, 0], balance: [2, 2, 0]),
            ]
            for message in stocked + (lines.map { [held($0)] } ?? []) { auditor.hear(message) }
            auditor.hear(moved(.restored, units, [0, -units, 0], balance: [2, 2 - units, 0], caseId: caseId))
            return auditor.complaints.contains { $0.contains("without a hold") }
        }
        #expect(!found(Sample.caseId, 2, holding: [Line("A", 2)]))
        #expect(found(Sample.caseId, 2, holding: [Line("A", 1)]))
        #expect(found(Sample.caseId, 1, holding: [Line("B", 1)]))
        #expect(found(nil, 1, holding: [Line("A", 2)]))
        #expect(found(Sample.caseId, 1, holding: nil))
    }

    @Test("a case that stops units which nobody holds for it, or that has ended and holds them")
    func holdsWrong() {
        let verifying = outcome(.verifying, code: .awaitingVerification)
        let unheld = Heard.unheld(.ofCase([]))
        #expect(complaints(verifying, task(.verifyGoods)).contains { $0.contains("nothing is held") })
        #expect(complaints(held(), verifying, task(.verifyGoods)) == [])
        let refused = outcome(.refused, .of(requested: 3, refused: 3), code: .goodsMissing)
        #expect(complaints(held(), refused).contains { $0.contains("still held") })
        #expect(complaints(held(), refused, unheld) == [])
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
        let answered = outcome(.cancelled, units, code: .cancelledBeforeWork)
        #expect(complaints(answered, outcome(.cancelled, units, code: .cancelledBeforeWork, request: "r2")) == [])
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
        let said = complaints(moved(.issued, 1, [-1, 0, 0], balance: [-1, 0, 0]))
        #expect(said.contains { $0.contains("0 allocated of -1 on hand") })
        let notSo = complaints(
            moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
            moved(.issued, 1, [-1, 0, 0], balance: [1, 0, 0], oversold: true))
        #expect(notSo.contains { $0.contains("is not oversold") })
        #expect(
            complaints(.submitted(submitted), moved(.issued, 1, [-1, 0, 0], balance: [-1, 0, 0], oversold: true))
                .contains {
                    $0.contains("nobody reported that it left")
                })
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

    @Test("units that come back in both ways are counted once each, and none that was destroyed")
    func bothWays() {
        let sent: [Heard] = [
            .submitted(submitted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
            moved(.issued, 2, [-2, 0, 0], balance: [0, 0, 0]), moved(.restored, 1, [1, 0, 0], balance: [1, 0, 0]),
        ]
        func found(_ more: Heard...) -> [String] {
            var auditor = Auditor()
            for message in sent + more { auditor.hear(message) }
            return auditor.complaints
        }
        let other = moved(.restored, 1, [1, 0, 0], balance: [2, 0, 0], cause: .adjustment)
        #expect(found(other) == [])
        #expect(found(moved(.disposed, 1, [0, 0, 0], balance: [1, 0, 0], cause: .adjustment), other) == [])
        #expect(
            found(moved(.disposed, 1, [0, 0, 0], balance: [1, 0, 0]), other).contains { $0.contains("more came back") })
    }

    @Test("goods that were picked and never promised, beyond what was ordered")
    func unpromised() {
        func found(_ units: Int) -> [String] {
            complaints(
                .submitted(submitted),
                moved(.issued, units, [-units, 0, 0], balance: [-units, 0, 0], cause: .returnOrder, oversold: true))
        }
        #expect(found(Sample.lines.units).isEmpty)
        #expect(found(Sample.lines.units + 1).contains { $0.contains("picked and never promised") })
    }

    @Test("units of an intercepted outbound order that are refused to come back, and nobody brought them")
    func refusedBack() throws {
        let refused = Heard.refused(.bringBack("A", 2), .exceedsIssued)
        let intercepted = outbound(.intercepted)
        func found(_ heard: Heard...) -> Bool {
            var auditor = Auditor()
            for one in [.submitted(submitted)] + heard { auditor.hear(one) }
            return auditor.complaints.contains { $0.contains("refused to come back") }
        }
        #expect(found(held(), intercepted, refused))
        #expect(found(held(), intercepted, .refused(.bringBack("A", 2), .notHeld)))
        #expect(!found(intercepted, refused))
        #expect(!found(held(), outbound(.cancelled), refused))
        #expect(!found(held(), intercepted, .refused(.bringBack("A", 3), .exceedsIssued)))
    }

    @Test("a store that hears of units that did not come back")
    func toldOtherwise() {
        #expect(
            complaints(outcome(.restocked, .of(requested: 3, intercepted: 3, restored: 3))).contains {
                $0.contains("came back")
            })
    }

    @Test("a store that hears of more than came back of a SKU, where goods went out again")
    func toldOfAnotherSKU() {
        let twice: [Heard] = [
            .submitted(submitted), outbound(.intercepted), moved(.received, 2, [2, 0, 0], balance: [2, 0, 0]),
            moved(.issued, 2, [-2, 0, 0], balance: [0, 0, 0]), moved(.restored, 2, [2, 0, 0], balance: [2, 0, 0]),
            moved(.issued, 2, [-2, 0, 0], balance: [0, 0, 0], caseId: Sample.caseId),
            moved(.restored, 2, [2, 0, 0], balance: [2, 0, 0]),
        ]
        func told(_ restored: Int) -> [String] {
            var auditor = Auditor()
            let units = CaseQuantities.of(
                requested: 3, intercepted: 3, restored: restored, pending: 3 - restored)
            for one in twice + [outcome(.restocking, units, code: .awaitingRestock)] { auditor.hear(one) }
            return auditor.quiet().filter { $0.contains("came back") }
        }
        #expect(told(2) == [])
        #expect(told(3).count == 1)
    }

    @Test("an outbound order that no case stops though the whole store order is to be stopped")
    func wholeOrder() {
        let request = CancellationRequested(
            requestId: "r1", storeOrder: Sample.storeOrder, reason: "other", requestedBy: "buyer",
            requestedAt: Sample.now)
        var later = submitted
        later.outboundOrderId = "OB-2"
        let open = outcome(.verifying, code: .awaitingVerification)
        let found = complaints(.submitted(submitted), .requested(request), open, .submitted(later))
        #expect(found.contains { $0.contains("OB-2 is in no case") })
        #expect(!found.contains { $0.contains("OB-1 is in no case") })
    }

    @Test("goods that others issued in part, where the rest is not issued")
    func issuedInPart() {
        let part = StockMove(outboundOrderId: "OB-1", lines: [Line("A", 1)], replyTo: Sample.storeOrder)
        let found = complaints(
            .submitted(submitted), outbound(.shipped), moved(.received, 1, [1, 0, 0], balance: [1, 0, 0]),
            .directly(.issue(part)), moved(.issued, 1, [-1, 0, 0], balance: [0, 0, 0]),
            .reported(report(.carrierScanned(.pickedUp, trackingNumber: nil))))
        #expect(found.contains { $0.contains("1 were issued") })
    }

    @Test("an outbound order that is cancelled after work began, goes back, or goes on after its end")
    func statuses() {
        #expect(complaints(outbound(.picking), outbound(.cancelled)).contains { $0.contains("after work began") })
        #expect(complaints(outbound(.packed), outbound(.awaitingOutbound)).contains { $0.contains("went back") })
        #expect(complaints(outbound(.cancelled), outbound(.shipped)).contains { $0.contains("went on") })
    }

    @Test("a release of what was reported gone, and gone goods that are never issued")
    func gone() {
        let report = report(.carrierScanned(.pickedUp, trackingNumber: nil))
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

    @Test("a return order that receives more than was expected, or goes on after its end")
    func returned() throws {
        #expect(complaints(try #require(returned(3))).contains { $0.contains("more was received") })
        #expect(
            complaints(try #require(returned(0, state: .cancelled)), try #require(returned(0))).contains {
                $0.contains("went on from cancelled")
            })
    }

    @Test("a return order that counts other units than inventory moved")
    func countedOtherwise() throws {
        let issued: [Heard] = [
            .submitted(submitted), .reported(report(.carrierScanned(.pickedUp, trackingNumber: nil))),
        ]
        #expect(complaints(issued[0], issued[1], try #require(returned(1))).contains { $0.contains("inventory moved") })
        let unbooked = complaints(
            issued[0], issued[1], moved(.issued, 2, [-2, 0, 0], balance: [-2, 0, 0]),
            moved(.restored, 2, [2, 0, 0], balance: [0, 0, 0]), try #require(returned(2, booked: 1)))
        #expect(unbooked.contains { $0.contains("booked, inventory moved") })
        #expect(complaints(try #require(returned(1, booked: 2))).contains { $0.contains("more was booked") })
    }

    @Test("a task that is opened twice, closed twice, open after its end, or not there")
    func tasks() {
        #expect(complaints(task(.stopWork), task(.stopWork)).count == 1)
        #expect(complaints(task(.stopWork), task(.stopWork, .done), task(.stopWork, .done)).count == 1)
        #expect(complaints(task(.stopWork)) == [])
        let verifying = outcome(.verifying, code: .awaitingVerification)
        let refused = outcome(.refused, .of(requested: 3, refused: 3), code: .goodsMissing)
        #expect(complaints(held(), verifying, task(.verifyGoods)) == [])
        #expect(
            complaints(verifying, task(.verifyGoods), refused).contains { $0.contains("is open and its case says") })
        #expect(complaints(verifying).contains { $0.contains("nobody was asked") })
    }

    private func replied(_ answer: StockReply.Answer, _ lines: [Line], of id: String = "OB-1") -> Heard {
        .replied(
            [
                StockReply(
                    outboundOrderId: id, storeOrder: Sample.storeOrder, lines: lines.map { StockReply.ReplyLine($0) },
                    answer: answer)
            ], Sample.warehouse)
    }

    @Test("an outbound order that waits for goods which are there")
    func waitsForWhatIsThere() {
        let three = moved(.received, 3, [3, 0, 0], balance: [3, 0, 0])
        let waits = replied(.backordered, [Line("A", 4)])
        #expect(complaints(three, waits, replied(.backordered, [Line("A", 1)], of: "OB-2")) == [])
        #expect(complaints(three, replied(.backordered, [Line("A", 3)])).contains { $0.contains("which are there") })
        #expect(
            complaints(three, waits, replied(.released, [Line("A", 1)])).contains { $0.contains("which are there") })
        #expect(complaints(three, waits, replied(.issued, [Line("A", 4)])) == [])
    }

    @Test("an outbound order that gets what somebody in front of it needs")
    func takesFromThoseInFront() {
        let two = moved(.received, 2, [2, 0, 0], balance: [2, 0, 0])
        let waits = replied(.backordered, [Line("A", 1), Line("B", 1)])
        let one = moved(.allocated, 1, [0, 1, 0], balance: [2, 1, 0])
        let both = moved(.allocated, 2, [0, 2, 0], balance: [2, 2, 0])
        #expect(complaints(two, waits, one, replied(.allocated, [Line("A", 1)], of: "OB-2")) == [])
        #expect(
            complaints(two, waits, both, replied(.allocated, [Line("A", 2)], of: "OB-2")).contains {
                $0.contains("those in front want")
            })
    }

    @Test("a contradiction of what was never stopped, a second one, and a request that is not notified")
    func contradictions() {
        let cancelled = outcome(.cancelled, .of(requested: 3, cancelled: 3), code: .cancelledBeforeWork)
        let second = outcome(.cancelled, .of(requested: 3, cancelled: 3), code: .cancelledBeforeWork, request: "r2")
        #expect(complaints(cancelled, contradicted()) == [])
        #expect(complaints(contradicted()).contains { $0.contains("does not believe it stopped") })
        #expect(complaints(cancelled, contradicted(), contradicted()).contains { $0.contains("does not believe it stopped") })
        #expect(
            complaints(cancelled, second, contradicted()).contains { $0.contains("r2 heard that OB-1 is stopped") })
        // Each unit that left is published once.
        var less = OutboundOrder(submitted, at: Sample.now)
        less.status = .intercepted
        less.lines = [Line("A", 2)]
        #expect(complaints(cancelled, .outbound(less), contradicted()).contains { $0.contains("left with 2 units, 3") })
        // Who asks afterwards is answered by a case whose contradiction the store knows.
        #expect(complaints(cancelled, contradicted(), second) == [])
    }

    @Test("a cancelled order that left, where nobody is notified or nothing issued")
    func leftLate() {
        let found = complaints(
            .submitted(submitted), outbound(.cancelled),
            .reported(report(.progressed(.shipped, carrier: nil, trackingNumber: nil))))
        #expect(found.contains { $0.contains("nobody was notified") })
        #expect(found.contains { $0.contains("left late with 3 units, 0 were issued") })
    }

    @Test("a parcel that comes back and nobody expects")
    func comesBack() {
        #expect(
            complaints(
                .submitted(submitted), .reported(report(.carrierScanned(.returnedToSender, trackingNumber: nil)))
            )
            .contains { $0.contains("nobody expects it") })
    }

    @Test("an escalation that comes twice in a step, that is an end, or that goes back")
    func escalations() {
        let verifying = outcome(.verifying, code: .awaitingVerification)
        let escalated = outcome(.escalated, code: .escalated)
        #expect(complaints(held(), verifying, escalated, escalated, task(.verifyGoods)) == [])
        #expect(complaints(verifying, escalated, verifying).contains { $0.contains("went back") })
        #expect(complaints(verifying, escalated, verifying, escalated).contains { $0.contains("escalated twice") })
        #expect(
            complaints(outcome(.refused, .of(requested: 3, refused: 3), code: .escalated)).contains {
                $0.contains("escalated")
            })
        #expect(
            complaints(outcome(.verifying, code: .escalated)).contains { $0.contains("is verifying with the code") })
    }

    @Test("what is still open when every deadline has passed")
    func forever() {
        let request = CancellationRequested(
            requestId: "r1", storeOrder: Sample.storeOrder, reason: "other", requestedBy: "buyer",
            requestedAt: Sample.now)
        let asked: [Heard] = [.submitted(submitted), .requested(request)]
        let escalated = outcome(.escalated, code: .escalated)
        let waits = outcome(.waitingForOrder, code: .waitingForOrder)
        #expect(ended(asked[1], waits).contains { $0.contains("waits for its order forever") })
        #expect(ended(asked[0], asked[1], escalated, task(.verifyGoods)).contains { $0.contains("escalated forever") })
        #expect(ended(held(), asked[0], asked[1], escalated, task(.verifyGoods), silence: .keepOpen) == [])
        #expect(
            ended(asked[0], asked[1], outcome(.verifying, code: .awaitingVerification), task(.verifyGoods)).contains {
                $0.contains("never escalated")
            })
        let early = report(.progressed(.picking, carrier: nil, trackingNumber: nil))
        #expect(ended(.reported(early)).count == 1)
        #expect(ended(.reported(early), .expired(early)) == [])
    }
}
