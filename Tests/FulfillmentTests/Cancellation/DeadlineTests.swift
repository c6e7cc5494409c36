import Fulfillment
import Testing

@Suite("Deadlines", .timeLimit(.minutes(5)))
struct DeadlineTests {
    private static let policy = Policy()

    private func silent(_ silence: Policy.Silence) -> Policies {
        var policy = Policy()
        policy.whenWarehouseIsSilent = silence
        return Policies(defaults: policy)
    }

    @Test("a request whose order does not come is refused after its grace, and a new one waits anew")
    func unknownOrder() throws {
        var story = try given([.cancel()])
        #expect(story.order.nextDeadline == story.order.cases[0].openedAt.adding(seconds: Self.policy.unknownOrderGraceSeconds))
        let told = try story.whenOverdue()
        #expect(told.outcomes.map(\.state) == [.refused])
        #expect(told.outcomes.map(\.code) == [.unknownOrder])
        #expect(told.outcomes.map(\.nextAction) == [.resubmit])
        #expect(told.outcomes.first?.stage == nil)
        #expect(story.order.nextDeadline == nil)
        #expect(try story.when(.cancel("r2")).outcomes.map(\.state) == [.waitingForOrder])
        let arrived = try story.when(.order())
        #expect(arrived.outcomes.map(\.requestId) == ["r2"])
    }

    @Test("an order that comes in time takes the deadline away")
    func orderInTime() throws {
        var story = try given([.cancel()])
        _ = try story.when(.order())
        #expect(story.order.nextDeadline == nil)
    }

    @Test("a report whose order does not come is refused after the same grace")
    func unknownReport() throws {
        var story = try given([.progress(.picking)])
        let told = try story.whenOverdue()
        #expect(told.expired.count == 1)
        #expect(story.order.waitingReports.isEmpty)
        #expect(story.order.nextDeadline == nil)
    }

    @Test("a silent verification escalates, stays open, and is refused at the second deadline")
    func silentVerification() throws {
        var story = try given(.verifyingShipped)
        let started = try #require(story.order.nextDeadline)
        let escalated = try story.whenOverdue()
        #expect(escalated.outcomes.map(\.state) == [.escalated])
        #expect(escalated.outcomes.map(\.code) == [.escalated])
        #expect(escalated.outcomes.map(\.nextAction) == [.wait])
        #expect(escalated.closed.isEmpty)
        #expect(story.order.nextDeadline == started.adding(seconds: Self.policy.escalationSeconds))
        let refused = try story.whenOverdue()
        #expect(refused.outcomes.map(\.state) == [.refused])
        #expect(refused.outcomes.map(\.code) == [.noAnswerFromWarehouse])
        #expect(refused.outcomes.map(\.nextAction) == [.contactWarehouse])
        #expect(refused.closed.map(\.result) == [.superseded])
        #expect(story.order.nextDeadline == nil)
    }

    @Test("a late answer to an escalated case still counts")
    func lateAnswer() throws {
        var story = try given(.verifyingShipped)
        _ = try story.whenOverdue()
        let told = try story.when(.verified(.inWarehouse))
        #expect(told.outcomes.map(\.state) == [.intercepting])
        // The next step has a deadline of its own.
        #expect(story.order.cases[0].parts[0].isEscalated == false)
        #expect(story.order.nextDeadline != nil)
    }

    @Test("where the policy keeps cases open, silence refuses nothing and says nothing more")
    func keepOpen() throws {
        var story = try given(.verifyingShipped, policies: silent(.keepOpen))
        _ = try story.whenOverdue()
        let told = try story.whenOverdue()
        #expect(told.isNothing)
        #expect(story.order.nextDeadline == nil)
        #expect(try story.when(.verified(.missing)).outcomes.map(\.code) == [.goodsMissing])
    }

    @Test("a pulled parcel whose label nobody answers for goes back with the label not voided")
    func silentLabel() throws {
        var story = try given(.verifyingShipped + [.verified(.inWarehouse), .pulled()])
        _ = try story.whenOverdue()
        let told = try story.whenOverdue()
        #expect(told.outcomes.map(\.state) == [.restocking])
        #expect(told.outcomes.map(\.labelVoided) == [false])
        #expect(told.returns.count == 1)
    }

    @Test("a case in restocking escalates and is never refused")
    func silentRestock() throws {
        var story = try given(.restocking)
        let told = try story.whenOverdue()
        #expect(told.outcomes.map(\.state) == [.escalated])
        #expect(told.outcomes.first?.quantities.pending == Sample.lines.units)
        #expect(story.order.nextDeadline == nil)
        let back = try story.when(.restored(RestockTests.all, by: .returnOrder))
        #expect(back.outcomes.map(\.state) == [.restocked])
    }

    @Test("deadlines are the merchant's own")
    func merchant() throws {
        var hasty = Policy()
        hasty.verifySeconds = 60
        let policies = Policies(merchants: ["acme": hasty])
        let story = try given(.verifyingShipped, policies: policies)
        #expect(story.order.cases[0].parts[0].dueAt == story.order.cases[0].openedAt.adding(seconds: 60))
    }

    @Test("nothing that has ended waits for anything")
    func ended() throws {
        #expect(try given(.allocated + [.cancel(), .reply(.released)]).order.nextDeadline == nil)
        #expect(try given(.restocking + [.restored(RestockTests.all, by: .returnOrder)]).order.nextDeadline == nil)
    }
}
