import Fulfillment
import Testing

@testable import TestWorld

@Suite("Releasing and issuing", .timeLimit(.minutes(15)))
struct ReleaseAndIssueTests {
    static let stranger = StoreOrderKey(storeId: "other", storeOrderId: "9")

    @Test("a release frees what is held")
    func release() throws {
        var story = try given(.held)
        let told = try story.when(.release())
        #expect(told.kinds == [.released, .released])
        #expect(told.deltas == [[0, -2, 0], [0, -1, 0]])
        #expect(told.answers == [.released])
        #expect(story.balance("A") == [10, 0, 0])
    }

    @Test("a release of more than is held is refused, and changes nothing")
    func releaseTooMuch() throws {
        var story = try given(.held + [.release("OB-1", [Line("A", 1)])])
        let rejection = story.refusal(of: .release("OB-1", [Line("B", 1), Line("A", 2)]))
        #expect(rejection?.code == .exceedsAllocated)
        #expect(rejection?.path == "lines[1].quantity")
        #expect(story.balance("B") == [10, 1, 0])
    }

    @Test("an issue takes the goods off on hand and off what is promised")
    func issue() throws {
        var story = try given(.held)
        let told = try story.when(.issue())
        #expect(told.kinds == [.issued, .issued])
        #expect(told.deltas == [[-2, -2, 0], [-1, -1, 0]])
        #expect(told.answers == [.issued])
        #expect(!told.movements[0].oversold)
        #expect(story.refusal(of: .release())?.code == .exceedsAllocated)
    }

    @Test("no more is issued than was ordered")
    func issueTwice() throws {
        var story = try given(.shipped)
        let rejection = story.refusal(of: .issue("OB-1", [Line("A", 1)]))
        #expect(rejection?.code == .quantityExceedsOrder)
        #expect(story.balance("A") == [8, 0, 0])
    }

    @Test("of what somebody else issued in part the rest is issued, and what was gone is refused alone")
    func issuedInPart() throws {
        var story = try given(.held + [.issue("OB-1", [Line("A", 1)])])
        let told = try story.when(.issue())
        #expect(told.deltas == [[-1, -1, 0], [-1, -1, 0]])
        #expect(told.replies.map { $0.lines.map(\.line) } == [[Line("A", 1), Line("B", 1)], [Line("A", 1)]])
        guard case .refused(.quantityExceedsOrder, let message, nil, nil, nil)? = told.answers.last else {
            Issue.record("the rest was not refused: \(told.answers)")
            return
        }
        #expect(message.contains("1 of them have left before"))
        #expect(story.balance("A") == [8, 0, 0])
        #expect(story.refusal(of: .issue())?.code == .quantityExceedsOrder)
    }

