import Fulfillment

/// Stock, 13 lines at a time, from a store that answers from memory and takes no write, so that every iteration finds the
/// same state.
extension DecisionBench {
    private final class FixedShelf: StockStore {
        var stocks: [String: Stock] = [:]
        var allocations: [String: Allocation] = [:]

        func stock(_ sku: String) -> Stock { stocks[sku] ?? Stock(sku: sku) }
        func allocation(_ outboundOrderId: String) -> Allocation? { allocations[outboundOrderId] }
        func document(_: StockDocument, _: String) -> Fingerprint? { nil }
        func backorder(_: String) -> Backorder? { nil }
        func put(_: Stock) {}
        func put(_: Allocation) {}
        func put(_: StockDocument, _: String, _: Fingerprint) {}
        func put(_: Backorder) {}
        func removeBackorder(_: String) {}
    }

    /// What an outbound order's units are: still to be promised, promised, or gone.
    private enum Stage { case new, held, out }

    private static let thirteen = lines(13)

    private static func shelf(_ stage: Stage) -> FixedShelf {
        let shelf = FixedShelf()
        for line in thirteen {
            var stock = Stock(sku: line.sku)
            stock.onHand = 1_000
            stock.allocated = stage == .held ? line.quantity : 0
            shelf.stocks[line.sku] = stock
        }
        guard stage != .new else { return shelf }
        shelf.allocations[submitted.outboundOrderId] = Allocation(
            outboundOrderId: submitted.outboundOrderId, replyTo: key,
            entries: thirteen.map { line in
                var entry = Allocation.Entry(sku: line.sku, ordered: line.quantity)
                entry.held = stage == .held ? line.quantity : 0
                entry.out = stage == .out ? line.quantity : 0
                return entry
            })
        return shelf
    }

    static func stock(_ bench: Stopwatch) -> [Result] {
        let move = StockMove(outboundOrderId: submitted.outboundOrderId, lines: thirteen, replyTo: key)
        let restore = StockRestore(
            outboundOrderId: submitted.outboundOrderId,
            returnOrderId: ReturnOrder.interceptionId(submitted.outboundOrderId),
            receiptId: "rr-1", caseId: "\(key)/c1", lines: thirteen.map { StockRestore.RestoreLine($0, .putAway) },
            replyTo: key)
        let cases: [(String, Stage, StockCommand.Action)] = [
            ("allocate, 13 lines", .new, .allocate(move)), ("release, 13 lines", .held, .release(move)),
            ("issue, 13 lines", .held, .issue(move)), ("restore, 13 lines", .out, .restore(restore)),
        ]
        return cases.map { name, stage, action in
            let shelf = shelf(stage)
            let command = StockCommand(warehouse: warehouse, action: action)
            return bench.measure(name) {
                var decider = StockDecider(store: shelf)
                must { () throws(Rejection) in
                    try decider.handle(command, identity: MessageIdentity(name: Fingerprint(), content: 0))
                }
                return (decider.movements, decider.replies)
            }
        }
    }
}
