import Fulfillment
import Testing

@Suite("The tombstone of a store order", .timeLimit(.minutes(15)))
struct TombstoneTests {
    private func forgotten() throws -> StoreOrder {
        let story = try given(.allocated + [.progress(.shipped)])
        #expect(story.order.hasEnded && !story.order.isTombstone)
        return try #require(story.order.tombstone)
    }

    private func hear(
        _ message: StoreOrderMessage, _ order: inout StoreOrder, id: UInt64 = 1
    ) throws(Rejection) -> [StoreOrderEffect] {
        try order.handle(message, identity: Fingerprint(value: id), at: Sample.now, policies: .byReturnOrder)
    }

    @Test("is none of the order but its ids, and has none of its own")
    func remains() throws {
        let order = try forgotten()
        #expect(order.isTombstone && order.hasEnded && order.tombstone == nil)
        #expect(order.forgotten.map(\.outboundOrderId) == ["OB-1"] && order.forgotten.map(\.merchantId) == ["acme"])
    }

    @Test("takes the same submission for what it was, and refuses another one under its id")
    func again() throws {
        var order = try forgotten()
        #expect(try hear(.order(), &order).isEmpty)
        var other = order
        #expect(throws: Rejection.self) { _ = try hear(.order("OB-1", [Line("A", 1)]), &other, id: 2) }
    }

    @Test("does not stand in the way of what is new, and stays beside it")
    func new() throws {
        var order = try forgotten()
        _ = try hear(.order("OB-2"), &order)
        #expect(order.outboundOrders.map(\.id) == ["OB-2"] && !order.isTombstone)
        #expect(order.tombstone?.forgotten.map(\.outboundOrderId) == ["OB-1", "OB-2"])
    }
}
