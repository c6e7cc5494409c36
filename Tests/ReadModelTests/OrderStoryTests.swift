import Contracts
import Fulfillment
import Operations
import Streams
import TestPlant
import Testing

@testable import ReadModel

/// What the read model says of orders that real services handle.
@Suite("The read model of a running plant", .timeLimit(.minutes(15)))
struct OrderStoryTests {
    @Test("a cancellation before work: forecast, case, stock, balance")
    func beforeWork() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = try rig.awaiting("1001", quantity: 2, stock: 10)
        let before = try #require(try rig.model.order(key))
        #expect(before.outboundOrders.map(\.forecast.step) == [.cancel(available: 2)])
        #expect(before.cases.isEmpty)
        let held = try #require(try rig.model.stockItem(ModelRig.stock, sku: "SKU-1"))
        #expect(held.row.balance.available == 8)

        try rig.plant.request("r-1", key, by: "buyer", note: "ordered twice")
        let one = try rig.state(key, .cancelled)
        #expect(one.summary.code == .cancelledBeforeWork)
        #expect(one.summary.quantities.cancelled == 2)
        #expect(one.addsUp)
        #expect(one.summary.endedAt != nil)
        #expect(one.summary.due == nil)
        let request = try #require(one.requests.first)
        #expect(request.request?.note == "ordered twice")
        #expect(request.request?.requestedBy == "buyer")
        #expect(request.caseId == one.summary.caseId)
        #expect(one.timeline.contains { $0.person == "buyer" })

        let item = try LivePlant.eventually("all units are available") {
            let item = try rig.model.stockItem(ModelRig.stock, sku: "SKU-1")
            return item?.row.balance.available == 10 ? item : nil
        }
        #expect(item.movementCount == 3)
        let movements = try rig.model.movements(ModelRig.stock, sku: "SKU-1", PageRequest())
        #expect(movements.rows.map(\.moved.movement.kind) == [.released, .allocated, .received])
        #expect(movements.rows[0].storeOrder == key)
        #expect(movements.next == nil)

