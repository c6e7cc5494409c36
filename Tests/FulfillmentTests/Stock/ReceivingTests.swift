import Fulfillment
import Testing

@testable import TestWorld

@Suite("Receiving and adjusting", .timeLimit(.minutes(15)))
struct ReceivingTests {
    @Test("a receipt raises on hand")
    func receive() throws {
        var story = StockStory()
        let told = try story.when(.receive())
        #expect(told.deltas == [[10, 0, 0], [10, 0, 0]])
        #expect(told.movements[0].cause == .init(.receipt, "rc-1"))
        #expect(told.replies.isEmpty)
    }

    @Test("a receipt id counts once, and with other content it is refused")
    func receiptAgain() throws {
        var story = try given([StockCommand.Action.receive()])
        #expect(try story.when(.receive("rc-1", [Line("B", 10), Line("A", 10)])).isNothing)
        let rejection = story.refusal(of: .receive("rc-1", [Line("A", 11)]))
        #expect(rejection?.code == .receiptIdReused)
        #expect(rejection?.path == "receiptId")
        #expect(story.balance("A") == [10, 0, 0])
    }

    @Test("an adjustment corrects a balance and says why; who did it stands in the adjustment alone")
    func adjust() throws {
        var story = try given(.held)
        let told = try story.when(.correct("A", -3))
        #expect(told.deltas == [[-3, 0, 0]])
        #expect(told.movements[0].kind == .adjusted)
        #expect(told.movements[0].quantity == 3)
        #expect(told.movements[0].actor == nil)
        #expect(told.movements[0].reasonCode == "count")
    }

    @Test("an adjustment cannot take what is promised, or below zero", arguments: [("A", -9), ("C", -1), ("A", -11)])
    func insufficient(sku: String, delta: Int) throws {
        var story = try given(.held)
        let before = story.shelf
        let rejection = story.refusal(of: .correct(sku, delta))
        #expect(rejection?.code == .insufficientStock)
        #expect(rejection?.path == "delta")
        #expect(story.shelf == before)
        #expect(try story.when(.correct("A", -8)).kinds == [.adjusted])
    }

    @Test("an adjustment id counts once, and with other content it is refused")
    func adjustmentAgain() throws {
        var story = try given(.held + [.correct("A", 1)])
        #expect(try story.when(.correct("A", 1)).isNothing)
        for other in [
            StockCommand.Action.correct("A", 2), .correct("B", 1), .correct("A", 1, reason: "found"),
            .bringBack("A", 1),
        ] {
            #expect(story.refusal(of: other)?.code == .adjustmentIdReused)
        }
        #expect(story.balance("A") == [11, 2, 0])
    }

    @Test("an adjustment says the same whoever did it, also one that an earlier version processed")
    func adjustmentOfAnother() throws {
        func adjustment(by actor: String) -> StockAdjustment {
            StockAdjustment(adjustmentId: "adj-1", sku: "A", delta: 1, reasonCode: "count", actor: actor)
        }
        #expect(adjustment(by: "mia").fingerprint == adjustment(by: "lin").fingerprint)
        var former = Fingerprint()
        for text in ["A", "count", "mia", nil, nil] { former.add(text) }
        former.add(1)
        var shelf = Shelf()
        shelf.put(.adjustment, "adj-1", former)
        for (actor, isKnown) in [("mia", true), ("lin", false)] {
            var decider = StockDecider(store: shelf)
            let command = StockCommand(warehouse: Sample.warehouse, action: .adjust(adjustment(by: actor)))
            let identity = MessageIdentity(name: Fingerprint(), content: 1)
            let taken: Void? = try? decider.handle(command, identity: identity)
            #expect((taken != nil) == isKnown)
            #expect(decider.movements.isEmpty)
        }
    }

    @Test("a refused adjustment leaves its id free")
    func refusedLeavesIdFree() throws {
        var story = try given(.held)
        #expect(story.refusal(of: .correct("A", -20))?.code == .insufficientStock)
        #expect(try story.when(.correct("A", 5)).kinds == [.adjusted])
    }
}
