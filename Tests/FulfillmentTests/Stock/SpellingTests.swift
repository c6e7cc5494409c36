import Fulfillment
import Testing

@testable import TestWorld

/// Swift holds "é" in one code point and in two for equal; records and their keys are bytes.
@Suite("A SKU in another Unicode spelling", .timeLimit(.minutes(15)))
struct SpellingTests {
    static let composed = "caf\u{e9}"
    static let decomposed = "cafe\u{301}"

    private func run(_ actions: [StockCommand.Action]) throws -> [[Int]] {
        var shelf = ByteShelf()
        for (index, action) in actions.enumerated() {
            var decider = StockDecider(store: shelf)
            try decider.handle(
                StockCommand(warehouse: Sample.warehouse, action: action), identity: Fingerprint(value: UInt64(index)))
            shelf = decider.store
        }
        return shelf.stocks.values.map { [$0.onHand, $0.allocated, $0.quarantined] }
    }

    @Test(
        "moves the balance that was allocated",
        arguments: [
            (StockCommand.Action.release("OB-1", [Line(decomposed, 2)]), [5, 0, 0]),
            (.issue("OB-1", [Line(decomposed, 2)]), [3, 0, 0]),
            (.restore([(decomposed, 2, .quarantine)]), [3, 0, 2]),
            (.bringBack(decomposed, 2), [5, 0, 0]),
        ])
    func sameBalance(action: StockCommand.Action, balance: [Int]) throws {
        let balances = try run([
            .receive("rc-1", [Line(Self.composed, 5)]), .allocate("OB-1", [Line(Self.composed, 2)]),
            .hold(.ofCase([Line(Self.composed, 2)])), action,
        ])
        #expect(balances == [balance])
    }

    @Test("is released as the outbound order spells it")
    func requested() throws {
        var story = try given([.order("OB-1", [Line(Self.composed, 2)])])
        let told = try story.when(.cancel("r1", [Line(Self.decomposed, 1)]))
        guard case .release(let move)? = told.stock.first else {
            Issue.record("no release")
            return
        }
        #expect(Array(move.lines[0].sku.utf8) == Array(Self.composed.utf8))
    }
}
