import Fulfillment
import Testing

@Suite("Bringing units back to stock", .timeLimit(.minutes(15)))
struct RestoreTests {
    @Test(
        "what never left frees its allocation and does not raise on hand",
        arguments: [
            StockCommand.Action.restore([("A", 2, .putAway)]), .bringBack("A", 2),
        ])
    func neverLeft(action: StockCommand.Action) throws {
        var story = try given(.stopped)
        let told = try story.when(action)
        #expect(told.kinds == [.restored])
        #expect(told.deltas == [[0, -2, 0]])
        #expect(story.balance("A") == [10, 0, 0])
    }

    @Test(
        "what had left raises on hand",
        arguments: [
            StockCommand.Action.restore([("A", 2, .putAway)]), .bringBack("A", 2),
        ])
    func hadLeft(action: StockCommand.Action) throws {
        var story = try given(.shipped)
        #expect(try story.when(action).deltas == [[2, 0, 0]])
        #expect(story.balance("A") == [10, 0, 0])
    }

    @Test("some that left and some that did not are each counted right")
    func mixed() throws {
        var story = try given(.stopped + [.issue("OB-1", [Line("A", 1)])])
        #expect(try story.when(.restore([("A", 2, .putAway)])).deltas == [[1, -1, 0]])
        #expect(story.balance("A") == [10, 0, 0])
    }

    @Test("quarantined units are set apart, disposed ones are gone", arguments: [false, true])
    func otherHandlings(left: Bool) throws {
        var story = try given(left ? .shipped : .stopped)
        let told = try story.when(.restore([("A", 1, .quarantine), ("A", 1, .dispose)]))
        #expect(told.kinds == [.quarantined, .disposed])
        #expect(told.deltas == (left ? [[0, 0, 1], [0, 0, 0]] : [[-1, -1, 1], [-1, -1, 0]]))
        #expect(story.balance("A") == [8, 0, 1])
        #expect(told.replies[0].lines.map(\.handling) == [.quarantine, .dispose])
    }

    @Test("missing units that had never left are taken off on hand, cause missing")
    func missing() throws {
        var story = try given(.stopped)
        let told = try story.when(.restore([("A", 2, .dispose)], missing: true))
        #expect(told.kinds == [.disposed])
        #expect(told.movements[0].cause == .init(.missing, "RO-OB-1"))
        #expect(story.balance("A") == [8, 0, 0])
    }

