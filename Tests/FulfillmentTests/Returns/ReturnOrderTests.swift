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

    @Test("is cancelled before arrival, once")
    func cancelled() throws {
        var story = try ReturnStory([.create()])
        #expect(try story.when(.cancelIt).count == 1)
        #expect(story.order?.state == .cancelled)
        #expect(try story.when(.cancelIt).isEmpty)
        #expect(story.refusal(of: .receive(good: [Line("A", 1)]))?.code == .returnOrderClosed)
    }

    @Test("cannot be cancelled once something has arrived", arguments: [false, true])
    func cancelTooLate(complete: Bool) throws {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 1)], complete: complete)])
        #expect(story.refusal(of: .cancelIt)?.code == .returnOrderClosed)
    }

    @Test("that does not exist can be neither received nor cancelled")
    func unknown() throws {
        var story = try ReturnStory()
        #expect(story.refusal(of: .receive(good: [Line("A", 1)]))?.code == .unknownReturnOrder)
        #expect(story.refusal(of: .cancelIt)?.code == .unknownReturnOrder)
    }

    @Test(
        "says why inventory did not raise stock",
        arguments: [
            (Rejection.Code.alreadyRestored, ReturnOrder.Discrepancy.Kind.alreadyRestored),
            (.exceedsIssued, .refusedByInventory),
        ])
    func refusedByInventory(code: Rejection.Code, kind: ReturnOrder.Discrepancy.Kind) throws {
        let order = try #require(try ReturnStory([.create(), .receive(good: Sample.lines)]).order)
        let said = ReturnOrderDecider.refused(
            code, receiptId: "rr-1", lines: [.init(Line("A", 2))], on: order, at: Sample.now)
        let (changed, effects) = try #require(said)
        #expect(changed.discrepancies == [.init(kind: kind, sku: "A", quantity: 2, receiptId: "rr-1")])
        #expect(changed.revision == order.revision + 1)
        #expect(effects == [.changed(changed)])
        let again = ReturnOrderDecider.refused(code, receiptId: "rr-1", lines: [], on: changed, at: Sample.now)
        #expect(again?.order == nil)
    }

    @Test(
        "says nothing of a receipt that it never took; the rest of a long one is its own",
        arguments: ["rr-2", ReturnOrder.Receipt.restId(of: "rr-1")])
    func refusedToOthers(receiptId: String) throws {
        let order = try #require(try ReturnStory([.create(), .receive(good: Sample.lines)]).order)
        let said = ReturnOrderDecider.refused(
            .exceedsIssued, receiptId: receiptId, lines: [.init(Line("A", 2))], on: order, at: Sample.now)
        #expect(said?.order.discrepancies.count == (receiptId == "rr-2" ? nil : 1))
    }
}
