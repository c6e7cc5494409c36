import Fulfillment
import Testing

@Suite("Bringing intercepted units back", .timeLimit(.minutes(15)))
struct RestockTests {
    static let all: [(sku: String, quantity: Int, handling: Handling)] = [("A", 2, .putAway), ("B", 1, .putAway)]

    @Test("opens a return order with putAway, where the policy says so")
    func opensReturnOrder() throws {
        var story = try given(.verifyingShipped + [.pulled()])
        let told = try story.when(.voided())
        guard case .create(let created) = try #require(told.returns.first) else {
            Issue.record("no return order was opened")
            return
        }
        #expect(created.returnOrderId == "RO-OB-1")
        #expect(created.origin == .interception)
        #expect(created.handling == .putAway)
        #expect(created.caseId == Sample.caseId)
        #expect(created.lines == Sample.lines)
        #expect(created.trackingNumbers == ["TN-1"])
    }

    @Test("opens none where the policy asks for a manual adjustment")
    func opensNone() throws {
        var story = try given(.verifyingPicked, policies: .byAdjustment)
        let told = try story.when(.pulled())
        #expect(told.outcomes.map(\.state) == [.restocking])
        #expect(told.returns.isEmpty)
        #expect(told.opened.map(\.kind) == [.putAway])
    }

    @Test("is restocked when every unit is back", arguments: [RestockClaim.returnOrder, .adjustment])
    func restocked(claim: RestockClaim) throws {
        var story = try given(.restocking)
        let half = try story.when(.restored([("A", 2, .putAway)], by: claim))
        #expect(half.outcomes.map(\.state) == [.restocking])
        #expect(half.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 2, pending: 1))
        let done = try story.when(.restored([("B", 1, .putAway)], by: claim))
        #expect(done.outcomes.map(\.state) == [.restocked])
        #expect(done.outcomes[0].code == .interceptedAndRestocked)
        #expect(done.outcomes[0].nextAction == .none)
        #expect(done.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 3))
        #expect(done.closed.map(\.kind) == [.putAway])
        #expect(done.closed.map(\.result) == [.done])
        #expect(story.outbound.status == .intercepted)
    }

    @Test("by hand, for the case, says that the parcel was found and pulled", arguments: [Policies.byAdjustment, .byReturnOrder])
    func putBackUnasked(policies: Policies) throws {
        var story = try given(.verifyingPicked, policies: policies)
        let half = try story.when(.restored([("A", 2, .putAway)], by: .adjustment, caseId: Sample.caseId))
        #expect(half.outcomes.map(\.state) == [.restocking])
        #expect(half.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 2, pending: 1))
        #expect(half.returns.count == (policies == .byReturnOrder ? 1 : 0))
        #expect(half.closed.map(\.kind) == [.verifyGoods])
        #expect(story.outbound.status == .intercepted)
        let done = try story.when(.restored([("B", 1, .putAway)], by: .adjustment, caseId: Sample.caseId))
        #expect(done.outcomes.map(\.state) == [.restocked])
    }

    @Test("says nothing of the parcel where it was for another case, or nothing was put back")
    func notForTheCase() throws {
        let other = "\(Sample.storeOrder)/c9"
        var story = try given(.verifyingPicked)
        #expect(try story.when(.restored([("A", 1, .putAway)], by: .adjustment, caseId: other)).outcomes.map(\.state) == [.verifying])
        story = try given(.verifyingPicked)
        #expect(try story.when(.restored([("A", 1, .dispose)], by: .adjustment, caseId: Sample.caseId)).outcomes.map(\.state) == [.verifying])
    }

    @Test("what is written off by hand leaves the rest to its return order, which ends when nothing can come to it")
    func writtenOff() throws {
        let lost: (_ sku: String, _ units: Int) -> StoreOrderMessage = {
            .restored([($0, $1, .dispose)], by: .adjustment, caseId: Sample.caseId)
        }
        var story = try given(.restocking)
        let first = try story.when(lost("A", 1))
        #expect(first.returns.isEmpty)
        #expect(first.outcomes.map(\.quantities) == [.of(requested: 3, intercepted: 3, writtenOff: 1, pending: 2)])
        var other = story
        let rest = try story.when(.restored([("A", 1, .putAway), ("B", 1, .putAway)], by: .returnOrder))
        #expect(rest.outcomes.map(\.state) == [.restocked])
        #expect(rest.returns.isEmpty)
        // Nothing is left of it at all.
        #expect(try other.when(lost("A", 1)).returns.isEmpty)
        let all = try other.when(lost("B", 1))
        #expect(all.outcomes.map(\.code) == [.goodsMissing])
        #expect(all.outcomes.map(\.state) == [.refused])
        let reason = SupersededBy(by: .adjustment, id: "adj-1", writtenOff: [Line("A", 2), Line("B", 1)])
        #expect(
            all.returns == [.cancel(returnOrderId: "RO-OB-1", storeOrder: Sample.storeOrder, supersededBy: reason)])
    }

    @Test("what was written off before the parcel was pulled is not expected back")
    func writtenOffBefore() throws {
        let lost = StoreOrderMessage.restored([("A", 1, .dispose)], by: .adjustment, caseId: Sample.caseId)
        var story = try given(.verifyingPicked + [lost])
        guard case .create(let created)? = try story.when(.pulled()).returns.first else {
            Issue.record("no return order")
            return
        }
        #expect(created.lines == [Line("A", 1), Line("B", 1)])
    }

    @Test("counts what is quarantined and written off")
    func otherHandlings() throws {
        var story = try given(.restocking)
        let told = try story.when(
            .restored([("A", 1, .putAway), ("A", 1, .quarantine), ("B", 1, .dispose)], by: .returnOrder))
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(
            told.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 1, quarantined: 1, writtenOff: 1)
        )
    }

    @Test("a return order left over is cancelled when a person has put all units back, and not before")
    func leftOver() throws {
        var story = try given(.restocking)
        #expect(try story.when(.restored([("A", 2, .putAway)], by: .adjustment)).returns.isEmpty)
        let last = try story.when(.restored([("B", 1, .putAway)], by: .adjustment))
        #expect(last.returns == [.cancel("RO-OB-1", by: .adjustment)])
    }

    @Test("units that were written off and are found are written off no longer")
    func found() throws {
        var story = try given(.restocking + [.restored([("A", 2, .dispose)], by: .adjustment)])
        let found = StockReply(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder,
            lines: [.init(Line("A", 2), handling: .putAway, found: 1)], answer: .restored(.returnOrder))
        let told = try story.when(.stockReplied(found))
        #expect(
            told.outcomes.last?.quantities == .of(requested: 3, intercepted: 3, restored: 2, writtenOff: 0, pending: 1))
    }

    @Test("an adjustment that was refused is not a release that was refused")
    func refusedAdjustment() throws {
        var story = try given(.allocated + [.cancel()])
        let refused = StockReply(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: Sample.caseId,
            lines: Sample.lines.map { .init($0) },
            answer: .refused(.notHeld, message: "", claimedBy: nil, returnOrderId: nil, receiptId: nil),
            command: .adjust, adjustmentId: "adj-1")
        #expect(try story.when(.stockReplied(refused)).isNothing)
        #expect(try story.when(.reply(.released)).outcomes.map(\.state) == [.cancelled])
    }

    @Test("a return order left over is cancelled when all came by another one, and not before")
    func leftOverByReturn() throws {
        let other = RestockClaim(by: .returnOrder, id: "X1")
        var story = try given(.restocking)
        #expect(try story.when(.restored([("A", 2, .putAway)], by: other)).returns.isEmpty)
        let last = try story.when(.restored([("B", 1, .putAway)], by: other))
        #expect(last.returns == [.cancel("RO-OB-1", by: other)])
        // It is not left over where the last of the units came by it.
        story = try given(.restocking + [.restored([("A", 2, .putAway)], by: other)])
        #expect(try story.when(.restored([("B", 1, .putAway)], by: .returnOrder)).returns.isEmpty)
    }

    @Test("the return order of a parcel that the carrier brings back is cancelled when its units are put back by hand")
    func leftOverToSender() throws {
        var story = try given(.allocated + [.cancel(), .reply(.released), .scan(.returnedToSender)])
        #expect(
            try story.when(.restored([("A", 2, .putAway)], by: .adjustment, caseId: Sample.caseId)).returns.isEmpty)
        let last = try story.when(.restored([("B", 1, .putAway)], by: .adjustment, caseId: Sample.caseId))
        #expect(last.returns == [.cancel("RTS-OB-1", by: .adjustment)])
    }

    @Test("units that are all back end the case, by any way, even where it waits for others")
    func backBeforeTold() throws {
        var story = try given(.verifyingPicked)
        let told = try story.when(.restored(Self.all, by: .adjustment))
        #expect(told.returns.isEmpty)
        #expect(told.closed.map(\.kind) == [.verifyGoods])
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(told.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 3))
    }

    @Test("what is brought back while the release is on its way counts for the case")
    func backWhileReleasing() throws {
        var story = try given(.allocated + [.cancel(), .restored([("A", 2, .putAway)], by: .adjustment)])
        _ = try story.when(all: [.refusal(.exceedsAllocated), .pulled()])
        let told = try story.when(.restored([("B", 1, .putAway)], by: .adjustment))
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(told.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 3))
    }

    @Test("units balance in every outcome, also where the parcel left after all")
    func balancesWhenRefused() throws {
        var story = try given(.verifyingShipped)
        let early = try story.when(.restored([("A", 1, .putAway)], by: .returnOrder))
        #expect(early.outcomes.allSatisfy { $0.quantities == .of(requested: 3) })
        let told = try story.when(.scan(.delivered))
        #expect(told.outcomes.map(\.quantities) == [.of(requested: 3, refused: 2, intercepted: 1, restored: 1)])
    }

    @Test("the case counts its own units once, also where goods came back, went out and came back again")
    func backAgain() throws {
        var story = try given(.verifyingPicked + [.restored([("A", 2, .putAway)], by: .adjustment), .pulled()])
        let told = try story.when(.restored([("A", 2, .putAway), ("B", 1, .putAway)], by: .adjustment))
        #expect(told.outcomes.map(\.quantities) == [.of(requested: 3, intercepted: 3, restored: 3)])
    }

    @Test("nothing more changes a case that ended")
    func ended() throws {
        var story = try given(.restocking + [.restored(Self.all, by: .returnOrder)])
        let told = try story.when(all: [.restored(Self.all, by: .adjustment), .scan(.delivered), .pulled(false)])
        #expect(told.outcomes.isEmpty)
        // The scan is physical truth: what was back on the shelf has left after all.
        #expect(told.stock == [.issue(.ofCase(again: true))])
        #expect(told.contradicted.map(\.requestId) == ["r1"])
    }
}
