import Contracts
import Fulfillment
import Testing

@testable import Replay
@testable import turnback

/// The test gives a script what the services would say.
@Suite struct OrderScriptTests {
    private let names = RunNames(run: "t")
    private let lines = [Line("a", 2), Line("b", 1)]

    private func script(_ model: WarehouseModel = WarehouseModel(), requestAfter minutes: Int? = nil) -> OrderScript {
        let at = Timestamp(rfc3339: "2010-12-01T09:00:00Z")!
        var plan = PlannedOrder(id: "1", orderedAt: at, lines: lines)
        if let minutes { plan.requests = [PlannedOrder.Request(requestId: "r", at: at.adding(minutes: minutes))] }
        return OrderScript(plan, model, names)
    }

    private func order(_ status: OutboundStatus, _ revision: Int) -> Message {
        .outboundOrderChanged(
            OutboundOrderChanged(
                outboundOrderId: "OB-1", storeOrder: names.storeOrder("1"), merchantId: names.returning,
                warehouseId: names.warehouseId, revision: revision, status: status, custody: .warehouse, lines: lines,
                changedAt: Timestamp(milliseconds: 0)))
    }

    private func outcome(_ state: CancellationState, _ code: CancellationCode, _ revision: Int) -> Message {
        var quantities = CaseQuantities()
        quantities.requested = 3
        return .cancellationChanged(
            CancellationChanged(
                caseId: "t-shop/1/c1", requestId: "r", storeOrder: names.storeOrder("1"), revision: revision,
                state: state, code: code, stage: .awaitingOutbound, nextAction: code.nextAction, labelVoided: nil,
                outboundOrders: [], quantities: quantities, changedAt: Timestamp(milliseconds: 0)))
    }

    private func task(_ kind: WarehouseTask.Kind, _ result: WarehouseTask.Result? = nil) -> Message {
        .task(
            WarehouseTask(
                taskId: "T", kind: kind, caseId: "t-shop/1/c1", outboundOrderId: "OB-1",
                storeOrder: names.storeOrder("1"), warehouseId: names.warehouseId, lines: lines, trackingNumber: nil,
                dueAt: Timestamp(milliseconds: 0), result: result))
    }

    private func moved(_ kind: StockMovement.Kind, _ units: Int) -> Message {
        .stockMoved(
            StockMoved(
                movementId: "m", warehouse: names.warehouse(names.returning),
                movement: StockMovement(
                    kind: kind, sku: "a", quantity: units, onHandDelta: 0, allocatedDelta: 0, quarantinedDelta: 0,
                    balance: Stock(sku: "a"), cause: StockMovement.Cause(.outboundOrder, "OB-1")),
                movedAt: Timestamp(milliseconds: 0)))
    }

    private func what(_ sayings: [Saying]) -> [String] { sayings.map { String($0.id.split(separator: ":")[2]) } }

    @Test func anUndisturbedOrderGoesToTheBuyer() {
        var script = script()
        #expect(what(script.start()) == ["submitted"])
        #expect(script.hear(order(.allocating, 1)).isEmpty)
        let reports = script.hear(order(.awaitingOutbound, 2))
        #expect(what(reports) == ["picking", "picked", "packed", "labelled", "shipped", "pickedUp", "delivered"])
        #expect(reports.map(\.at) == reports.map(\.at).sorted())
        #expect(script.hear(order(.delivered, 9)).isEmpty && !script.isDone)
        #expect(script.hear(order(.shipped, 7)).isEmpty)
        #expect(script.hear(moved(.allocated, 3)).isEmpty && script.hear(moved(.issued, 2)).isEmpty && !script.isDone)
        #expect(script.waitsFor == "movements issued of 3 units")
        #expect(script.hear(moved(.issued, 1)).isEmpty && script.isDone)
        #expect(script.result.changes == [.init(sku: "a", onHand: -2), .init(sku: "b", onHand: -1)])
    }

    @Test func aCancellationBeforePickingStopsAll() {
        var script = script(requestAfter: 10)
        _ = script.start()
        let request = script.hear(order(.awaitingOutbound, 2))
        #expect(what(request) == ["r"] && request[0].at == Timestamp(rfc3339: "2010-12-01T09:10:00Z"))
        #expect(script.hear(outcome(.releasing, .awaitingRelease, 1)).isEmpty)
        #expect(script.hear(outcome(.cancelled, .cancelledBeforeWork, 2)).isEmpty)
        _ = script.hear(moved(.allocated, 3))
        #expect(!script.isDone)
        _ = script.hear(moved(.released, 3))
        #expect(script.isDone && script.result.changes.isEmpty && script.result.untrue == nil)
        #expect(script.result.answers.map(\.asked) == [3])
    }

    @Test func anAnswerThatIsNotTrueIsNoticed() {
        var script = script(requestAfter: 10)
        _ = script.start()
        _ = script.hear(order(.awaitingOutbound, 2))
        _ = script.hear(outcome(.refused, .delivered, 1))
        #expect(script.result.untrue?.contains("answered delivered") == true)
    }

