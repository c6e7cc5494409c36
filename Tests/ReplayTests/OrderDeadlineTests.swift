import Contracts
import Fulfillment
import Testing

@testable import Replay
@testable import turnback

/// A script whose floor overlooks a task. The test says what the services and the clock of the run would say.
@Suite struct OrderDeadlineTests {
    private let names = RunNames(run: "t")
    private let at = Timestamp(rfc3339: "2010-12-01T09:00:00Z")!

    /// Its one order is packed and asked to be cancelled; the floor overlooks that, by the defaults until the case is refused.
    private struct Played {
        var script: OrderScript
        var revision = 0

        mutating func hear(_ state: CancellationState, _ code: CancellationCode, at time: Timestamp) -> [String] {
            revision += 1
            return what(
                script.hear(
                    .cancellationChanged(
                        CancellationChanged(
                            caseId: "t-shop/1/c1", requestId: "r",
                            storeOrder: StoreOrderKey(storeId: "t-shop", storeOrderId: "1"),
                            revision: revision, state: state, code: code, stage: .packed, nextAction: code.nextAction,
                            labelVoided: nil, outboundOrders: [], quantities: CaseQuantities(), changedAt: time))))
        }

        mutating func open(_ kind: WarehouseTask.Kind) -> [String] {
            what(
                script.hear(
                    .task(
                        WarehouseTask(
                            taskId: "T", kind: kind, caseId: "t-shop/1/c1", outboundOrderId: "OB-1",
                            storeOrder: StoreOrderKey(storeId: "t-shop", storeOrderId: "1"), warehouseId: "w",
                            lines: [Line("a", 2)], trackingNumber: nil, dueAt: Timestamp(milliseconds: 0), result: nil))
                ))
        }

        func what(_ sayings: [Saying]) -> [String] { sayings.map { String($0.id.split(separator: ":")[2]) } }
    }

    private func packed(_ restockBy: WarehouseModel.RestockBy, overlooked: Int = 100, policies: Policies? = nil)
        -> Played
    {
        var model = WarehouseModel()
        (model.missed, model.missing, model.overlooked, model.restockBy) = (0, 0, overlooked, restockBy)
        // Nothing else happens to it for a week of work.
        model.step = 3_000
        var plan = PlannedOrder(id: "1", orderedAt: at, lines: [Line("a", 2)])
        let parcel = Parcel(orderId: "1", orderedAt: at, model)
        plan.requests = [.init(requestId: "r", at: parcel.marks[2].at.adding(minutes: 1))]
        var script = OrderScript(plan, model, names, policies: policies ?? names.policies, clock: 1_000)
        _ = script.start()
        for (revision, status) in [(2, OutboundStatus.awaitingOutbound), (5, .packed)] {
            _ = script.hear(
                .outboundOrderChanged(
                    OutboundOrderChanged(
                        outboundOrderId: "OB-1", storeOrder: names.storeOrder("1"), merchantId: names.returning,
                        warehouseId: names.warehouseId, revision: revision, status: status, custody: .warehouse,
                        lines: [Line("a", 2)], changedAt: at)))
        }
        return Played(script: script)
    }

    /// Milliseconds of these hours after the run's clock of the beginning.
    private func clock(hours: Int64) -> Int64 { 1_000 + hours * 3_600_000 }

    @Test func whatTheFloorOverlooksIsEscalatedAndThenRefused() {
        var played = packed(.returnOrder)
        let asked = played.script.now
        #expect(played.hear(.verifying, .awaitingVerification, at: asked).isEmpty)
        #expect(played.script.awaitedClock == nil && played.script.waitsFor == "task verifyGoods")
        #expect(played.open(.verifyGoods).isEmpty)
        #expect(played.script.awaitedClock == clock(hours: 4))
        #expect(played.script.hear(clock: clock(hours: 4)).isEmpty)
        // Not said again by anybody: the services are waited for.
        #expect(played.script.awaitedClock == nil && played.script.waitsFor == "request r escalated")
        let escalated = asked.adding(seconds: 14_400)
        #expect(played.hear(.escalated, .escalated, at: escalated).isEmpty)
        #expect(played.script.awaitedClock == clock(hours: 8) && played.script.now == escalated.adding(seconds: 14_400))
        #expect(played.script.hear(clock: clock(hours: 8)).isEmpty)
        // The parcel goes on, and nobody looks for it any more.
        let next = played.hear(.refused, .noAnswerFromWarehouse, at: played.script.now)
        #expect(next.first == "labelled" && !next.contains { $0.hasPrefix("verified") })
        #expect(played.script.result.untrue == nil)
        #expect(played.script.result.escalations == [.init(isKeptOpen: false, end: .noAnswerFromWarehouse)])
    }

    @Test func whereThePolicyKeepsItOpenALateAnswerCounts() {
        var played = packed(.adjustment)
        let asked = played.script.now
        _ = played.hear(.verifying, .awaitingVerification, at: asked)
        _ = played.open(.verifyGoods)
        #expect(played.script.awaitedClock == clock(hours: 2))
        _ = played.script.hear(clock: clock(hours: 2))
        _ = played.hear(.escalated, .escalated, at: asked.adding(seconds: 7_200))
        #expect(played.script.awaitedClock == clock(hours: 4))
        // Nothing is published about the second deadline: it goes on by itself.
        let late = played.what(played.script.hear(clock: clock(hours: 4)))
        #expect(late.count == 1 && late[0].hasPrefix("verified") && played.script.waitsFor == "request r intercepting")
        #expect(played.script.work?.escalation == .init(isKeptOpen: true))
    }

    @Test func whatIsAnsweredInTimeWaitsForNoClock() {
        var played = packed(.returnOrder, overlooked: 0)
        _ = played.hear(.verifying, .awaitingVerification, at: played.script.now)
        #expect(played.open(.verifyGoods)[0].hasPrefix("verified"))
        #expect(played.script.result.escalations.isEmpty)
    }

    @Test func whatComesBeforeItsDeadlineIsNoticed() {
        var played = packed(.returnOrder, overlooked: 0)
        let asked = played.script.now
        _ = played.hear(.verifying, .awaitingVerification, at: asked)
        _ = played.open(.verifyGoods)
        _ = played.hear(.escalated, .escalated, at: asked.adding(seconds: 60))
        _ = played.hear(.intercepting, .awaitingInterception, at: asked.adding(seconds: 70))
        #expect(played.script.result.untrue == nil)
        var hasty = packed(.returnOrder)
        _ = hasty.hear(.verifying, .awaitingVerification, at: asked)
        _ = hasty.open(.verifyGoods)
        _ = hasty.script.hear(clock: clock(hours: 4))
        _ = hasty.hear(.refused, .noAnswerFromWarehouse, at: asked.adding(seconds: 14_400))
        #expect(
            hasty.script.result.untrue == "request r was answered noAnswerFromWarehouse, which is not what happened")
    }

    @Test func whereNobodyDrivesTheClockNothingIsWaitedFor() {
        var model = WarehouseModel()
        model.overlooked = 100
        let plan = PlannedOrder(id: "1", orderedAt: at, lines: [Line("a", 2)])
        let script = OrderScript(plan, model, names)
        #expect(script.policy == nil && script.awaitedClock == nil && script.nextDeadline == nil)
    }
}
