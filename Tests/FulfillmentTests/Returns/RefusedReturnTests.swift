import Fulfillment
import Testing

@Suite("A customer's return order", .timeLimit(.minutes(15)))
struct RefusedReturnTests {
    private let goods = [Line("A", 2)]
    private let create = ReturnOrderCommand.create([Line("A", 2)], id: "RET-1", origin: .customer)
    private let receive = ReturnOrderCommand.receive(good: [Line("A", 2)], id: "RET-1")
    private let back = StockReply.Answer.restored(RestockClaim(by: .returnOrder, id: "RET-0"))

    private func story(_ sent: [(StockReply.Answer, [Line])]) throws -> ReturnStory {
        try ReturnStory(id: "RET-1", sent: sent)
    }

    @Test("for goods that never left is refused, and so are its receipts")
    func neverLeft() throws {
        for sent in [[(.allocated, goods), (.released, goods)], [(.backordered, goods), (.released, goods)]]
            as [[(StockReply.Answer, [Line])]]
        {
            var story = try story(sent)
            let refusal = story.refusal(of: create)
            #expect(refusal?.code == .exceedsIssued && refusal?.path == "outboundOrderId")
            #expect(story.refusal(of: receive)?.code == .exceedsIssued)
            #expect(story.order == nil && story.expected.nextDeadline == nil)
        }
    }

    @Test("for goods that have not left by the books waits for them, with its receipts")
    func waitsForItsGoods() throws {
        for first in [StockReply.Answer.allocated, .backordered] {
            var story = try story([(first, goods)])
            #expect(try story.when(create).isEmpty && story.order == nil)
            #expect(try story.when(create).isEmpty, "it may say so again")
            #expect(try story.when(receive).isEmpty && story.expected.awaitsGoods)
            story.hear(.issued, goods)
            let effects = story.learn()
            #expect(effects.restored.units == 2 && effects.states.contains(.awaitingArrival))
            #expect(!story.expected.awaitsGoods && story.expected.nextDeadline == nil && story.order?.state != nil)
        }
    }

    @Test("that waits is refused to its sender once its goods are freed, or its time is over")
    func waitsInVain() throws {
        var freed = try story([(.allocated, goods)])
        _ = try freed.when(create)
        _ = try freed.when(receive)
        freed.hear(.released, goods)
        #expect(freed.learn().refusals.map(\.messageId) == ["m1", "m2"])
        #expect(freed.refusal(of: receive)?.code == .exceedsIssued)
        var late = try story([(.allocated, goods)])
        _ = try late.when(create)
        let refusals = late.pass().refusals
        #expect(refusals.map(\.code) == [.exceedsIssued] && refusals.map(\.messageId) == ["m1"])
        #expect(late.order == nil && late.expected.nextDeadline == nil && late.expected.refused != nil)
    }

    @Test("that waits for its goods takes no receipt that was made before they left")
    func receivedBeforeTheyLeft() throws {
        var story = try story([(.allocated, goods)])
        _ = try story.when(create)
        _ = try story.when(receive)
        story.now = Sample.now.adding(seconds: 60)
        story.hear(.issued, goods)
        let effects = story.learn()
        #expect(effects.refusals.map(\.messageId) == ["m2"] && effects.restored.units == 0)
        #expect(story.order?.state == .awaitingArrival && story.expected.waiting.isEmpty)
    }

    @Test("that waits may be cancelled, and takes no other content")
    func waitsAndIsCancelled() throws {
        var story = try story([(.allocated, goods)])
        _ = try story.when(create)
        let other = ReturnOrderCommand.create([Line("A", 1)], id: "RET-1", origin: .customer)
        #expect(story.refusal(of: other)?.code == .returnOrderExists)
        #expect(try story.when(.cancel(returnOrderId: "RET-1", storeOrder: Sample.storeOrder)).states == [.cancelled])
        #expect(story.expected.announced == nil)
    }

    @Test("for goods that are all back is refused, and the refusal names what brought them")
    func allBack() throws {
        var story = try story([(.allocated, goods), (.issued, goods), (back, goods)])
        let refusal = story.refusal(of: create)
        #expect(refusal?.code == .alreadyRestored)
        #expect(refusal?.claimedBy == RestockClaim(by: .returnOrder, id: "RET-0"))
        #expect(story.refusal(of: receive)?.code == .alreadyRestored)
    }

    @Test("is accepted while something of its lines is out, and expects what it says")
    func someOut() throws {
        let lines = goods + [Line("B", 1)]
        var story = try story([(.allocated, lines), (.issued, lines), (back, [Line("A", 1)])])
        _ = try story.when(create)
        #expect(story.order?.entries.map(\.expected) == [2])
        // B is still out, but no A is.
        var other = try self.story([(.allocated, lines), (.issued, lines), (back, goods)])
        #expect(other.refusal(of: create)?.code == .alreadyRestored)
    }

    @Test("is accepted for goods that were written off: who finds them brings them back")
    func writtenOff() throws {
        var story = try story([(.allocated, goods), (.issued, goods)])
        story.lose(2)
        #expect(try story.when(create).states == [.awaitingArrival])
    }

    @Test("for an outbound order that nobody has heard of is accepted: inventory judges")
    func unknown() throws {
        var story = try story([])
        #expect(try story.when(create).states == [.awaitingArrival])
        #expect(try story.when(receive).restored.units == 2)
    }

