import Contracts
import Fulfillment
import Operations

/// A stock as people read it: a table of balances, or one SKU's movements with their running sums.
struct StockReport {
    let view: StockView
    let style: TextStyle

    func text() -> String {
        var balances = TextTable(
            ["SKU"] + ["ON HAND", "ALLOCATED", "AVAILABLE", "QUARANTINED"].map { TextTable.Column($0, .right) })
        for stock in view.balances {
            balances.add(
                [PlainText.of(stock.sku)]
                    + [stock.onHand, stock.allocated, stock.available, stock.quarantined].map(String.init))
        }
        var parts = [style.bold("stock of \(PlainText.of(view.key.description))"), balances.render(style: style)]
        guard view.sku != nil else { return parts.joined(separator: "\n\n") }
        let movements = view.movements.map(\.value)
        parts.append(MovementTable.of(view.movements, showsSKU: false, style: style, actor: view.actor))
        let sums = RunningBalance.check(movements.map(\.movement))
        parts += sums.map { style.red($0) }
        if let first = movements.first?.movement, RunningBalance.before(first) != Stock(sku: first.sku) {
            parts.append("the list begins with a balance: earlier movements are not in it")
        }
        return parts.joined(separator: "\n\n")
    }
}

/// Sums up movements beside the balances that they say themselves.
enum RunningBalance {
    /// The balance that a movement has changed.
    static func before(_ movement: StockMovement) -> Stock {
        var balance = movement.balance
        balance.onHand -= movement.onHandDelta
        balance.allocated -= movement.allocatedDelta
        balance.quarantined -= movement.quarantinedDelta
        return balance
    }

    /// A line for each movement of one SKU whose balance is not the sum of the deltas up to it.
    static func check(_ movements: [StockMovement]) -> [String] {
        guard let first = movements.first else { return [] }
        var sum = before(first)
        var complaints: [String] = []
        for (index, movement) in movements.enumerated() {
            sum.onHand += movement.onHandDelta
            sum.allocated += movement.allocatedDelta
            sum.quarantined += movement.quarantinedDelta
            guard sum != movement.balance else { continue }
            complaints.append(
                "movement \(index + 1) says on hand \(movement.balance.onHand), allocated \(movement.balance.allocated), "
                    + "quarantined \(movement.balance.quarantined); the sums are \(sum.onHand), \(sum.allocated), "
                    + "\(sum.quarantined)")
            sum = movement.balance
        }
        return complaints
    }
}

/// Movements in the order in which they were made, each with the balance after it.
enum MovementTable {
    /// - Parameter actor: who made one, where a person did.
    static func of(
        _ movements: [Told<StockMoved>], showsSKU: Bool, style: TextStyle,
        actor: (StockMovement) -> String? = { $0.actor }
    ) -> String {
        let numbers = ["ON HAND", "ALLOCATED", "QUARANTINED"].map { TextTable.Column($0, .right) }
        var table = TextTable(
            ["MOVED", "KIND"] + (showsSKU ? ["SKU"] : []) + numbers + [
                "CAUSE", "OUTBOUND ORDER", "CASE", "REASON", "BY", "PRINCIPAL",
            ])
        for told in movements {
            let moved = told.value
            let one = moved.movement
            var cells = [moved.movedAt.rfc3339, one.kind.rawValue]
            if showsSKU { cells.append(PlainText.of(one.sku)) }
            cells.append(Words.balance(one.balance.onHand, one.onHandDelta) + (one.oversold ? " oversold" : ""))
            cells.append(Words.balance(one.balance.allocated, one.allocatedDelta))
            cells.append(Words.balance(one.balance.quarantined, one.quarantinedDelta))
            cells.append("\(one.cause.type.rawValue) \(PlainText.of(one.cause.id))")
            cells.append(PlainText.of(one.outboundOrderId ?? ""))
            cells.append(PlainText.of(one.caseId ?? ""))
            cells.append(PlainText.of(one.reasonCode ?? ""))
            cells.append(PlainText.of(actor(one) ?? ""))
            cells.append(PlainText.of(told.principal ?? "", limit: 40))
            table.add(cells)
        }
        return table.render(style: style)
    }
}
