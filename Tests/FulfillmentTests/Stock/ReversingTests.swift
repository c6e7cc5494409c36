import Fulfillment
import Testing

@Suite("A receipt that is taken back", .timeLimit(.minutes(15)))
struct ReversingTests {
    private func reverse(
        _ lines: [StockReversal.BookedLine], receipt: String = "rr-1", caseId: String? = Sample.caseId
    ) -> StockCommand.Action {
        .reverse(
            StockReversal(
                outboundOrderId: "OB-1", returnOrderId: "RO-OB-1", receiptId: receipt, caseId: caseId, lines: lines,
                replyTo: Sample.storeOrder))
    }

    /// What a restore answered is what its reversal names: the books end as if it had never been.
    @Test(
        "leaves the books as they were, whether its units had left or not",
        arguments: [[StockCommand.Action].stopped, .shipped], [Handling.putAway, .quarantine, .dispose])
    func undoes(before: [StockCommand.Action], handling: Handling) throws {
        var story = try given(before)
        let stock = (story.balance("A"), story.shelf.allocation("OB-1")?.entries)
        let restored = try story.when(.restore([("A", 2, handling)]))
        let answered = try #require(restored.replies.first { $0.answer == .restored(.returnOrder) })
        let neverLeft = before.count == [StockCommand.Action].stopped.count ? 2 : 0
        #expect(answered.lines.map(\.neverLeft) == [neverLeft])
        let booked = [StockReversal.BookedLine(Line("A", 2), handling, neverLeft: neverLeft)]
        let told = try story.when(reverse(booked))
        #expect(told.kinds == [.reversed] && told.answers == [.reversed(.returnOrder)])
        #expect(told.deltas == [restored.deltas[0].map { -$0 }])
        #expect(told.replies[0].receiptId == "rr-1" && told.replies[0].lines == answered.lines)
        #expect(story.balance("A") == stock.0 && story.shelf.allocation("OB-1")?.entries == stock.1)
        // The same receipt is known; another one brings the units back.
        #expect(try story.when(.restore([("A", 2, handling)])).isNothing)
        #expect(try story.when(.restore([("A", 2, .putAway)], receipt: "rr-2")).kinds == [.restored])
    }