    @Test("units come back by whichever ways, mixed; when all are, the refusal names the way of the last", arguments: [true, false])
    func bothWays(adjustmentFirst: Bool) throws {
        var story = try given(.shipped)
        let ways: [StockCommand.Action] = [.bringBack("A", 1), .restore([("A", 1, .putAway)])]
        #expect(
            try story.when(adjustmentFirst ? ways[0] : ways[1]).answers
                == [.restored(adjustmentFirst ? .adjustment : .returnOrder)])
        let last: RestockClaim = adjustmentFirst ? .returnOrder : .adjustment
        #expect(try story.when(adjustmentFirst ? ways[1] : ways[0]).answers == [.restored(last)])
        #expect(story.balance("A") == [10, 0, 0])
        let before = story.shelf
        for way in [StockCommand.Action.bringBack("A", 1, id: "adj-2"), .restore([("A", 1, .putAway)], receipt: "rr-2")] {
            let rejection = story.refusal(of: way)
            #expect(rejection?.code == .alreadyRestored)
            #expect(rejection?.claimedBy == last)
            #expect(rejection?.message.contains(last.id) == true)
        }
        #expect(story.shelf == before)
        // Each SKU by itself: of B nothing has come.
        #expect(try story.when(.bringBack("B", 1, id: "adj-2")).kinds == [.restored])
    }

    @Test("what somebody wrote off is taken back when it is found", arguments: [Handling.putAway, .quarantine, .dispose])
    func found(handling: Handling) throws {
        var story = try given(.stopped + [.writeOff("A", 2), .issue("OB-1", [Line("B", 1)])])
        #expect(story.balance("A") == [8, 0, 0])
        let told = try story.when(.restore([("A", 3, handling)]))
        #expect(
            told.replies[0].lines == [
                .init(Line("A", 2), handling: handling, found: 2, destroyed: handling == .dispose)
            ])
        #expect(told.refusals == [.init(.exceedsIssued, [.init(Line("A", 1), handling: handling)])])
        #expect(told.deltas == [handling == .putAway ? [2, 0, 0] : handling == .quarantine ? [0, 0, 2] : [0, 0, 0]])
        #expect(story.refusal(of: .restore([("A", 1, .putAway)], receipt: "rr-2"))?.code == .alreadyRestored)
    }

    @Test("a missing unit is found last, after what never left and what is out; what was destroyed is never found")
    func foundLast() throws {
        var story = try given(
            [.receive(), .allocate("OB-1", [Line("A", 5)]), .hold(.ofCase([Line("A", 5)])), .issue("OB-1", [Line("A", 2)])]
                + [.restore([("A", 1, .dispose)], missing: true), .restore([("A", 1, .dispose)], receipt: "rr-2")])
        #expect(story.balance("A") == [6, 1, 0])
        let told = try story.when(.bringBack("A", 4))
        #expect(told.deltas == [[3, -1, 0]])
        #expect(told.replies[0].lines == [.init(Line("A", 4), handling: .putAway, found: 1, neverLeft: 1)])
        #expect(story.refusal(of: .bringBack("A", 1, id: "adj-2"))?.code == .alreadyRestored)
    }

    @Test("no more comes back than went out: an adjustment is taken whole or not at all")
    func exceedsIssued() throws {
        var story = try given(.shipped)
        let rejection = story.refusal(of: .bringBack("A", 3))
        #expect(rejection?.code == .exceedsIssued)
        #expect(rejection?.path == "delta")
        #expect(story.refusal(of: .bringBack("C", 1))?.path == "sku")
        #expect(story.balance("A") == [8, 0, 0])
    }

    @Test("of a receipt comes back what can: the rest is refused for each reason, and nothing else waits for it")
    func receiptInPart() throws {
        var story = try given(.shipped)
        let receipt = StockCommand.Action.restore([
            ("A", 1, .putAway), ("C", 1, .putAway), ("A", 2, .quarantine), ("B", 1, .putAway), ("B", 1, .dispose),
        ])
        let told = try story.when(receipt)
        #expect(told.kinds == [.restored, .quarantined, .restored])
        #expect(told.answers.first == .restored(.returnOrder))
        #expect(
            told.refusals == [
                .init(.unknownSku, [.init(Line("C", 1), handling: .putAway)]),
                .init(
                    .exceedsIssued,
                    [.init(Line("A", 1), handling: .quarantine), .init(Line("B", 1), handling: .dispose)]),
            ])
        #expect(story.balance("A") == [9, 0, 1])
        #expect(try story.when(receipt).isNothing)
    }

    @Test("a receipt where nothing can come back is refused as a whole, and may come again")
    func receiptInVain() throws {
        var story = try given(.shipped + [.restore([("A", 2, .putAway)])])
        let before = story.shelf
        let rejection = story.refusal(of: .restore([("A", 1, .putAway), ("C", 1, .putAway)], receipt: "rr-2"))
        #expect(rejection?.code == .alreadyRestored)
        #expect(rejection?.path == "lines[0].quantity")
        #expect(story.shelf == before)
    }

    @Test("a receipt that is refused as a whole for several reasons names the way that brought the units")
    func refusedForSeveralReasons() throws {
        var story = try given(.shipped + [.bringBack("A", 2, id: "adj-1")])
        let rejection = story.refusal(of: .restore([("C", 1, .putAway), ("A", 2, .putAway)]))
        #expect(rejection?.code == .alreadyRestored)
        #expect(rejection?.claimedBy == RestockClaim(by: .adjustment, id: "adj-1"))
    }

    @Test("released units do not come back")
    func released() throws {
        var story = try given(.stopped + [.release()])
        #expect(story.refusal(of: .bringBack("A", 1))?.code == .exceedsIssued)
    }

    @Test("a receipt is processed once; other content under its id is refused")
    func receiptAgain() throws {
        var story = try given(.shipped + [.restore([("A", 1, .putAway), ("B", 1, .putAway)])])
        #expect(try story.when(.restore([("B", 1, .putAway), ("A", 1, .putAway)])).isNothing)
        #expect(story.refusal(of: .restore([("A", 1, .putAway)]))?.code == .receiptIdReused)
        #expect(story.balance("A") == [9, 0, 0])
        #expect(try story.when(.restore([("A", 1, .putAway)], receipt: "rr-2")).kinds == [.restored])
    }

    @Test("the rest of a long receipt is another one, whichever comes first", arguments: [true, false])
    func receiptInTwo(restFirst: Bool) throws {
        var story = try given(.shipped)
        let parts: [StockCommand.Action] = [
            .restore([("A", 1, .putAway)]), .restore([("B", 1, .dispose)], receipt: "rest-of-rr-1", missing: true),
        ]
        for part in restFirst ? parts.reversed() : parts { #expect(try story.when(part).movements.count == 1) }
        for part in parts { #expect(try story.when(part).isNothing) }
    }

    @Test("an adjustment names its reason and case")
    func causes() throws {
        var story = try given(.shipped)
        let told = try story.when(.bringBack("A", 1))
        #expect(told.movements[0].actor == nil)
        #expect(told.movements[0].reasonCode == "intercepted")
        #expect(told.movements[0].caseId == Sample.caseId)
        #expect(told.movements[0].outboundOrderId == "OB-1")
        #expect(told.movements[0].cause == .init(.adjustment, "adj-1"))
    }

    @Test("what came back by adjustment and left late comes back by a return order")
    func cameBackAndLeftAgain() throws {
        var story = try given(.stopped + [.bringBack("A", 2), .bringBack("B", 1, id: "adj-2")])
        _ = try story.when(.issue(.ofCase()))
        #expect(story.balance("A") == [8, 0, 0])
        let back = try story.when(.restore([("A", 2, .putAway), ("B", 1, .putAway)]))
        #expect(back.answers == [.restored(.returnOrder)])
        #expect(story.balance("A") == [10, 0, 0])
        #expect(story.refusal(of: .bringBack("A", 1, id: "adj-3"))?.code == .alreadyRestored)
    }
}
