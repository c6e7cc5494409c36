import Fulfillment
import Testing

@Suite("A return order is cancelled", .timeLimit(.minutes(15)))
struct CancellingTests {
    private let cancel = ReturnOrderCommand.cancel(returnOrderId: "RET-1", storeOrder: Sample.storeOrder)
    private let goods = [Line("A", 2), Line("B", 1)]

    private func customers(_ then: [ReturnOrderCommand] = []) throws -> ReturnStory {
        try ReturnStory([.create(id: "RET-1", origin: .customer)] + then, id: "RET-1")
    }

    @Test("by anybody before arrival, once, where somebody else created it")
    func before() throws {
        var story = try customers()
        #expect(try story.when(cancel).states == [.cancelled])
        #expect(try story.when(cancel).isEmpty)
        #expect(story.refusal(of: .receive(good: [Line("A", 1)], id: "RET-1"))?.code == .returnOrderClosed)
    }

    @Test("by nobody else once something has arrived", arguments: [false, true])
    func tooLate(complete: Bool) throws {
        var story = try customers([.receive(good: [Line("A", 1)], complete: complete, id: "RET-1")])
        #expect(story.refusal(of: cancel)?.code == .returnOrderClosed)
    }

    @Test("by nobody else where Turnback opened it and something can still come", arguments: ["RO-OB-1", "RTS-OB-1"])
    func own(id: String) throws {
        let cancelIt = ReturnOrderCommand.cancel(returnOrderId: id, storeOrder: Sample.storeOrder)
        for sent in [[], [(.allocated, goods)], [(.allocated, goods), (.issued, goods)]]
            as [[(StockReply.Answer, [Line])]]
        {
            var story = try ReturnStory([.create(id: id)], id: id, sent: sent)
            #expect(story.refusal(of: cancelIt)?.code == .notCancellable)
            #expect(story.order?.state == .awaitingArrival)
            #expect(try story.when(.receive(good: goods, id: id)).restored.units == 3)
        }
    }

    @Test("by anybody where Turnback opened it and nothing can come any more")
    func nothingComes() throws {
        var story = try ReturnStory(
            [.create()], sent: [(.allocated, goods), (.issued, goods), (.restored(.adjustment), goods)])
        #expect(try story.when(.cancelIt).states == [.cancelled])
    }

    @Test("by Turnback, where the units came back another way, or the goods left after all")
    func superseded() throws {
        var story = try ReturnStory([.create()])
        #expect(try story.when(.supersede).states == [.cancelled])
        #expect(try story.when(.supersede).isEmpty)
        var left = try ReturnStory([.create()])
        #expect(try left.when(.leftAfterAll).states == [.cancelled])
    }

    @Test("by Turnback after some units arrived: it is closed with those, and nothing is written off")
    func closed() throws {
        var story = try ReturnStory([.create(), .receive(good: [Line("A", 1)])])
        let told = try story.when(.supersede)
        #expect(told.states == [.received] && told.restores.isEmpty)
        #expect(story.order?.discrepancies == [])
        #expect(try story.when(.supersede).isEmpty)
        #expect(story.refusal(of: .receive(good: [Line("A", 1)], receipt: "rr-2"))?.code == .returnOrderClosed)
    }
}
