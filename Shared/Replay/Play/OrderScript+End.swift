import Contracts
import Fulfillment

/// The end of an order: the movements that must have been seen, and what physically happened.
extension OrderScript {
    /// All that came back, by whichever way.
    private var allBack: [BroughtBack] { (back.map { [$0] } ?? []) + returns.map(\.back) }

    func lastMovements() -> [Expectation] {
        var all: [Expectation] = [.moved(.allocated, plan.lines.units)]
        func expect(_ kind: StockMovement.Kind, _ units: Int) {
            if units > 0 { all.append(.moved(kind, units)) }
        }
        expect(.released, plan.lines.units - lines.units)
        expect(.issued, isShipped ? lines.units : 0)
        let backs = allBack
        expect(.restored, backs.flatMap(\.good).units)
        expect(.quarantined, backs.flatMap(\.quarantined).units)
        // What is missing in a customer's parcel is with the customer.
        expect(.disposed, back?.lost.units ?? 0)
        return all
    }

    mutating func finish() {
        isDone = true
        result.stopped = isStopped ? lines.units : 0
        result.movedBack = [.restored, .quarantined, .disposed].reduce(0) { $0 + known.units[$1, default: 0] }
        settleReturns()
        let good = allBack.flatMap(\.good).merged()
        let quarantined = allBack.flatMap(\.quarantined).merged()
        result.changes = lines.map { line in
            var change = OrderResult.Change(sku: line.sku)
            guard isShipped || back != nil else {
                // Lost in the building: still on the books, and promised.
                change.allocated = line.quantity
                return change
            }
            // What came back good is on hand again, or still; all else has left.
            change.onHand = good.quantity(of: line.sku) - line.quantity
            change.quarantined = quarantined.quantity(of: line.sku)
            return change
        }
    }
}
