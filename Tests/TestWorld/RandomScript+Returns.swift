import Fulfillment
import TestSupport

/// How units come back: by adjustment, by the interception's return order, by the customer's, to the sender.
extension RandomScript {
    mutating func comingBack(_ parcel: Parcel) {
        if random.chance(50) { adjustments(parcel) }
        let id = ReturnOrder.interceptionId(parcel.id)
        receipts(id, parcel, random.chance(80) ? .expected(id) : .requested(parcel.request))
        if random.chance(15) {
            add(.returns(.cancel(returnOrderId: id, storeOrder: parcel.key)), .requested(parcel.request))
        }
    }

    private mutating func adjustments(_ parcel: Parcel) {
        for line in parcel.lines {
            let adjustment = StockAdjustment(
                adjustmentId: "adj-\(parcel.id)-\(line.sku)", sku: line.sku, delta: line.quantity,
                reasonCode: "intercepted", actor: "mia", caseId: "\(parcel.key)/c1", outboundOrderId: parcel.id)
            say(.adjust(adjustment), in: parcel.warehouse, .requested(parcel.request))
            guard random.chance(30) else { continue }
            var more = adjustment
            if random.chance(70) { more.adjustmentId += "-more" }
            more.delta = 1
            say(.adjust(more), in: parcel.warehouse, .requested(parcel.request))
        }
    }

    /// One or several, over the same units.
    mutating func customerReturns(_ parcel: Parcel) {
        for number in 0...random.below(3) {
            let id = "RET-\(parcel.id)-\(number)"
            add(
                .returns(
                    .create(
                        ReturnOrderCreated(
                            returnOrderId: id, storeOrder: parcel.key, outboundOrderId: parcel.id,
                            warehouse: parcel.warehouse, origin: .customer, caseId: nil,
                            handling: random.pick(Handling.allCases),
                            lines: random.chance(70) ? parcel.lines : lines(upTo: 3)))), .gone(parcel.id))
            receipts(id, parcel, random.chance(80) ? .expected(id) : .gone(parcel.id))
            if random.chance(10) { add(.returns(.cancel(returnOrderId: id, storeOrder: parcel.key)), .expected(id)) }
        }
    }

    mutating func receipts(_ id: String, _ parcel: Parcel, _ gate: Gate) {
        for number in 0..<random.below(4) {
            var received = parcel.lines.filter { _ in random.chance(80) }.map { line in
                ReturnOrderReceived.ReceivedLine(
                    Line(line.sku, 1 + random.below(line.quantity + 1)),
                    condition: random.pick([.good, .good, .damaged, .wrongItem]),
                    handling: random.chance(30) ? random.pick(Handling.allCases) : nil)
            }
            if received.isEmpty || random.chance(10) { received.append(.init(Line("Z", 1), condition: .wrongItem)) }
            add(
                .returns(
                    .receive(
                        ReturnOrderReceived(
                            returnOrderId: id, storeOrder: parcel.key, receiptId: "rr-\(random.below(number + 1))",
                            lines: received, complete: random.chance(40)))), gate)
            guard random.chance(15) else { continue }
            add(
                .returns(
                    .reverse(
                        ReceiptReversed(
                            returnOrderId: id, storeOrder: parcel.key, receiptId: "rr-\(random.below(number + 1))"))),
                .expected(id))
        }
    }
}
