import Contracts
import Fulfillment

/// What came in at the warehouse's door, and what of it got to the shelves: nobody else would miss a delivery that was lost.
struct ReceiptBook {
    private var expected: [String: [Line]] = [:]
    private var received: [String: [Line]] = [:]

    mutating func take(_ message: Message) {
        switch message {
        case .stockCommand(let command):
            guard case .receive(let receiptId, let lines) = command.action else { return }
            expected[receiptId] = lines
        case .stockMoved(let moved):
            guard moved.movement.kind == .received, moved.movement.cause.type == .receipt else { return }
            received[moved.movement.cause.id, default: []].append(Line(moved.movement.sku, moved.movement.quantity))
        default: return
        }
    }

    var complaints: [String] {
        expected.sorted { $0.key < $1.key }.compactMap { receiptId, lines in
            let found = received[receiptId] ?? []
            return lines.sameUnits(as: found) ? nil : "receipt \(receiptId) of \(lines) has moved \(found)"
        }
    }
}
