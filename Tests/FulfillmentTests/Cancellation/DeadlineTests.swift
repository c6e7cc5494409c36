import Fulfillment
import Testing

@Suite("Deadlines", .timeLimit(.minutes(15)))
struct DeadlineTests {
    private static let policy = Policy()

    private func silent(_ silence: Policy.Silence) -> Policies {
        var policy = Policy()
        policy.whenWarehouseIsSilent = silence
        return Policies(defaults: policy)
    }

    @Test("a request whose order does not come is refused after its grace, and a new one waits again")
    func unknownOrder() throws {
        var story = try given([.cancel()])
        #expect(
            story.order.nextDeadline
                == story.order.cases[0].openedAt.adding(seconds: Self.policy.unknownOrderGraceSeconds))
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

    @Test("a request that joins one which waits has its grace as well")
    func joins() throws {
        var story = try given([.cancel()])
        let first = try #require(story.order.nextDeadline)
        _ = try story.when(.cancel("r2"))
        #expect(story.order.nextDeadline == first.adding(seconds: 1))
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
        // The next step has its own deadline.
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

    @Test("a parcel that is pulled after both deadlines has one more for its label, and goes back")
    func pulledTooLate() throws {
        var story = try given(.verifyingShipped + [.verified(.inWarehouse)], policies: silent(.keepOpen))
        _ = try story.whenOverdue()
        _ = try story.whenOverdue()
        #expect(story.order.nextDeadline == nil)
        _ = try story.when(.pulled())
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

    @Test("a deadline counts from when its message was processed, whenever those of others were")
    func fromProcessing() throws {
        var order = StoreOrder(key: Sample.storeOrder)
        var messages = 0
        func hear(_ message: StoreOrderMessage, at seconds: Int64, later: Int64 = 0) throws(Rejection) {
            messages += 1
            var identity = Fingerprint()
            identity.add(messages)
            _ = try order.handle(
                message, identity: identity, at: Sample.now.adding(seconds: seconds),
                clock: Sample.now.adding(seconds: seconds + later),
                policies: .byReturnOrder)
        }
        func told(_ effects: [StoreOrderEffect]) -> [CancellationChanged] { Told(effects).outcomes }
        let verify = Self.policy.verifySeconds
        for id in ["OB-1", "OB-2"] {
            try hear(.order(id, [Line("A", 1)]), at: 0)
            try hear(.progress(.picked, of: id), at: 1)
        }
        // The request waited for an hour; what is found of one outbound order is heard at once.
        try hear(.cancel(), at: 60, later: 3600)
        try hear(.verified(.inWarehouse, of: "OB-2"), at: 3700)
        let first = try #require(order.nextDeadline)
        #expect(first == Sample.now.adding(seconds: 3660 + verify))
        #expect(order.cases[0].parts[0].dueAt == first)
        let escalated = order.pass(first, policies: .byReturnOrder)
        #expect(told(escalated).first?.changedAt == first)
        // The other's deadline is its own, and so is that of the one that was escalated.
        let second = try #require(order.nextDeadline)
        #expect(second == Sample.now.adding(seconds: 3700 + Self.policy.interceptSeconds))
        _ = order.pass(second, policies: .byReturnOrder)
        #expect(order.nextDeadline == first.adding(seconds: Self.policy.escalationSeconds))
    }

    @Test("of two deadlines the one that is due first comes first, and the messages' times do not matter")
    func dueFirst() throws {
        var order = StoreOrder(key: Sample.storeOrder)
        for (number, later) in [(1, Int64(7_200)), (2, 0)] {
            var identity = Fingerprint()
            identity.add(number)
            _ = try order.handle(
                .progress(.picked, of: "OB-\(number)"), identity: identity,
                at: Sample.now.adding(seconds: Int64(number) * 60),
                clock: Sample.now.adding(seconds: Int64(number) * 60 + later), policies: .byReturnOrder)
        }
        let expired = order.pass(try #require(order.nextDeadline), policies: .byReturnOrder)
        #expect(Told(expired).expired.map(\.outboundOrderId) == ["OB-2"])
        #expect(order.waitingReports.map(\.report.outboundOrderId) == ["OB-1"])
    }

    @Test("nothing that has ended waits for anything")
    func ended() throws {
        #expect(try given(.allocated + [.cancel(), .reply(.released)]).order.nextDeadline == nil)
        #expect(try given(.restocking + [.restored(RestockTests.all, by: .returnOrder)]).order.nextDeadline == nil)
    }
}