    @Test("that was created before it was known that nothing left is refused and cancelled when it is received")
    func known() throws {
        var story = try story([])
        _ = try story.when(create)
        story.hear(.allocated, goods)
        story.hear(.released, goods)
        #expect(story.refusal(of: receive)?.code == .exceedsIssued)
        #expect(story.besides.states == [.cancelled] && story.order?.receipts == [])
        #expect(story.refusal(of: receive)?.code == .returnOrderClosed)
    }

    @Test("whose receipt comes before it is known that the goods left receives it then, or never")
    func receivedEarly() throws {
        var story = try story([])
        _ = try story.when(create)
        story.hear(.allocated, goods)
        #expect(try story.when(receive).isEmpty && story.expected.awaitsGoods)
        var late = story
        story.hear(.issued, goods)
        #expect(story.learn().restored.units == 2)
        let effects = late.pass()
        #expect(effects.refusals.map(\.code) == [.exceedsIssued] && effects.states == [.cancelled])
    }

    @Test("that was created before it was known that the goods left is received")
    func left() throws {
        var story = try story([])
        _ = try story.when(create)
        story.hear(.allocated, goods)
        story.hear(.issued, goods)
        #expect(try story.when(receive).restored.units == 2)
    }

    @Test("is accepted once the goods have left, though it was refused before; its receipts wait for it then")
    func healed() throws {
        var story = try story([(.allocated, goods)])
        _ = try story.when(create)
        #expect(story.pass().refusals.map(\.code) == [.exceedsIssued])
        story.hear(.issued, goods)
        #expect(try story.when(receive).isEmpty)
        #expect(try story.when(create).restored.units == 2)
        #expect(story.expected.refused == nil)
    }

    @Test("of an outbound order that inventory refused is refused, and so are its receipts")
    func outboundOrderRefused() throws {
        let exists = StockReply.Answer.refused(
            .outboundOrderExists, message: "", claimedBy: nil, returnOrderId: nil, receiptId: nil)
        var story = try story([(exists, goods)])
        #expect(story.refusal(of: create)?.code == .unknownOutboundOrder)
        #expect(story.refusal(of: receive)?.code == .unknownOutboundOrder)
        #expect(story.order == nil && story.expected.nextDeadline == nil)
    }

    @Test("that is refused takes the receipts that waited for it with it")
    func waited() throws {
        var story = try story([(.allocated, goods), (.released, goods)])
        #expect(try story.when(receive).isEmpty)
        #expect(story.refusal(of: create)?.code == .exceedsIssued)
        #expect(story.besides.refusals.map(\.code) == [.exceedsIssued])
        #expect(story.besides.refusals.map(\.messageId) == ["m1"] && story.expected.waiting.isEmpty)
    }
}

@Suite("A return order of Turnback's own", .timeLimit(.minutes(15)))
struct OwnReturnOrderTests {
    private let goods = [Line("A", 2)]

    @Test("is never refused for what is out", arguments: ["RO-OB-1", "RTS-OB-1"])
    func accepted(id: String) throws {
        let origin: ReturnOrder.Origin = id == "RO-OB-1" ? .interception : .customer
        var story = try ReturnStory(id: id, sent: [(.allocated, goods), (.released, goods)])
        #expect(try story.when(.create(goods, id: id, origin: origin)).states == [.awaitingArrival])
        #expect(try story.when(.receive(good: goods, id: id)).restored.units == 2)
    }

    @Test("awaits no receipt where nothing can come back any more", arguments: ["RO-OB-1", "RTS-OB-1"])
    func refused(id: String) throws {
        let receive = ReturnOrderCommand.receive(good: goods, id: id)
        var back = try ReturnStory(id: id, sent: [(.allocated, goods), (.issued, goods), (.restored(.adjustment), goods)])
        #expect(back.refusal(of: receive)?.code == .alreadyRestored)
        var freed = try ReturnStory(id: id, sent: [(.allocated, goods), (.released, goods)])
        #expect(freed.refusal(of: receive)?.code == .exceedsIssued)
        for sent in [[(.allocated, goods)], [(.backordered, goods)], []] as [[(StockReply.Answer, [Line])]] {
            var held = try ReturnStory(id: id, sent: sent)
            #expect(try held.when(receive).isEmpty && held.expected.waiting.count == 1)
        }
    }

    @Test("awaits no receipt where inventory refused the outbound order", arguments: ["RO-OB-1", "RTS-OB-1"])
    func outboundOrderRefused(id: String) throws {
        let receive = ReturnOrderCommand.receive(good: goods, id: id)
        let exists = StockReply.Answer.refused(
            .outboundOrderExists, message: "", claimedBy: nil, returnOrderId: nil, receiptId: nil)
        var refused = try ReturnStory(id: id, sent: [(exists, goods)])
        #expect(refused.refusal(of: receive)?.code == .unknownOutboundOrder)
        #expect(refused.expected.isEmpty)
        // The answer may be read behind the receipt.
        var early = try ReturnStory(id: id)
        #expect(try early.when(receive).isEmpty)
        early.hear(exists, goods)
        #expect(early.sent.listeners.contains(id))
        #expect(early.learn().refusals.map(\.code) == [.unknownOutboundOrder] && early.expected.isEmpty)
        // What somebody else asked for under the id of an outbound order that was promised says nothing of it.
        var promised = try ReturnStory(id: id, sent: [(.allocated, goods), (exists, goods)])
        #expect(try promised.when(receive).isEmpty && promised.sent.listeners.isEmpty)
        var later = try ReturnStory(id: id, sent: [(exists, goods), (.allocated, goods)])
        #expect(try later.when(receive).isEmpty)
    }
}
