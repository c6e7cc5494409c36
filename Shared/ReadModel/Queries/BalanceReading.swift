internal import Contracts
internal import Fulfillment

/// Where each unit of a store order is, as the movements tell: each movement takes units from where they were.
struct BalanceReading {
    let reading: OrderReading

    init(_ reading: OrderReading) { self.reading = reading }

    /// Units at one place, with the movement that put them there.
    private struct Heap {
        var quantity: Int
        var because: MovementRow?
    }

    /// The units of one SKU of one outbound order, by place.
    private struct Shelf {
        var heaps: [BalanceView.Place: [Heap]]
        /// Units that a movement took from where none were.
        var isShort = false

        init(ordered: Int) { heaps = [.waitingForStock: [Heap(quantity: ordered)]] }

        mutating func move(
            _ quantity: Int, from sources: [BalanceView.Place], to place: BalanceView.Place, _ row: MovementRow
        ) {
            var left = quantity
            for source in sources where left > 0 {
                while left > 0, let last = heaps[source]?.last {
                    let taken = min(left, last.quantity)
                    left -= taken
                    if taken == last.quantity {
                        heaps[source]!.removeLast()
                    } else {
                        heaps[source]![heaps[source]!.count - 1].quantity -= taken
                    }
                }
            }
            if left > 0 { isShort = true }
            if quantity - left > 0 { heaps[place, default: []].append(Heap(quantity: quantity - left, because: row)) }
        }

        mutating func take(_ row: MovementRow) {
            let movement = row.moved.movement
            let count = movement.quantity
            switch movement.kind {
            case .allocated: move(count, from: [.waitingForStock, .available], to: .allocated, row)
            case .released: move(count, from: [.allocated], to: .available, row)
            case .issued: move(count, from: [.allocated, .available], to: .left, row)
            case .restored: move(count, from: [.left, .writtenOff, .allocated], to: .available, row)
            case .quarantined: move(count, from: [.left, .writtenOff, .allocated], to: .quarantined, row)
            case .disposed: move(count, from: [.left, .allocated, .quarantined], to: .writtenOff, row)
            case .reversed: move(count, from: [.available, .quarantined, .writtenOff], to: .left, row)
            case .adjusted where movement.allocatedDelta < 0:
                move(-movement.allocatedDelta, from: [.allocated], to: .writtenOff, row)
            case .received, .adjusted, .claimed: break
            }
        }
    }

    /// - Parameter sum: the balance of a SKU in a stock, and whether its movements add up.
    func view(
        _ sum: (WarehouseKey, String) throws(SQLiteError) -> BalanceView.SKUSum?
    ) throws(SQLiteError) -> BalanceView {
        var rows: [BalanceView.Row] = []
        var wrong: [String] = []
        var ordered = 0
        var sums: [BalanceView.SKUSum] = []
        let submissions = reading.submissions
        for order in reading.outboundOrders {
            let id = order.outboundOrderId
            let lines = submissions.first { $0.outboundOrderId == id }?.lines ?? order.lines
            for line in lines {
                ordered += line.quantity
                var shelf = Shelf(ordered: line.quantity)
                for row in reading.movements
                where row.moved.movement.outboundOrderId == id && row.moved.movement.sku == line.sku { shelf.take(row) }
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

    private func row(
        _ order: OutboundOrderChanged, _ sku: String, _ place: BalanceView.Place, _ heap: Heap
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