    @Test(
        "an issue that is read after what brought its units back moves nothing more: the books end as in the other order",
        arguments: [
            StockCommand.Action.bringBack("A", 2), .bringBack("A", 1), .restore([("A", 2, .putAway)]),
            .restore([("A", 1, .quarantine), ("A", 1, .putAway)]), .restore([("A", 2, .dispose)]),
        ])
    func issuedAfterItCameBack(back: StockCommand.Action) throws {
        var late = try given(.stopped + [back])
        let told = try late.when(.issue())
        #expect(
            told.replies.contains {
                if case .refused(.quantityExceedsOrder, _, _, _, _) = $0.answer { true } else { false }
            })
        let early = try given(.stopped + [.issue(), back])
        #expect(late.balance("A") == early.balance("A"))
        #expect(late.shelf.allocations["OB-1"]?.entries == early.shelf.allocations["OB-1"]?.entries)
    }

    @Test(
        "and it moves nothing of what had been freed before, which was in no parcel that came back",
        arguments: [Handling.putAway, .quarantine, .dispose])
    func issuedAfterAPartCameBack(handling: Handling) throws {
        let freed: [StockCommand.Action] = .stopped + [.release("OB-1", [Line("A", 1)])]
        let back = StockCommand.Action.restore([("A", 1, handling)])
        var late = try given(freed + [back])
        #expect(late.refusal(of: .issue("OB-1", [Line("A", 1)]))?.code == .quantityExceedsOrder)
        let early = try given(freed + [.issue("OB-1", [Line("A", 1)]), back])
        #expect(late.balance("A") == early.balance("A"))
    }

    @Test("units that are back go out once more for a case, which heard that they left after all")
    func issuedAgain() throws {
        var story = try given(.stopped + [.bringBack("A", 2)])
        #expect(story.refusal(of: .issue("OB-1", [Line("A", 2)]))?.code == .quantityExceedsOrder)
        #expect(story.balance("A") == [10, 0, 0])
        let told = try story.when(.issue(.ofCase([Line("A", 2)])))
        #expect(told.deltas == [[-2, 0, 0]])
        #expect(try story.when(.restore([("A", 2, .putAway)])).deltas == [[2, 0, 0]])
    }

    @Test("units that are back go out once more for no case, where orders says that they do, and may come back again")
    func sentOnceMore() throws {
        var story = try given(.stopped + [.bringBack("A", 2)])
        var move = StockMove.sample([Line("A", 2)], of: "OB-1")
        move.again = true
        let told = try story.when(.issue(move))
        #expect(told.deltas == [[-2, 0, 0]])
        #expect(try story.when(.restore([("A", 2, .putAway)])).deltas == [[2, 0, 0]])
    }

    @Test("a SKU that is not in the outbound order keeps nothing else from being issued")
    func issuedWithAStranger() throws {
        var story = try given(.held)
        let told = try story.when(.issue("OB-1", [Line("C", 1), Line("A", 2)]))
        #expect(told.movements.map(\.sku) == ["A"])
        #expect(told.replies.map { $0.lines.map(\.line) } == [[Line("A", 2)], [Line("C", 1)]])
        #expect(story.balance("C") == [0, 0, 0])
    }

    @Test("an answer names the case of the command, so that no other takes it for its own")
    func namesItsCase() throws {
        var story = try given(.stopped)
        #expect(try story.when(.release(.ofCase([Line("A", 1)]))).replies.map(\.caseId) == [Sample.caseId])
        #expect(try story.when(.issue(.ofCase())).replies.map(\.caseId) == [Sample.caseId])
        #expect(try story.when(.bringBack("A", 1)).replies.map(\.caseId) == [Sample.caseId])
        #expect(try story.when(.hold(.ofCase())).replies.map(\.caseId) == [Sample.caseId])
    }

    @Test("a late shipment of released goods is recorded, and says oversold where others were promised them")
    func lateShipment() throws {
        var story = try given([
            .receive("rc-1", [Line("A", 2)]), .allocate("OB-1", [Line("A", 2)]), .release("OB-1", [Line("A", 2)]),
            .allocate("OB-2", [Line("A", 2)]),
        ])
        let told = try story.when(.issue("OB-1", [Line("A", 2)]))
        #expect(told.deltas == [[-2, 0, 0]])
        #expect(told.movements[0].oversold)
        #expect(story.balance("A") == [0, 2, 0])
    }

    @Test(
        "the same message again changes nothing",
        arguments: [StockCommand.Action.release("OB-1", [Line("A", 1)]), .issue("OB-1", [Line("A", 1)])])
    func redelivered(action: StockCommand.Action) throws {
        var story = try given(.held)
        _ = try story.when(action, identity: "once")
        let shelf = story.shelf
        #expect(try story.when(action, identity: "once").isNothing)
        #expect(story.shelf == shelf)
    }

    @Test(
        "an outbound order or a SKU that inventory does not know is refused",
        arguments: [
            StockCommand.Action.release("OB-9"), .issue("OB-9"), .restore([("A", 1, .putAway)], of: "OB-9"),
            .bringBack("A", 1, of: "OB-9"),
        ])
    func unknown(action: StockCommand.Action) throws {
        var story = try given(.held)
        #expect(story.refusal(of: action)?.code == .unknownOutboundOrder)
        #expect(story.refusal(of: .release("OB-1", [Line("C", 1)]))?.code == .unknownSku)
        #expect(story.refusal(of: .issue("OB-1", [Line("C", 1)]))?.path == "lines[0].sku")
    }

    @Test(
        "another store order cannot move the goods of an outbound order that has the same id",
        arguments: [
            StockCommand.Action.release(StockMove(outboundOrderId: "OB-1", lines: Sample.lines, replyTo: stranger)),
            .issue(StockMove(outboundOrderId: "OB-1", lines: Sample.lines, replyTo: stranger)),
            .restore(
                StockRestore(
                    outboundOrderId: "OB-1", returnOrderId: "RO-OB-1", receiptId: "rr-1", caseId: nil,
                    lines: [.init(Line("A", 1), .putAway)], replyTo: stranger)),
        ])
    func otherStoreOrder(action: StockCommand.Action) throws {
        var story = try given(.held)
        #expect(story.refusal(of: action)?.code == .unknownOutboundOrder)
        #expect(story.balance("A") == [10, 2, 0])
    }
}
