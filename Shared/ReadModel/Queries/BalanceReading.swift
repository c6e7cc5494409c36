internal import Contracts
internal import Fulfillment

/// Where each unit of a store order is, as the movements say (`UnitShelf`).
struct BalanceReading {
    let reading: OrderReading

    init(_ reading: OrderReading) { self.reading = reading }

    /// - Parameters:
    ///   - leaving: the movements by which units of a SKU left quarantine in a stock, the oldest first, from the first movement
    ///     of an outbound order on.
    ///   - sum: the balance of a SKU in a stock, and whether its movements add up.
    func view(
        leaving: (WarehouseKey, String, _ since: String) throws(SQLiteError) -> [MovementRow],
        _ sum: (WarehouseKey, String) throws(SQLiteError) -> BalanceView.SKUSum?
    ) throws(SQLiteError) -> BalanceView {
        var rows: [BalanceView.Row] = []
        var wrong: [String] = []
        var ordered = 0
        var sums: [BalanceView.SKUSum] = []
        let submissions = reading.submissions
        for order in reading.outboundOrders where !reading.isOfAnother(order.outboundOrderId) {
            let id = order.outboundOrderId
            let lines = submissions.first { $0.outboundOrderId == id }?.lines ?? order.lines
            for line in lines {
                ordered += line.quantity
                let shelf = try shelf(id, line, leaving)
                let own = BalanceView.Place.allCases.flatMap { place in
                    (shelf.heaps[place] ?? []).filter { $0.quantity > 0 }.map { heap in
                        self.row(order, line.sku, place, heap)
                    }
                }
                rows += own
                if shelf.isShort || own.reduce(0, { $0 + $1.quantity }) != line.quantity {
                    wrong.append("\(id) \(line.sku)")
                }
                let key = WarehouseKey(merchantId: order.merchantId, warehouseId: order.warehouseId)
                if !sums.contains(where: { $0.warehouse == key && $0.balance.sku == line.sku }),
                    let one = try sum(key, line.sku)
                {
                    sums.append(one)
                }
            }
        }
        return BalanceView(
            storeOrder: reading.key, rows: rows, ordered: ordered, addsUp: wrong.isEmpty, wrong: wrong, skus: sums)
    }

    /// How many units of an outbound order are where.
    ///
    /// What is in quarantine may have been put on the shelf since, under no order's name: either way it is back.
    func units(of order: OutboundOrderChanged) -> [BalanceView.Place: Int] {
        let lines = reading.submissions.first { $0.outboundOrderId == order.outboundOrderId }?.lines ?? order.lines
        var units: [BalanceView.Place: Int] = [:]
        for line in lines {
            var shelf = UnitShelf(ordered: line.quantity)
            for row in own(order.outboundOrderId, line.sku) { shelf.take(row) }
            for (place, heaps) in shelf.heaps { units[place, default: 0] += heaps.reduce(0) { $0 + $1.quantity } }
        }
        return units.filter { $0.value > 0 }
    }

    /// The movements of a SKU of an outbound order.
    private func own(_ id: String, _ sku: String) -> [MovementRow] {
        reading.movements.filter { $0.moved.movement.outboundOrderId == id && $0.moved.movement.sku == sku }
    }

    private func shelf(
        _ id: String, _ line: Line,
        _ leaving: (WarehouseKey, String, _ since: String) throws(SQLiteError) -> [MovementRow]
    ) throws(SQLiteError) -> UnitShelf {
        let own = own(id, line.sku)
        var rows = own
        for stock in Set(own.filter { $0.moved.movement.quarantinedDelta > 0 }.map(\.moved.warehouse)) {
            rows += try leaving(stock, line.sku, id).filter { $0.moved.movement.outboundOrderId != id }
        }
        if rows.count > own.count { rows.sort { $0.isBefore($1) } }
        var shelf = UnitShelf(ordered: line.quantity)
        for row in rows {
            if row.moved.movement.outboundOrderId == id { shelf.take(row) } else { shelf.leaveQuarantine(row) }
        }
        return shelf
    }

    private func row(
        _ order: OutboundOrderChanged, _ sku: String, _ place: BalanceView.Place, _ heap: UnitShelf.Heap
    ) -> BalanceView.Row {
        // What is set aside for an order that a case is stopping belongs to the case.
        let holder = reading.tasks.first {
            $0.task.result == nil && $0.task.kind != .stopWork && $0.task.outboundOrderId == order.outboundOrderId
                && $0.task.lines.quantity(of: sku) > 0
        }
        let isHeld = place == .allocated || place == .left
        return BalanceView.Row(
            outboundOrderId: order.outboundOrderId, sku: sku, quantity: heap.quantity, place: place,
            because: heap.because, caseId: isHeld ? holder?.task.caseId : heap.because?.moved.movement.caseId)
    }
}
