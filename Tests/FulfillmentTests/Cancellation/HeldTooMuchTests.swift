import Fulfillment
import Testing

@Suite("Units that are held for a case that has them back", .timeLimit(.minutes(15)))
struct HeldTooMuchTests {
    private func report(_ fact: WarehouseReport.Fact, _ parcelId: String, _ lines: [Line] = []) -> StoreOrderMessage {
        .report(fact, parcel: ParcelName(parcelId: parcelId), lines: lines)
    }

    /// The first case waits for one box, the other case for the second; one unit of the first box is back, and inventory has not
    /// read yet that the first case has got no more than that box.
    private func story() throws -> OrderStory {
        let packed = WarehouseReport.Fact.progressed(.packed, carrier: nil, trackingNumber: nil)
        return try given(
            .allocated + [
                report(packed, "P1", [Line("A", 1)]), report(packed, "P2", [Line("A", 1), Line("B", 1)]), .cancel(),
                report(.parcelIntercepted(succeeded: true, reason: nil), "P1"),
                report(.goodsVerified(.missing), "P2"), .cancel("r2"),
                .reply(.held, Sample.lines, caseId: Sample.caseId),
                .restored(
                    [("A", 1, .putAway)], by: RestockClaim(by: .adjustment, id: "adj-1"), caseId: Sample.caseId),
            ], policies: .byAdjustment)
    }

    @Test("leave less for another case, which is held for anew: nothing of it is cancelled")
    func heldAnew() throws {
        var story = try story()
        let told = try story.when(.reply(.held, [Line("A", 1)], caseId: Sample.caseId))
        #expect(told.holds == [.hold(.ofCase([Line("A", 1), Line("B", 1)], number: 2))])
        let less = try story.when(.reply(.held, [Line("B", 1)], caseId: "shop/1001/c2"))
        #expect(less.outcomes.isEmpty)
        let all = try story.when(.reply(.held, [Line("A", 1), Line("B", 1)], caseId: "shop/1001/c2"))
        #expect(all.isNothing)
    }

    @Test("are no reason to hold anew where the case has no more than it waits for")
    func heldRightly() throws {
        var story = try story()
        let told = try story.when(.reply(.held, [], caseId: Sample.caseId))
        #expect(told.holds.isEmpty)
        let less = try story.when(.reply(.held, [Line("B", 1)], caseId: "shop/1001/c2"))
        #expect(less.outcomes.last?.quantities.cancelled == 1)
    }
}
