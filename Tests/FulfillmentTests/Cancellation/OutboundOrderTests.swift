import Fulfillment
import Testing

@Suite("An outbound order on its way out", .timeLimit(.minutes(15)))
struct OutboundOrderTests {
    @Test("asks for its stock when it arrives")
    func arrives() throws {
        var story = OrderStory()
        let told = try story.when(.order())
        #expect(told.stock == [.allocate(.sample())])
        #expect(told.outboundOrders.map(\.status) == [.allocating])
        #expect(told.outboundOrders.map(\.revision) == [1])
        #expect(told.outboundOrders.map(\.custody) == [.warehouse])
    }

    @Test("waits for stock, and goes on when it comes")
    func backordered() throws {
        var story = try given([.order()])
        #expect(try story.when(.reply(.backordered)).outboundOrders.map(\.status) == [.backordered])
        #expect(try story.when(.reply(.allocated)).outboundOrders.map(\.status) == [.awaitingOutbound])
    }

    @Test("goes through its stages with one event each, and is issued once")
    func stages() throws {
        var story = try given(.allocated)
        let stages: [OutboundStatus] = [.picking, .picked, .packed, .labelled, .shipped]
        for (index, stage) in stages.enumerated() {
            let told = try story.when(.progress(stage))
            #expect(told.outboundOrders.map(\.status) == [stage])
            #expect(told.outboundOrders.map(\.revision) == [index + 3])
            #expect(told.stock == (stage == .shipped ? [.issue(.sample())] : []))
        }
        #expect(story.outbound.custody == .unknown)
        #expect(try story.when(.scan(.pickedUp)).stock.isEmpty)
        #expect(story.outbound.custody == .carrier)
        #expect(try story.when(.scan(.delivered)).outboundOrders.map(\.status) == [.delivered])
    }

    @Test("a scan without a shipped report issues the stock")
    func scanOnly() throws {
        var story = try given(.allocated)
        #expect(try story.when(.scan(.pickedUp)).stock == [.issue(.sample())])
        #expect(try story.when(.progress(.shipped)).stock.isEmpty)
        #expect(story.outbound.status == .inTransit)
        #expect(story.outbound.custody == .carrier)
    }

    @Test("carries its carrier and tracking number from the first report that knows them")
    func tracking() throws {
        var story = try given(.allocated)
        _ = try story.when(.report(.progressed(.packed, carrier: "UPS", trackingNumber: "1Z")))
        #expect(story.outbound.carrier == "UPS")
        #expect(story.outbound.trackingNumber == "1Z")
        #expect(story.outbound.whereabouts.label == .printed)
        _ = try story.when(.progress(.labelled))
        #expect(story.outbound.trackingNumber == "1Z")
    }
}