    @Test func aParcelThatIsStillHereIsStoppedAndPutAway() {
        var model = WarehouseModel()
        (model.missed, model.missing, model.voidFails, model.damaged, model.short) = (0, 0, 0, 0, 0)
        model.restockBy = .returnOrder
        var script = script(model)
        let shipped = script.parcel.marks[4].at
        var plan = script.plan
        plan.requests = [.init(requestId: "r", at: shipped.adding(minutes: 1))]
        script = OrderScript(plan, model, names)
        _ = script.start()
        #expect(what(script.hear(order(.awaitingOutbound, 2))).last == "shipped")
        #expect(what(script.hear(order(.shipped, 7))) == ["r"])
        #expect(script.hear(outcome(.verifying, .awaitingVerification, 1)).isEmpty)
        #expect(script.waitsFor == "task verifyGoods")
        #expect(what(script.hear(task(.verifyGoods)))[0].hasPrefix("verified"))
        _ = script.hear(outcome(.intercepting, .awaitingInterception, 2))
        _ = script.hear(task(.voidLabel))
        #expect(what(script.hear(task(.interceptParcel)))[0].hasPrefix("intercepted"))
        #expect(what(script.hear(task(.interceptParcel, .done)))[0].hasPrefix("voided"))
        _ = script.hear(outcome(.restocking, .awaitingRestock, 4))
        let back = script.hear(task(.putAway))
        guard case .returnOrderCommand(.receive(let received))? = back.first?.message else {
            Issue.record("no receipt, but \(back)")
            return
        }
        #expect(received.returnOrderId == "RO-OB-1" && received.complete && received.lines.map(\.line) == lines)
        _ = script.hear(outcome(.restocked, .interceptedAndRestocked, 6))
        #expect(script.waitsFor == "return order RO-OB-1 received")
    }

    @Test func whatIsRefusedAfterTheDeliveryIsSentBackByTheCustomer() throws {
        var model = WarehouseModel()
        (model.sentBack, model.returnDamaged, model.returnWrong, model.returnShort) = (100, 0, 0, 100)
        var script = script(model)
        var plan = script.plan
        let asked = script.parcel.delivered.adding(minutes: 60)
        plan.requests = [.init(requestId: "r", at: asked, lines: [Line("a", 2)])]
        script = OrderScript(plan, model, names)
        _ = script.start()
        _ = script.hear(order(.awaitingOutbound, 2))
        #expect(what(script.hear(order(.delivered, 9))) == ["r"])
        let announced = script.hear(outcome(.refused, .delivered, 1))
        #expect(what(announced) == ["announced-1"] && announced[0].at > asked)
        guard case .returnOrderCommand(.create(let created))? = announced.first?.message else {
            Issue.record("no return order, but \(announced)")
            return
        }
        #expect(created.returnOrderId == "CR-OB-1-1" && created.origin == .customer && created.lines == [Line("a", 2)])
        let returnOrder = ReturnOrder(created, at: announced[0].at)
        var expected = ExpectedReturn(
            returnOrderId: created.returnOrderId, storeOrder: created.storeOrder, order: returnOrder)
        let sent = script.hear(.returnOrderChanged(returnOrder))
        guard case .returnOrderCommand(.receive(let received))? = sent.first?.message else {
            Issue.record("no receipt, but \(sent)")
            return
        }
        #expect(received.complete && received.lines.map(\.line) == [Line("a", 1)] && sent[0].at > announced[0].at)
        _ = expected.handle(.receive(received), at: sent[0].at, policies: Policies())
        _ = script.hear(.returnOrderChanged(try #require(expected.order)))
        for (kind, units) in [(StockMovement.Kind.allocated, 3), (.issued, 3), (.restored, 1)] {
            #expect(!script.isDone)
            _ = script.hear(moved(kind, units))
        }
        #expect(script.isDone && script.result.untrue == nil && script.result.movedBack == 1)
        #expect(script.result.changes == [.init(sku: "a", onHand: -1), .init(sku: "b", onHand: -1)])
        #expect(
            script.result.sentBack
                == [.init(code: .delivered, units: 2, putAway: 1, quarantined: 0, lost: 1)])
    }

    @Test func byAdjustmentEachSKUCitesTheCase() {
        let voice = OrderVoice(script().plan, names, isAdjusting: true)
        let sayings = voice.adjust(lines, caseId: "t-shop/1/c1", at: Timestamp(milliseconds: 0))
        let adjustments = sayings.compactMap { saying -> StockAdjustment? in
            if case .stockCommand(let command) = saying.message, case .adjust(let one) = command.action {
                one
            } else {
                nil
            }
        }
        #expect(adjustments.map(\.sku) == ["a", "b"] && adjustments.map(\.delta) == [2, 1])
        #expect(adjustments.allSatisfy { $0.caseId == "t-shop/1/c1" && $0.outboundOrderId == "OB-1" })
        #expect(Set(sayings.map(\.id)).count == 2)
    }

    @Test func aRejectedReportEndsTheOrderWithItsReason() {
        var script = script()
        _ = script.start()
        let rejected = MessageRejected(
            rejection: Rejection(.unknownOutboundOrder, "not known"), key: "t-shop/1", messageSource: names.source,
            messageId: "t:OB-1:picking", messageType: "x", topic: "x", partition: 0, offset: 0)
        #expect(script.hear(.rejected(rejected)).isEmpty && script.isDone)
        #expect(script.result.failure == "t:OB-1:picking was rejected: not known")
    }
}
