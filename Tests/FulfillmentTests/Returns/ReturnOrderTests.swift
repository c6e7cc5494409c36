import Fulfillment
import Testing

@Suite("A return order", .timeLimit(.minutes(15)))
struct ReturnOrderTests {
    @Test("awaits its arrival")
    func created() throws {
        var story = try ReturnStory()
        let told = try story.when(.create())
        #expect(told.count == 1)
        #expect(story.order?.state == .awaitingArrival)
        #expect(story.order?.revision == 1)
        #expect(story.order?.entries.map(\.expected) == [2, 1])
    }

    @Test("the same again changes nothing, other content is refused")
    func again() throws {
        var story = try ReturnStory([.create()])
        #expect(try story.when(.create()).isEmpty)
        #expect(try story.when(.create([Line("B", 1), Line("A", 2)])).isEmpty)
        #expect(story.refusal(of: .create([Line("A", 2)]))?.code == .returnOrderExists)
        #expect(story.refusal(of: .create(handling: .dispose))?.code == .returnOrderExists)
        #expect(story.refusal(of: .create(origin: .customer))?.code == .returnOrderExists)
    }

    @Test("that does not exist cannot be cancelled")
    func unknown() throws {
        var story = try ReturnStory()
        #expect(story.refusal(of: .cancelIt)?.code == .unknownReturnOrder)
    }

    @Test(
        "says why inventory did not raise stock",
        arguments: [
            (Rejection.Code.alreadyRestored, ReturnOrder.Discrepancy.Kind.alreadyRestored),
            (.exceedsIssued, .refusedByInventory),
        ])
    func refusedByInventory(code: Rejection.Code, kind: ReturnOrder.Discrepancy.Kind) throws {
        var story = try ReturnStory([.create(), .receive(good: Sample.lines)])
        let effects = story.hear(.refusal(code, of: "rr-1"), [.init(Line("A", 2))])
        let changed = try #require(story.order)
        #expect(changed.discrepancies == [.init(kind: kind, sku: "A", quantity: 2, receiptId: "rr-1")])
        #expect(changed.revision == 3)
        #expect(effects == [.changed(changed)])
        #expect(story.hear(.refusal(code, of: "rr-1"), [.init(Line("A", 2))]).isEmpty)
    }

    @Test(
        "says nothing of a receipt that it never took; the rest of a long one is its own",
        arguments: ["rr-2", ReturnOrder.Receipt.restId(of: "rr-1")])
    func refusedToOthers(receiptId: String) throws {
        var story = try ReturnStory([.create(), .receive(good: Sample.lines)])
        let effects = story.hear(.refusal(.exceedsIssued, of: receiptId), [.init(Line("A", 2))])
        #expect(effects.count == (receiptId == "rr-2" ? 0 : 1))
        #expect(story.order?.discrepancies.count == effects.count)
    }
}

extension StockReply.Answer {
    /// Inventory refuses units of a receipt.
    static func refusal(_ code: Rejection.Code, of receiptId: String) -> Self {
        .refused(code, message: "", claimedBy: nil, returnOrderId: "RO-OB-1", receiptId: receiptId)
    }
}