    @Test("what was missing is not written off any more, and what had been written off is so again")
    func missing() throws {
        var story = try given(.stopped)
        _ = try story.when(.restore([("A", 2, .dispose)], receipt: "rr-0", missing: true))
        let restored = try story.when(.restore([("A", 1, .putAway)]))
        #expect(restored.replies.flatMap(\.lines).map(\.found) == [1])
        _ = try story.when(reverse([.init(Line("A", 1), .putAway, found: 1)]))
        #expect(story.shelf.allocation("OB-1")?.entries[0].missing == 2)
        let told = try story.when(
            reverse([.init(Line("A", 2), .dispose, missing: true, neverLeft: 2)], receipt: "rr-0"))
        #expect(told.deltas == [[2, 2, 0]] && told.movements.map(\.cause.type) == [.missing])
        #expect(
            story.shelf.allocation("OB-1")?.entries[0].missing == 0
                && story.shelf.allocation("OB-1")?.entries[0].held == 2)
    }

    @Test("a case brings its units back once more, whether it holds them or not, and nobody else does")
    func holdAnew() throws {
        var story = try given(.stopped + [.restore([("A", 2, .putAway), ("B", 1, .putAway)]), .unhold(.ofCase([]))])
        #expect(story.shelf.allocation("OB-1")?.holds == [])
        _ = try story.when(
            reverse([.init(Line("A", 2), .putAway, neverLeft: 2), .init(Line("B", 1), .putAway, neverLeft: 1)]))
        #expect(story.shelf.allocation("OB-1")?.holds == [])
        #expect(story.shelf.allocation("OB-1")?.takenBack == [Hold(caseId: Sample.caseId, lines: Sample.lines)])
        // Orders gave the hold up before it heard of that.
        _ = try story.when(.unhold(.ofCase([])))
        #expect(story.refusal(of: .restore([("A", 1, .putAway)], receipt: "rr-9", caseId: nil))?.code == .notHeld)
        #expect(try story.when(.restore([("A", 2, .putAway)], receipt: "rr-2")).kinds == [.restored])
        #expect(story.shelf.allocation("OB-1")?.takenBack == [Hold(caseId: Sample.caseId, lines: [Line("B", 1)])])
        // From here on the hold says it.
        _ = try story.when(.hold(.ofCase()))
        #expect(story.shelf.allocation("OB-1")?.takenBack == [])
    }

    @Test("of some of the units of a case leaves it all of them, and they come back one by one")
    func oneByOne() throws {
        var story = try given(.stopped + [.restore([("A", 1, .putAway)])])
        _ = try story.when(reverse([.init(Line("A", 1), .putAway, neverLeft: 1)]))
        #expect(try story.when(.restore([("A", 1, .putAway)], receipt: "rr-2")).kinds == [.restored])
        #expect(story.shelf.allocation("OB-1")?.takenBack == [])
        let rest = [Line("A", 1), Line("B", 1)]
        #expect(story.shelf.allocation("OB-1")?.holds == [Hold(caseId: Sample.caseId, lines: rest)])
        #expect(try story.when(.restore([("A", 1, .putAway)], receipt: "rr-3")).kinds == [.restored])
        #expect(story.shelf.allocation("OB-1")?.entries[0].held == 0)
    }

    @Test("is refused as a whole where one of its units is not there any more")
    func sold() throws {
        var story = try given(.shipped + [.restore([("A", 2, .putAway), ("B", 1, .quarantine)])])
        _ = try story.when(.allocate("OB-2", [Line("A", 9)]))
        let before = story.shelf.allocation("OB-1")
        let lines = [StockReversal.BookedLine(Line("B", 1), .quarantine), .init(Line("A", 2), .putAway)]
        let refusal = story.refusal(of: reverse(lines))
        #expect(refusal?.code == .insufficientStock && refusal?.path == "lines[1].quantity")
        #expect(story.balance("A") == [10, 9, 0] && story.balance("B") == [9, 0, 1])
        #expect(story.shelf.allocation("OB-1") == before)
        // Once they are free it goes.
        _ = try story.when(.release("OB-2", [Line("A", 9)]))
        #expect(try story.when(reverse(lines)).deltas == [[0, 0, -1], [-2, 0, 0]])
    }

    @Test("is refused where its units left once more: there are others of the SKU, and none of it")
    func leftAgain() throws {
        var story = try given(.shipped + [.restore([("A", 2, .putAway)]), .issue(.ofCase([Line("A", 1)]))])
        #expect(story.balance("A") == [9, 0, 0])
        #expect(story.refusal(of: reverse([.init(Line("A", 2), .putAway)]))?.code == .insufficientStock)
        #expect(try story.when(reverse([.init(Line("A", 1), .putAway)])).deltas == [[-1, 0, 0]])
    }

    @Test("of quarantined units too, where they are put away by now")
    func movedOn() throws {
        var story = try given(.shipped + [.restore([("A", 2, .quarantine)])])
        _ = try story.when(
            .adjust(
                StockAdjustment(
                    adjustmentId: "adj-9", sku: "A", delta: 1, reasonCode: "checked", actor: "mia", from: .quarantine)))
        #expect(story.refusal(of: reverse([.init(Line("A", 2), .quarantine)]))?.code == .insufficientStock)
    }

    @Test("is no more than what came back, of a receipt that is known, and counts once")
    func once() throws {
        var story = try given(.shipped + [.restore([("A", 1, .putAway)])])
        #expect(story.refusal(of: reverse([.init(Line("A", 1), .putAway)], receipt: "rr-9"))?.code == .unknownReceipt)
        #expect(story.refusal(of: reverse([.init(Line("A", 2), .putAway)]))?.code == .insufficientStock)
        #expect(story.refusal(of: reverse([.init(Line("A", 1), .dispose)]))?.code == .insufficientStock)
        let one = reverse([.init(Line("A", 1), .putAway)])
        #expect(try story.when(one).kinds == [.reversed])
        // Any message may say so.
        #expect(try story.when(one).isNothing)
        #expect(story.balance("A") == [8, 0, 0])
        _ = try story.when(.restore([("A", 1, .putAway)], receipt: "rr-2"))
        #expect(try story.when(one).isNothing && story.balance("A") == [9, 0, 0])
    }
}