        let balance = try #require(try rig.model.balance(key))
        #expect(balance.addsUp)
        #expect(balance.ordered == 2)
        #expect(balance.rows.map(\.place) == [.available])
        #expect(balance.rows.first?.because?.moved.movement.kind == .released)
        #expect(balance.skus.allSatisfy { $0.addsUp })
        let after = try #require(try rig.model.order(key))
        #expect(after.outboundOrders[0].forecast.step == .covered(caseId: one.summary.caseId, code: .alreadyCancelled))
    }

    @Test("a parcel that is stopped: whereabouts with their source, tasks with their deadline, units back")
    func stopped() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = try rig.awaiting("1002", quantity: 3)
        let parcel = ParcelName(parcelId: "P-77", trackingNumber: "1Z999")
        try rig.plant.report(
            "OB-1002", key, "LAX1", .progressed(.shipped, carrier: "UPS", trackingNumber: "1Z999"), parcel: parcel)
        let shipped = try rig.status(key, .shipped)
        let outbound = try #require(shipped.outboundOrders.first)
        #expect(outbound.parcels.map(\.parcelId) == ["P-77"])
        #expect(outbound.parcels.first?.custody == .unknown)
        #expect(outbound.parcels.first?.custodyBecause?.reportedBy == "floor-7")
        #expect(outbound.shippedUnscanned?.reportedBy == "floor-7")
        #expect(outbound.forecast.step == .verify(seconds: Policy().verifySeconds))

        try rig.plant.request("r-2", key)
        let asked = try rig.state(key, .verifying)
        let due = try #require(asked.summary.due)
        #expect(due.debtor == .warehouse("LAX1"))
        #expect(due.task == .verifyGoods)
        #expect(due.decidedAt == due.at.adding(seconds: Policy().escalationSeconds))
        let tasks = try rig.model.tasks(TaskFilter(warehouseId: "LAX1"), PageRequest())
        #expect(tasks.rows.map(\.task.kind) == [.verifyGoods])
        #expect(tasks.rows.first?.parcelId == "P-77")
        #expect(tasks.rows.first?.merchantId == "acme")
        let item = try #require(try rig.model.stockItem(ModelRig.stock, sku: "SKU-1"))
        #expect(item.row.held == 3)
        #expect(item.holders.map(\.caseId) == [asked.summary.caseId])
        #expect(try rig.model.stock(ModelRig.stock, PageRequest()).rows.map(\.held) == [3])

        try rig.plant.report("OB-1002", key, "LAX1", .goodsVerified(.inWarehouse), parcel: parcel)
        try rig.state(key, .intercepting)
        try rig.plant.report("OB-1002", key, "LAX1", .parcelIntercepted(succeeded: true, reason: nil), parcel: parcel)
        try rig.plant.report(
            "OB-1002", key, "LAX1", .labelVoided(succeeded: true, trackingNumber: "1Z999", reason: nil))
        let stopped = try rig.state(key, .restocking)
        #expect(stopped.summary.quantities.pending == 3)
        let order = try LivePlant.eventually("its return order is open") {
            try rig.model.order(key)?.returnOrders.first
        }
        #expect(order.returnOrderId == "RO-OB-1002")
        let receipt = ReturnOrderReceived(
            returnOrderId: order.returnOrderId, storeOrder: key, receiptId: "rr-1",
            lines: [.init(Line("SKU-1", 3), condition: .good)], complete: true)
        try rig.plant.send(.returnOrderCommand(.receive(receipt)), from: "/wms")
        let ended = try rig.state(key, .restocked)
        #expect(ended.addsUp)
        #expect(ended.summary.quantities.restored == 3)
        #expect(ended.tasks.allSatisfy { $0.task.result != nil && $0.closedAt != nil })
        let returned = try #require(try rig.model.returnOrder(key, id: "RO-OB-1002"))
        #expect(returned.now.state == .received)
        #expect(returned.receipts.map(\.receipt.receiptId) == ["rr-1"])
        #expect(returned.receipts.first?.sender == "/wms")
        #expect(try rig.model.tasks(TaskFilter(warehouseId: "LAX1"), PageRequest()).rows.isEmpty)
        let closed = try rig.model.tasks(TaskFilter(isOpen: false), PageRequest())
        #expect(Set(closed.rows.map(\.task.kind)) == [.verifyGoods, .interceptParcel, .voidLabel, .putAway])
        #expect(try rig.model.stockItem(ModelRig.stock, sku: "SKU-1")?.holders.isEmpty == true)
        #expect(try rig.model.stock(ModelRig.stock, PageRequest()).rows.map(\.held) == [0])
        let balance = try LivePlant.eventually("the units are back in the balance") {
            let view = try rig.model.balance(key)
            return view?.rows.map(\.place) == [.available] ? view : nil
        } state: {
            "\(String(describing: try? rig.model.balance(key)?.rows.map { ($0.place, $0.quantity) }))"
        }
        #expect(balance.addsUp)
        let summary = try rig.model.operations(now: LivePlant.now())
        #expect(summary.open.isEmpty)
        #expect(summary.late.isEmpty)
        #expect(summary.answers.contains { $0.task == .verifyGoods && $0.count == 1 })
    }

    @Test("what a carrier has is refused; a second request is answered by the open case; a wrong one is rejected")
    func refusedJoinedRejected() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let gone = try rig.awaiting("1003")
        try rig.plant.report("OB-1003", gone, "LAX1", .carrierScanned(.inTransit, trackingNumber: "T-3"), by: nil)
        let view = try rig.status(gone, .inTransit)
        #expect(view.outboundOrders.first?.forecast.step == .refuse(.inTransit))
        try rig.plant.request("r-3", gone)
        #expect(try rig.state(gone, .refused).summary.code == .inTransit)

        let picked = try rig.awaiting("1004")
        try rig.plant.report("OB-1004", picked, "LAX1", .progressed(.picked, carrier: nil, trackingNumber: nil))
        try rig.status(picked, .picked)
        #expect(
            try rig.model.forecast(picked, lines: [Line("SKU-1", 1)], outboundOrderIds: nil)?.map(\.step)
                == [.refuse(.partialAfterWorkStarted)])
        try rig.plant.request("r-4", picked)
        let open = try rig.state(picked, .verifying)
        #expect(
            try rig.model.order(picked)?.outboundOrders.first?.forecast.step
                == .covered(caseId: open.summary.caseId, code: .awaitingVerification))
        try rig.plant.request("r-5", picked)
        let joined = try LivePlant.eventually("r-5 is answered") {
            let request = try rig.model.request("r-5", storeId: "shop-de")
            return request?.caseId == nil ? nil : request
        }
        #expect(joined.caseId == open.summary.caseId)
        #expect(try rig.model.cancellationCase(open.summary.caseId)?.requests.map(\.requestId) == ["r-4", "r-5"])

        let more = try rig.awaiting("1005")
        try rig.plant.request("r-6", more, lines: [Line("SKU-1", 50)])
        let rejected = try LivePlant.eventually("r-6 is rejected") { () -> RejectionRow? in
            guard case .rejected(let row)? = try rig.model.request("r-6", storeId: "shop-de")?.result else {
                return nil
            }
            return row
        }
        #expect(rejected.rejected.rejection.code == .quantityExceedsOrder)
        #expect(rejected.storeOrder == more)
        let found = try #require(try rig.model.rejection(rejected.id))
        guard case .cancellationRequested(let said)? = found.refused?.message else {
            Issue.record("the refused request is not found")
            return
        }
        #expect(said.requestId == "r-6")
        #expect(
            try rig.model.rejections(RejectionFilter(code: "quantityExceedsOrder"), PageRequest()).rows == [rejected])
        #expect(try rig.model.rejections(RejectionFilter(code: "unknownSku"), PageRequest()).rows.isEmpty)
        #expect(try rig.model.operations(now: LivePlant.now()).rejectedToday == 1)
        #expect(try rig.model.request("r-none", storeId: "shop-de") == nil)
    }

    @Test("a request for an order that never came waits, is late, and is distinguished from others")
    func waiting() throws {
        let rig = try ModelRig()
        defer { rig.stop() }
        let key = StoreOrderKey(storeId: "shop-de", storeOrderId: "none")
        try rig.plant.request("r-7", key)
        let one = try rig.state(key, .waitingForOrder)
        let due = try #require(one.summary.due)
        #expect(due.debtor == .store("shop-de"))
        let later = due.at.adding(seconds: 60)
        let summary = try rig.model.operations(now: later)
        #expect(summary.open == [.waitingForOrder: 1])
        #expect(summary.late.map(\.debtor) == [.store("shop-de")])
        #expect(summary.lateCases.map(\.caseId) == [one.summary.caseId])
        #expect(try rig.model.operations(now: due.at.adding(seconds: -60)).late.isEmpty)
        let filter = CaseFilter(states: [.waitingForOrder])
        #expect(try rig.model.cases(filter, PageRequest()).rows == [one.summary])
        #expect(
            try rig.model.cases(CaseFilter(states: CaseFilter.open, warehouseId: "LAX1"), PageRequest()).rows.isEmpty)
    }
}
