import Contracts
import Fulfillment
import Testing

@testable import turnback

/// Goods that come back to another warehouse, in the running services and in the books that `reconcile` keeps of them.
@Suite("A return at another warehouse, in the running services", .timeLimit(.minutes(15)))
struct PlantElsewhereTests {
    private let order = ContractOrder("1001")

    @Test("is claimed where it was sent from, raised where it arrives, and booked once")
    func raised() throws {
        let bench = try ContractBench()
        try bench.send(order.received(), id: "stock")
        try bench.send(order.submitted(2), id: "order")
        try bench.reaches(.awaitingOutbound, order.outboundOrderId)
        try bench.send(order.progressed(.shipped), id: "shipped")
        try bench.message(.inventoryReplies, "issued") { message in
            if case .stockReply(let reply) = message, reply.answer == .issued { true } else { nil }
        }
        let arrival = WarehouseKey(merchantId: order.warehouse.merchantId, warehouseId: "NYC2")
        let created = ReturnOrderCreated(
            returnOrderId: "RO", storeOrder: order.store, outboundOrderId: order.outboundOrderId, warehouse: arrival,
            fromWarehouseId: order.warehouse.warehouseId, origin: .interception, caseId: nil, handling: .putAway,
            lines: [Line("A", 2)])
        try bench.send(.returnOrderCommand(.create(created)), id: "create")
        for _ in 1...2 { try bench.send(order.returnReceived(2), id: "receive") }
        let booked = try bench.message(.returnEvents, "booked") { message in
            if case .returnOrderChanged(let order) = message, order.entries[0].booked == 2 { order } else { nil }
        }
        #expect(booked.state == .received && booked.created.fromWarehouseId == "LAX1" && booked.discrepancies.isEmpty)
        let movements = try bench.records(.inventoryMovements).compactMap { record -> StockMoved? in
            guard case .stockMoved(let moved) = try Message.decode(record.body, topic: .inventoryMovements).1 else { return nil }
            return moved.movement.kind == .claimed || moved.movement.kind == .restored ? moved : nil
        }
        #expect(movements.map(\.movement.kind) == [.claimed, .restored] || movements.map(\.movement.kind) == [.restored, .claimed])
        let raised = movements.filter { $0.movement.kind == .restored }
        #expect(raised.map(\.warehouse) == [arrival] && raised.map(\.movement.balance.onHand) == [2])
        #expect(movements.filter { $0.movement.kind == .claimed }.map(\.movement.balance.onHand) == [3])
        #expect(try bench.records(.rejections).isEmpty && bench.records(.deadLetters).isEmpty)
    }
}
