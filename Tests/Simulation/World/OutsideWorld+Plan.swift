import Contracts
import Fulfillment

/// What will happen outside, before anybody answers.
extension OutsideWorld {
    private static let warehouses = [
        WarehouseKey(merchantId: "acme", warehouseId: "LAX1"), WarehouseKey(merchantId: "bolt", warehouseId: "NYC2"),
    ]
    private static let skus = ["A", "B", "C"]
    private static let span = 1_000

    private func lines(upTo most: Int) -> [Line] {
        let chosen = Self.skus.filter { _ in chance.happens(percent: 50) }
        return (chosen.isEmpty ? ["A"] : chosen).map { Line($0, chance.number(in: 1...most)) }
    }

    func planStoreOrder(_ number: Int) {
        let key = StoreOrderKey(storeId: "shop", storeOrderId: "\(number)")
        var last = 0
        for part in 0...(chance.happens(percent: 30) ? 1 : 0) {
            let parcel = Parcel(
                id: "OB-\(number)-\(part)", storeOrder: key, warehouse: chance.pick(Self.warehouses),
                lines: lines(upTo: 3))
            parcels.append(parcel)
            var at = chance.below(300)
            // Now and then only the floor knows of it.
            if !chance.happens(percent: 4) {
                plan(.send(submission(of: parcel)), at: at)
                parcels[parcels.count - 1].isSubmitted = true
            }
            for _ in 0..<chance.below(Parcel.way + 1) {
                at += chance.below(120)
                plan(.move(parcels.count - 1), at: at)
            }
            if chance.happens(percent: 20) { planCustomerReturn(parcel, at: at + chance.below(200)) }
            last = max(last, at)
        }
        guard chance.happens(percent: 85) else { return }
        for request in 0...(chance.happens(percent: 40) ? chance.below(3) : 0) { planRequest(request, key, last) }
    }

    private func submission(of parcel: Parcel) -> Message {
        .outboundOrderSubmitted(
            OutboundOrderSubmitted(
                outboundOrderId: parcel.id, storeOrder: parcel.storeOrder, merchantId: parcel.warehouse.merchantId,
                warehouseId: parcel.warehouse.warehouseId, lines: parcel.lines, submittedAt: time))
    }

    private func planRequest(_ number: Int, _ key: StoreOrderKey, _ last: Int) {
        let id = "r-\(key.storeOrderId)-\(number)"
        let request = CancellationRequested(
            requestId: id, storeOrder: key, reason: "other", requestedBy: "buyer", requestedAt: time,
            lines: chance.happens(percent: 70) ? nil : lines(upTo: 2))
        let at = chance.below(last + 100)
        plan(.send(.cancellationRequested(request)), at: at)
        // The same request once more, as its own message.
        if chance.happens(percent: 20) { plan(.send(.cancellationRequested(request)), at: at + chance.below(200)) }
    }

    private func planCustomerReturn(_ parcel: Parcel, at place: Int) {
        // Now and then it arrives at another warehouse.
        var warehouse = parcel.warehouse
        let isElsewhere = chance.happens(percent: 30)
        if isElsewhere { warehouse.warehouseId = "SEA3" }
        plan(
            .send(
                .returnOrderCommand(
                    .create(
                        ReturnOrderCreated(
                            returnOrderId: "C-" + parcel.id, storeOrder: parcel.storeOrder, outboundOrderId: parcel.id,
                            warehouse: warehouse, fromWarehouseId: isElsewhere ? parcel.warehouse.warehouseId : nil,
                            origin: .customer, caseId: nil, handling: .putAway, lines: parcel.lines)))), at: place)
    }

    func planStock() {
        for warehouse in Self.warehouses {
            for number in 0..<chance.number(in: 1...4) {
                let action = StockCommand.Action.receive(
                    receiptId: "in-\(warehouse.warehouseId)-\(number)", lines: lines(upTo: 12))
                plan(.send(.stockCommand(StockCommand(warehouse: warehouse, action: action))), at: chance.below(400))
            }
            guard chance.happens(percent: 50) else { continue }
            let adjustment = StockAdjustment(
                adjustmentId: "count-\(warehouse.warehouseId)", sku: chance.pick(Self.skus),
                delta: chance.pick([-3, -1, 1, 5]), reasonCode: "counted", actor: "floor")
            plan(
                .send(.stockCommand(StockCommand(warehouse: warehouse, action: .adjust(adjustment)))),
                at: chance.below(Self.span))
        }
    }
}
