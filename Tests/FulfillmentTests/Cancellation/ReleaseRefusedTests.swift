import Fulfillment
import Testing

@Suite("A release that inventory refuses", .timeLimit(.minutes(15)))
struct ReleaseRefusedTests {
    static let refused = [StoreOrderMessage].allocated + [.cancel(), .refusal(.exceedsAllocated)]

    @Test("is answered by looking where the goods are")
    func verifies() throws {
        var story = try given(.allocated + [.cancel()])
        let told = try story.when(.refusal(.exceedsAllocated))
        #expect(told.outcomes.map(\.state) == [.verifying])
        #expect(told.opened.map(\.kind) == [.verifyGoods])
    }

    @Test(
        "hears every answer of the warehouse",
        arguments: [
            (WarehouseReport.Found.inWarehouse, CancellationCode.awaitingInterception),
            (.withCarrier, .inTransit), (.missing, .goodsMissing),
        ])
    func answers(found: WarehouseReport.Found, code: CancellationCode) throws {
        var story = try given(Self.refused)
        #expect(try story.when(.verified(found)).outcomes.map(\.code) == [code])
    }

    @Test("hears the carrier")
    func scanned() throws {
        var story = try given(Self.refused)
        #expect(try story.when(.scan(.delivered)).outcomes.map(\.code) == [.delivered])
        #expect(story.outbound.status == .delivered)
    }

    @Test("goes on to interception, and never becomes cancelled")
    func intercepts() throws {
        var story = try given(Self.refused + [.verified(.inWarehouse), .pulled()])
        #expect(story.outbound.status == .intercepted)
        // The warehouse's own system frees what was pulled: nothing more is expected.
        let told = try story.when(.reply(.released))
        #expect(told.outcomes.map(\.state) == [.cancelled])
        #expect(told.returns.count == 1)
        #expect(story.outbound.status == .intercepted)
    }

    @Test("of some lines cannot intercept a whole parcel: it is refused")
    func partial() throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 1)])])
        let told = try story.when(.refusal(.exceedsAllocated, [Line("A", 1)]))
        #expect(told.outcomes.map(\.code) == [.partialAfterWorkStarted])
        #expect(story.outbound.status == .awaitingOutbound)
    }

    @Test("concerns the part whose lines it names")
    func namesItsPart() throws {
        var story = try given(.allocated + [.cancel("r1", [Line("A", 2)]), .cancel("r2", [Line("B", 1)])])
        let told = try story.when(.refusal(.exceedsAllocated, [Line("B", 1)], caseId: "shop/1001/c2"))
        #expect(told.outcomes.map(\.requestId) == ["r2"])
    }

    @Test(
        "is not what was refused to somebody else, however alike",
        arguments: [Rejection.Code.quantityExceedsOrder, .unknownOutboundOrder, .exceedsAllocated])
    func refusedToOthers(code: Rejection.Code) throws {
        var story = try given(.allocated + [.cancel()])
        #expect(try story.when(.refusal(code, caseId: nil)).isNothing)
        #expect(try story.when(.reply(.released, caseId: Sample.caseId)).outcomes.map(\.state) == [.cancelled])
    }

    @Test("after somebody else freed the same units changes nothing: they are free")
    func freedByOthers() throws {
        var story = try given(.allocated + [.cancel()])
        #expect(try story.when(.reply(.released)).outcomes.map(\.state) == [.cancelled])
        #expect(try story.when(.refusal(.exceedsAllocated)).isNothing)
    }

    @Test(
        "because it was read before the allocation is sent again after it",
        arguments: [StockReply.Answer.allocated, .backordered])
    func readBeforeTheAllocation(answer: StockReply.Answer) throws {
        var story = try given([.order(), .cancel()])
        #expect(try story.when(.refusal(.unknownOutboundOrder)).isNothing)
        let told = try story.when(.reply(answer))
        #expect(told.stock == [.release(.ofCase())])
        #expect(told.opened.isEmpty)
        #expect(try story.when(.reply(.released, caseId: Sample.caseId)).outcomes.map(\.state) == [.cancelled])
    }

    @Test("of some lines, read before the allocation, is sent again as well")
    func someReadBeforeTheAllocation() throws {
        var story = try given([.order(), .cancel("r1", [Line("A", 1)])])
        _ = try story.when(.refusal(.unknownOutboundOrder, [Line("A", 1)]))
        #expect(try story.when(.reply(.allocated)).stock == [.release(.ofCase([Line("A", 1)]))])
        #expect(try story.when(.reply(.allocated)).isNothing)
    }

    @Test("is not what a refused receipt says")
    func otherRefusals() throws {
        var story = try given(.allocated + [.cancel()])
        let refusal = StockReply.Answer.refused(
            .alreadyRestored, message: "", claimedBy: .adjustment, returnOrderId: "RO-OB-1", receiptId: "rr-1")
        #expect(try story.when(.reply(refusal)).isNothing)
    }

    @Test("because its units came back meanwhile counts them, even while others wait for their release")
    func cameBackMeanwhile() throws {
        let claim = RestockClaim.adjustment
        var story = try given(
            .allocated + [
                .cancel("r1", [Line("B", 1)]), .cancel("r2"), .restored([("A", 2, .putAway)], by: claim),
                .reply(.released, [Line("B", 1)]),
            ])
        let told = try story.when(.refusal(.exceedsAllocated, [Line("A", 2)], caseId: "shop/1001/c2"))
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(told.outcomes.first?.quantities == .of(requested: 2, intercepted: 2, restored: 2))
        #expect(told.returns.isEmpty)
    }
}
