import Fulfillment

/// Stock, 13 lines at a time, from a store that answers from memory. It takes no write once it is measured, so that every
/// iteration finds the same state.
extension DecisionBench {
    private final class Shelf: StockStore {
        var stocks: [String: Stock] = [:]
        var allocations: [String: Allocation] = [:]
        var isFixed = false

        func stock(_ sku: String) -> Stock { stocks[sku] ?? Stock(sku: sku) }
        func allocation(_ outboundOrderId: String) -> Allocation? { allocations[outboundOrderId] }
        func document(_: StockDocument, _: String) -> Fingerprint? { nil }
        func backorder(_: String) -> Backorder? { nil }
        func put(_ stock: Stock) { if !isFixed { stocks[stock.sku] = stock } }
        func put(_ allocation: Allocation) { if !isFixed { allocations[allocation.outboundOrderId] = allocation } }
        func put(_: StockDocument, _: String, _: Fingerprint) {}
        func put(_: Backorder) {}
        func removeBackorder(_: String) {}
    }

    private static let thirteen = lines(13)

    /// A store that heard all this.
    private static func shelf(after actions: [StockCommand.Action]) -> Shelf {
        let shelf = Shelf()
        let received = StockCommand.Action.receive(
            receiptId: "rc-1", lines: thirteen.map { Line($0.sku, 1_000) })
        for (number, action) in ([received] + actions).enumerated() { _ = decide(action, number, on: shelf) }
        shelf.isFixed = true
        return shelf
    }

    private static func decide(
        _ action: StockCommand.Action, _ number: Int, on shelf: Shelf
    ) -> ([StockMovement], [StockReply]) {
        var decider = StockDecider(store: shelf)
        let command = StockCommand(warehouse: warehouse, action: action)
        let identity = MessageIdentity(name: Fingerprint(value: UInt64(number)), content: 0)
        must { () throws(Rejection) in try decider.handle(command, identity: identity) }
        return (decider.movements, decider.replies)
    }

    static func stock(_ bench: Stopwatch) -> [Result] {
        let move = StockMove(outboundOrderId: submitted.outboundOrderId, lines: thirteen, replyTo: key)
        var ofCase = move
        ofCase.caseId = "\(key)/c1"
        let restore = StockRestore(
            outboundOrderId: submitted.outboundOrderId,
            returnOrderId: ReturnOrder.interceptionId(submitted.outboundOrderId),
            receiptId: "rr-1", caseId: ofCase.caseId, lines: thirteen.map { StockRestore.RestoreLine($0, .putAway) },
            replyTo: key)
        let held = [StockCommand.Action.allocate(move)]
        let cases: [(String, [StockCommand.Action], StockCommand.Action)] = [
            ("allocate, 13 lines", [], .allocate(move)), ("release, 13 lines", held, .release(move)),
            ("issue, 13 lines", held, .issue(move)), ("hold, 13 lines", held, .hold(ofCase)),
            ("restore, 13 lines", held + [.hold(ofCase), .issue(move)], .restore(restore)),
        ]
        return cases.map { name, before, action in
            let shelf = shelf(after: before)
            return bench.measure(name) { decide(action, before.count + 1, on: shelf) }
        }
    }
}
