import Fulfillment
import TestSupport

/// A warehouse's or a merchant's own system beside orders: it sends inventory directly what orders sends as well, or what
/// nobody else knows of. Some of it is honest, some is said twice, and some is a lie.
extension RandomScript {
    mutating func directly(_ parcel: Parcel) {
        let percent = random.pick([10, 30, 60])
        for action in honest(parcel) + hostile(parcel) where random.chance(percent) {
            say(action, in: parcel.warehouse, directly: true)
        }
        for line in parcel.lines where random.chance(percent) {
            let adjustment = StockAdjustment(
                adjustmentId: "off-\(parcel.id)-\(line.sku)", sku: line.sku, delta: -1 - random.below(line.quantity),
                reasonCode: "missing", actor: "mia", caseId: "\(parcel.key)/c1", outboundOrderId: parcel.id)
            say(.adjust(adjustment), in: parcel.warehouse, .requested(parcel.request), directly: true)
        }
    }

    private func move(_ parcel: Parcel, _ lines: [Line]? = nil) -> StockMove {
        StockMove(outboundOrderId: parcel.id, lines: lines ?? parcel.lines, replyTo: parcel.key)
    }

    /// What orders says as well: the goods are wanted, and they went out, at once or one by one.
    private func honest(_ parcel: Parcel) -> [StockCommand.Action] {
        let one = [Line(parcel.lines[0].sku, 1)]
        return [.allocate(move(parcel)), .issue(move(parcel, one)), .issue(move(parcel)), .issue(move(parcel, one))]
    }

    /// What nobody asked for: other content, goods freed or brought back that nobody stopped, under new or known names.
    private mutating func hostile(_ parcel: Parcel) -> [StockCommand.Action] {
        let one = [Line(parcel.lines[0].sku, 1)]
        let restores = [("RX-" + parcel.id, "rx-1"), ("RX-" + parcel.id, "rx-2"), ("RO-" + parcel.id, "rx-3")].map {
            StockCommand.Action.restore(
                StockRestore(
                    outboundOrderId: parcel.id, returnOrderId: $0, receiptId: $1, caseId: nil,
                    lines: parcel.lines.map { StockRestore.RestoreLine($0, random.pick(Handling.allCases)) },
                    replyTo: parcel.key))
        }
        return [
            .allocate(move(parcel, lines(upTo: 3))), .release(move(parcel)), .release(move(parcel, one)),
            .release(move(parcel)), .issue(move(parcel, lines(upTo: 3))),
        ] + restores
    }
}
