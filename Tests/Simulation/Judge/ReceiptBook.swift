import Contracts
import Fulfillment

/// What came in at the warehouse's door, and what of it got to the shelves: nobody else would miss a delivery that was lost.
struct ReceiptBook {
    private var expected: [String: [Line]] = [:]
    private var received: [String: [Line]] = [:]
    /// Units that were claimed for another warehouse and did not arrive there yet, by return order and SKU.
    private var underway: [String: Int] = [:]

    mutating func take(_ message: Message) {
        switch message {
        case .stockCommand(let command):
            guard case .receive(let receiptId, let lines) = command.action else { return }
            expected[receiptId] = lines
        case .stockMoved(let moved):
            let units = moved.movement.kind == .claimed ? moved.movement.quantity : -moved.movement.quantity
            if moved.movement.kind == .claimed || moved.movement.sentFrom != nil {
                underway["\(moved.movement.cause.id) \(moved.movement.sku)", default: 0] += units
            }
            guard moved.movement.kind == .received, moved.movement.cause.type == .receipt else { return }
            received[moved.movement.cause.id, default: []].append(Line(moved.movement.sku, moved.movement.quantity))
        default: return
        }
    }

    var complaints: [String] { lost + onTheWay }

    private var onTheWay: [String] {
        underway.filter { $0.value != 0 }.map { "\($0.value) of \($0.key) were claimed and did not arrive" }.sorted()
    }

    private var lost: [String] {
        expected.sorted { $0.key < $1.key }.compactMap { receiptId, lines in
            let found = received[receiptId] ?? []
            return lines.sameUnits(as: found) ? nil : "receipt \(receiptId) of \(lines) has moved \(found)"
        }
    }
}
