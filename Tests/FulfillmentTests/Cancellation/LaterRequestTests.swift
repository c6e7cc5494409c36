import Fulfillment
import Testing

@Suite("A second request", .timeLimit(.minutes(15)))
struct LaterRequestTests {
    @Test("while a case is open is answered by that case, now and at its end")
    func whileOpen() throws {
        var story = try given(.verifyingShipped)
        let now = try story.when(.cancel("r2"))
        #expect(now.outcomes.map(\.requestId) == ["r2"])
        #expect(now.outcomes[0].caseId == Sample.caseId)
        #expect(now.outcomes[0].state == .verifying)
        #expect(now.opened.isEmpty)
        let end = try story.when(.scan(.delivered))
        #expect(end.outcomes.map(\.requestId) == ["r1", "r2"])
        #expect(end.outcomes.map(\.code) == [.delivered, .delivered])
    }

    @Test("after cancellation gets the first case's final state as alreadyCancelled, once")
    func afterCancelled() throws {
        var story = try given(.allocated + [.cancel(), .reply(.released)])
        let told = try story.when(.cancel("r2"))
        #expect(told.outcomes.map(\.requestId) == ["r2"])
        #expect(told.outcomes[0].caseId == Sample.caseId)
        #expect(told.outcomes[0].state == .cancelled)
        #expect(told.outcomes[0].code == .alreadyCancelled)
        #expect(told.outcomes[0].nextAction == .none)
        #expect(told.outcomes[0].quantities == .of(requested: 3, cancelled: 3))
        #expect(told.stock.isEmpty)
        #expect(try story.when(.reply(.released)).isNothing)
    }

    @Test("after interception gets restocked as alreadyCancelled")
    func afterRestocked() throws {
        var story = try given(.restocking + [.restored(RestockTests.all, by: .returnOrder)])
        let told = try story.when(.cancel("r2", [Line("A", 1)]))
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(told.outcomes.map(\.code) == [.alreadyCancelled])
    }

    @Test("after a refusal is decided again")
    func afterRefusal() throws {
        var story = try given(.verifyingPicked + [.verified(.missing)])
        let told = try story.when(.cancel("r2"))
        #expect(told.outcomes.map(\.caseId) == ["shop/1001/c2"])
        #expect(told.outcomes.map(\.state) == [.verifying])
        #expect(told.opened.map(\.taskId) == ["T-OB-1-c2-verifyGoods"])
    }

    @Test("for other goods of the same order opens its own case")
    func otherGoods() throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 2)])])
        #expect(try story.when(.cancel("r2", [Line("B", 1)])).outcomes.map(\.caseId) == ["shop/1001/c2"])
        #expect(try story.when(.cancel("r3", [Line("A", 1)])).outcomes.map(\.caseId) == ["shop/1001/c1"])
    }
}
