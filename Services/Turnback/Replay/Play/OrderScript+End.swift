import Contracts
import Fulfillment

/// The end of an order: the movements that must have been seen, and what physically happened.
extension OrderScript {
    func lastMovements() -> [Expectation] {
        var all: [Expectation] = [.moved(.allocated, plan.lines.units)]
        let cancelled = plan.lines.units - lines.units
        if cancelled > 0 { all.append(.moved(.released, cancelled)) }
        if isShipped { all.append(.moved(.issued, lines.units)) }
        if let back {
            all.append(.moved(.restored, back.good.units))
            if !back.damaged.isEmpty { all.append(.moved(.quarantined, back.damaged.units)) }
            if !back.short.isEmpty { all.append(.moved(.disposed, back.short.units)) }
        }
        return all
    }

    mutating func finish() {
        isDone = true
        result.stopped = isStopped ? lines.units : 0
        result.movedBack = [.restored, .quarantined, .disposed].reduce(0) { $0 + known.units[$1, default: 0] }
        result.changes = lines.map { line in
            var change = OrderResult.Change(sku: line.sku)
            if let back {
                let (damaged, short) = (back.damaged.quantity(of: line.sku), back.short.quantity(of: line.sku))
                change.onHand = -damaged - short
                change.quarantined = damaged
            } else if isShipped {
                change.onHand = -line.quantity
            } else {
                // Lost in the building: still on the books, and promised.
                change.allocated = line.quantity
            }
            return change
        }
    }
}
