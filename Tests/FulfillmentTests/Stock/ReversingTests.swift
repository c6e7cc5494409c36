import Fulfillment
import Testing

@Suite("A receipt that is taken back", .timeLimit(.minutes(15)))
struct ReversingTests {
    private func reverse(_ lines: [(sku: String, quantity: Int, handling: Handling, neverLeft: Int)]) -> StockCommand.Action {
        .reverse(
            StockReversal(
                outboundOrderId: "OB-1", returnOrderId: "RO-OB-1", receiptId: "rr-1", caseId: Sample.caseId,
                lines: lines.map { .init(Line($0.sku, $0.quantity), handling: $0.handling, neverLeft: $0.neverLeft) },
                replyTo: Sample.storeOrder))
    }

    /// What a restore answered is what its reversal names: the books end as if it had never been.
    @Test(
        "leaves the books as they were, whether its units had left or not",
        arguments: [[StockCommand.Action].held, .shipped], [Handling.putAway, .quarantine, .dispose])
    func undoes(before: [StockCommand.Action], handling: Handling) throws {
        var story = try given(before)
        let stock = (story.balance("A"), story.shelf.allocation("OB-1")?.entries)
        let restored = try story.when(.restore([("A", 2, handling)]))
        let answered = try #require(restored.replies.first { $0.answer == .restored(.returnOrder) })
        #expect(answered.lines.map(\.neverLeft) == [before.count == [StockCommand.Action].held.count ? 2 : 0])
        let told = try story.when(
            reverse(answered.lines.map { ($0.line.sku, $0.line.quantity, $0.handling!, $0.neverLeft) }))
        #expect(told.kinds == [.reversed] && told.answers == [.reversed(.returnOrder)])
        #expect(told.deltas == [restored.deltas[0].map { -$0 }])
        #expect(told.replies[0].receiptId == "rr-1" && told.replies[0].lines == answered.lines)
        #expect(story.balance("A") == stock.0 && story.shelf.allocation("OB-1")?.entries == stock.1)
        // The same receipt is known; another one brings the units back.
        #expect(try story.when(.restore([("A", 2, handling)])).isNothing)
        #expect(try story.when(.restore([("A", 2, .putAway)], receipt: "rr-2")).kinds == [.restored])
    }

    @Test("is refused as a whole where one of its units is not there any more")
    func sold() throws {
        var story = try given(.shipped + [.restore([("A", 2, .putAway), ("B", 1, .quarantine)])])
        _ = try story.when(.allocate("OB-2", [Line("A", 9)]))
        let refusal = story.refusal(of: reverse([("B", 1, .quarantine, 0), ("A", 2, .putAway, 0)]))
        #expect(refusal?.code == .insufficientStock && refusal?.path == "lines[1].quantity")
        #expect(story.balance("B") == [9, 0, 1])
        #expect(try story.when(reverse([("B", 1, .quarantine, 0)])).deltas == [[0, 0, -1]])
        #expect(story.refusal(of: reverse([("B", 1, .quarantine, 0)]))?.code == .insufficientStock)
    }

    @Test("is no more than what came back, and counts once")
    func once() throws {
        var story = try given(.shipped + [.restore([("A", 1, .putAway)])])
        #expect(story.refusal(of: reverse([("A", 2, .putAway, 0)]))?.code == .exceedsIssued)
        #expect(story.refusal(of: reverse([("A", 1, .dispose, 0)]))?.code == .exceedsIssued)
        #expect(try story.when(reverse([("A", 1, .putAway, 0)]), identity: "r").kinds == [.reversed])
        #expect(try story.when(reverse([("A", 1, .putAway, 0)]), identity: "r").isNothing)
    }
}
