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

    @Test("is not kept with the order, except its ids, and has no ids itself")
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

    private func cancelled() throws -> StoreOrder {
        let story = try given(.allocated + [.cancel(), .reply(.released)])
        return try #require(story.order.tombstone)
    }

    @Test("answers the same request once, and refuses another one under its id")
    func request() throws {
        var order = try cancelled()
        #expect(try hear(.cancel(), &order).isEmpty)
        #expect(throws: Rejection.self) { _ = try hear(.cancel(reason: "other"), &order, id: 2) }
    }

    @Test("keeps the cut-off: what was submitted up to it is stopped by a separate case, and the store is notified")
    func cutOff() throws {
        var order = try cancelled()
        let told = Told(try hear(.order("OB-2", [Line("C", 1)]), &order))
        #expect(told.stock.last == .release(.ofCase([Line("C", 1)], of: "OB-2", number: 2)))
        #expect(told.contradicted.map(\.code) == [.laterPart])
        #expect(told.contradicted.map(\.requestId) == ["r1"])
        #expect(told.contradicted.map(\.caseId) == [Sample.caseId])
        #expect(told.contradicted.map(\.followedBy) == ["shop/1001/c2"])
        // It leaves all the same: published under the same request.
        _ = try hear(.reply(.released, [Line("C", 1)], of: "OB-2", caseId: "shop/1001/c2"), &order, id: 2)
        let late = Told(try hear(.scan(.pickedUp, of: "OB-2"), &order, id: 3))
        #expect(late.contradicted.map(\.code) == [.lateShipment])
        #expect(late.contradicted.map(\.requestId) == ["r1"])
    }

    @Test("lets a replacement go on, and what a request that found nothing did not mean")
    func goesOn() throws {
        var order = try cancelled()
        let told = Told(try hear(.order("OB-2", [Line("C", 1)], submittedSecondsLater: 1), &order))
        #expect(told.stock.count == 1 && told.contradicted.isEmpty)
        var story = try given([.cancel()])
        _ = try story.whenOverdue()
        var unanswered = try #require(story.order.tombstone)
        let new = Told(try hear(.order(), &unanswered))
        #expect(new.stock.count == 1 && new.contradicted.isEmpty)
    }

    @Test("does not give the id of a case again")
    func caseIds() throws {
        var order = try cancelled()
        _ = try hear(.order("OB-2", submittedSecondsLater: 1), &order)
        let told = Told(try hear(.cancel("r2"), &order, id: 2))
        #expect(told.outcomes.map(\.caseId) == ["shop/1001/c2"])
    }
}
