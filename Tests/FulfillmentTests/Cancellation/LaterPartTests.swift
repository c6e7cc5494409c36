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

    @Test("of some lines is none of that case's")
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

    @Test("that has ended goes on, for the case stays ended; a new request stops it alone")
    func afterTheEnd() throws {
        var story = try given(.allocated + [.cancel(), .reply(.released)])
        let told = try story.when(Self.second)
        #expect(told.stock == [.allocate(.sample([Line("C", 1)], of: "OB-2"))])
        #expect(told.outcomes.isEmpty)
        let again = try story.when(.cancel("r2"))
        #expect(again.outcomes.map(\.caseId) == ["shop/1001/c2"])
        #expect(again.outcomes[0].quantities == .of(requested: 1))
    }
}
