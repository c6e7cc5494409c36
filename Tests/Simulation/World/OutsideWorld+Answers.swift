import Contracts
import Fulfillment

@testable import Streams

/// What the warehouse answers when it is asked.
extension OutsideWorld {
    func answer(_ task: WarehouseTask) throws(LogError) {
        guard let index = index(of: task.outboundOrderId) else { return }
        let parcel = parcels[index]
        switch task.kind {
        case .stopWork: parcels[index].isPulled = true
        case .verifyGoods:
            let found: WarehouseReport.Found =
                parcel.isWithCarrier ? .withCarrier : chance.happens(percent: 5) ? .missing : .inWarehouse
            try post.send(parcel.report(.goodsVerified(found), at: time))
        case .interceptParcel:
            let succeeds = !parcel.isWithCarrier && chance.happens(percent: 90)
            if succeeds { parcels[index].isPulled = true }
            try post.send(
                parcel.report(.parcelIntercepted(succeeded: succeeds, reason: succeeds ? nil : "gone"), at: time))
        case .voidLabel:
            try post.send(
                parcel.report(
                    .labelVoided(
                        succeeded: chance.happens(percent: 80), trackingNumber: task.trackingNumber ?? parcel.tracking,
                        reason: nil), at: time))
        case .putAway: try putAway(task, parcel)
        }
    }

    /// Brings the units back by adjustment where the merchant's policy says so, and now and then where not. Where so many are
    /// refused, fewer are there than the task says: next time it is one less.
    private func putAway(_ task: WarehouseTask, _ parcel: Parcel) throws(LogError) {
        let byAdjustment = options.policies[parcel.warehouse.merchantId].restockBy == .adjustment
        guard byAdjustment || chance.happens(percent: 15) else { return }
        for line in task.lines {
            let id = "back-\(task.taskId)-\(line.sku)"
            let count = putBacks[id, default: 0]
            putBacks[id] = count + 1
            let adjustment = StockAdjustment(
                adjustmentId: count == 0 ? id : "\(id)-\(count + 1)", sku: line.sku, delta: max(1, line.quantity - count),
                reasonCode: "intercepted", actor: "floor", caseId: task.caseId, outboundOrderId: task.outboundOrderId)
            try post.send(.stockCommand(StockCommand(warehouse: parcel.warehouse, action: .adjust(adjustment))))
        }
    }

    func receive(_ order: ReturnOrder, complete: Bool) throws(LogError) {
        receipts += 1
        let lines = order.entries.compactMap { entry -> ReturnOrderReceived.ReceivedLine? in
            let left = entry.expected - entry.received
            let quantity = complete ? left : chance.below(left + 2)
            guard quantity > 0 else { return nil }
            return ReturnOrderReceived.ReceivedLine(
                Line(entry.sku, quantity),
                condition: chance.happens(percent: 80) ? .good : chance.pick(ReturnOrderReceived.Condition.allCases))
        }
        guard complete || !lines.isEmpty else { return }
        try post.send(
            .returnOrderCommand(
                .receive(
                    ReturnOrderReceived(
                        returnOrderId: order.created.returnOrderId, storeOrder: order.created.storeOrder,
                        receiptId: "back-\(receipts)", lines: lines, complete: complete))))
    }

    /// All that is still open is answered, except for questions that nobody ever answers.
    func finish() throws(LogError) {
        while !isDone { try step() }
        try listen()
        while position < deeds.count { try step() }
        for task in tasks.values.sorted(by: { $0.taskId < $1.taskId })
        where !silent.contains(task.taskId) || isUrgent(task) {
            try answer(task)
        }
        for order in returnOrders.values.sorted(by: { $0.created.returnOrderId < $1.created.returnOrderId })
        where order.state == .awaitingArrival || order.state == .partlyReceived {
            try receive(order, complete: true)
        }
    }

    /// Nothing but an answer ends it.
    private func isUrgent(_ task: WarehouseTask) -> Bool {
        let merchant = parcels.first { $0.id == task.outboundOrderId }?.warehouse.merchantId ?? ""
        return task.kind == .putAway || options.policies[merchant].whenWarehouseIsSilent == .keepOpen
    }
}
