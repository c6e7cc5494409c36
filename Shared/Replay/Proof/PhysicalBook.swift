import Fulfillment

/// The run's own bookkeeping of what physically happened: what was received, what left the building and what came back.
struct PhysicalBook: Sendable {
    private(set) var balances: [MovementBook.Place: MovementBook.Balance] = [:]
    private(set) var received = 0

    mutating func receive(_ merchant: String, _ lines: [Line]) {
        for line in lines {
            balances[MovementBook.Place(merchant: merchant, sku: line.sku), default: MovementBook.Balance()].onHand +=
                line.quantity
            received += line.quantity
        }
    }

    mutating func take(_ result: OrderResult) {
        for change in result.changes {
            let place = MovementBook.Place(merchant: result.merchant, sku: change.sku)
            balances[place, default: MovementBook.Balance()].onHand += change.onHand
            balances[place]!.allocated += change.allocated
            balances[place]!.quarantined += change.quarantined
        }
    }
}
