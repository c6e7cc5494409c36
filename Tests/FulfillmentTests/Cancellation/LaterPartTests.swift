import Fulfillment
import Testing

@Suite("An outbound order that is submitted after a cancellation", .timeLimit(.minutes(15)))
struct LaterPartTests {
    static let second = StoreOrderMessage.order("OB-2", [Line("C", 1)])

    @Test("of the whole store order is stopped as well, while the case is open")
    func whileOpen() throws {
        var story = try given(.verifyingPicked)
        let told = try story.when(Self.second)
        #expect(told.stock.count == 2)
        #expect(told.stock.last == .release(.ofCase([Line("C", 1)], of: "OB-2")))
        #expect(told.outcomes.map(\.caseId) == [Sample.caseId])
        #expect(told.outcomes[0].quantities == .of(requested: 4))
        #expect(told.outcomes[0].outboundOrders.map(\.outboundOrderId) == ["OB-1", "OB-2"])
    }

    @Test("ends with the case, which has one end")
    func endsTogether() throws {
        var story = try given(.verifyingPicked + [Self.second])
        #expect(try story.when(.verified(.missing)).outcomes.map(\.state) == [.releasing])
        let told = try story.when(.reply(.released, [Line("C", 1)], of: "OB-2", caseId: Sample.caseId))
        #expect(told.outcomes.map(\.state) == [.partlyStopped])
        #expect(told.outcomes[0].quantities == .of(requested: 4, cancelled: 1, refused: 3))
    }

    @Test("is decided by where it stands, as reports before it say")
    func alreadyGone() throws {
        var story = try given(.verifyingPicked + [.scan(.delivered, of: "OB-2")])
        let told = try story.when(Self.second)
        #expect(told.outcomes[0].outboundOrders.map(\.code) == [.awaitingVerification, .delivered])
    }

    @Test("of some lines does not belong to that case")
    func ofLines() throws {
        var story = try given(.allocated + [.progress(.picked), .cancel("r1", Sample.lines)])
        let told = try story.when(.order("OB-2", [Line("A", 1)]))
        #expect(told.stock.count == 1)
        #expect(told.outcomes.isEmpty)
    }

    @Test("is stopped where a later request for the whole is answered by the open case of some lines")
    func joined() throws {
        var story = try given(.allocated + [.progress(.picked), .cancel("r1", Sample.lines), .cancel("r2")])
        #expect(try story.when(Self.second).outcomes.map(\.requestId) == ["r1", "r2"])
    }

    @Test("before the request, and is read after its end, is stopped by a separate case, and the store is notified")
    func afterTheEnd() throws {
        var story = try given(.allocated + [.cancel(), .reply(.released)])
        let told = try story.when(Self.second)
        #expect(told.stock.last == .release(.ofCase([Line("C", 1)], of: "OB-2", number: 2)))
        #expect(told.outcomes.isEmpty)
        #expect(told.contradicted.map(\.code) == [.laterPart])
        #expect(told.contradicted.map(\.requestId) == ["r1"])
        #expect(told.contradicted.map(\.followedBy) == ["shop/1001/c2"])
        // It is worked on all the same, and leaves: published under the same request.
        _ = try story.when(.reply(.released, [Line("C", 1)], of: "OB-2", caseId: "shop/1001/c2"))
        let late = try story.when(.scan(.pickedUp, of: "OB-2"))
        #expect(late.contradicted.map(\.code) == [.lateShipment])
        #expect(late.contradicted.map(\.requestId) == ["r1"])
    }

    @Test("after the request is a replacement, and goes on, also while the case is open", arguments: [true, false])
    func replacement(isOpen: Bool) throws {
        var story = try given(isOpen ? .verifyingPicked : .allocated + [.cancel(), .reply(.released)])
        let told = try story.when(.order("OB-2", [Line("C", 1)], submittedSecondsLater: 1))
        #expect(told.stock == [.allocate(.sample([Line("C", 1)], of: "OB-2"))])
        #expect(told.outcomes.isEmpty && told.contradicted.isEmpty)
    }

    @Test("and replaces another goes on, with clocks that differ")
    func replaces() throws {
        var story = try given(.verifyingPicked)
        let told = try story.when(.order("OB-2", [Line("C", 1)], replaces: "OB-1"))
        #expect(told.stock == [.allocate(.sample([Line("C", 1)], of: "OB-2"))])
    }

    @Test("together with the first one is meant by a request that had found no order", arguments: [60, 61])
    func split(seconds: Int64) throws {
        var story = try given([.cancel(), .order(submittedSecondsLater: 100), .reply(.released)])
        let told = try story.when(.order("OB-2", [Line("C", 1)], submittedSecondsLater: 100 + seconds))
        #expect(told.contradicted.map(\.code) == (seconds == 60 ? [.laterPart] : []))
    }
}
