import Fulfillment
import Testing

@Suite("A store order split over several outbound orders", .timeLimit(.minutes(15)))
struct SplitOrderTests {
    static let split: [StoreOrderMessage] = [
        .order("OB-1", [Line("A", 2)]), .order("OB-2", [Line("A", 1), Line("B", 1)]),
        .reply(.allocated, [Line("A", 2)], of: "OB-1"), .reply(.allocated, [Line("A", 1), Line("B", 1)], of: "OB-2"),
    ]

    @Test("each is decided by itself under one case, which says how each ended")
    func differentEnds() throws {
        var story = try given(Self.split + [.scan(.delivered, of: "OB-2")])
        let asked = try story.when(.cancel())
        #expect(asked.outcomes.map(\.state) == [.releasing])
        #expect(asked.outcomes[0].outboundOrders.map(\.code) == [.awaitingRelease, .delivered])
        let told = try story.when(.reply(.released, [Line("A", 2)], of: "OB-1"))
        #expect(told.outcomes.map(\.state) == [.partlyStopped])
        #expect(told.outcomes[0].state.isFinal)
        #expect(told.outcomes[0].nextAction == .createReturn)
        #expect(told.outcomes[0].quantities == .of(requested: 4, cancelled: 2, refused: 2))
        #expect(told.outcomes[0].outboundOrders.map(\.status) == [.cancelled, .delivered])
    }

    @Test("a cancelled part and an intercepted part are restocked as a whole")
    func cancelledAndIntercepted() throws {
        var story = try given(Self.split + [.progress(.picked, of: "OB-2"), .cancel()])
        _ = try story.when(all: [.reply(.released, [Line("A", 2)], of: "OB-1"), .pulled(of: "OB-2")])
        let told = try story.when(
            .restored(
                [("A", 1, .putAway), ("B", 1, .putAway)], by: RestockClaim(by: .returnOrder, id: "RO-OB-2"), of: "OB-2")
        )
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(told.outcomes[0].quantities == .of(requested: 4, cancelled: 2, intercepted: 2, restored: 2))
    }

    @Test("some units are taken where stopping them is cheapest")
    func cheapestFirst() throws {
        var story = try given(Self.split + [.progress(.packed, of: "OB-1")])
        let told = try story.when(.cancel("r1", [Line("A", 1)]))
        #expect(told.stock == [.release(.ofCase([Line("A", 1)], of: "OB-2"))])
    }

    @Test("a request for a SKU may reach over several outbound orders")
    func overSeveral() throws {
        var story = try given(Self.split)
        let told = try story.when(.cancel("r1", [Line("A", 3)]))
        #expect(
            told.stock == [
                .release(.ofCase([Line("A", 2)], of: "OB-1")), .release(.ofCase([Line("A", 1)], of: "OB-2")),
            ])
        #expect(story.refusal(of: .cancel("r2", [Line("A", 4)]))?.code == .quantityExceedsOrder)
    }

    @Test("of several merchants comes back to each by its own way, under one case")
    func severalMerchants() throws {
        var own = Policy()
        own.restockBy = .adjustment
        var story = try given(
            [
                .order("OB-1", [Line("A", 2)]), .order("OB-2", [Line("B", 1)], merchantId: "bolt"),
                .progress(.picked, of: "OB-1"), .progress(.picked, of: "OB-2"),
            ], policies: Policies(merchants: ["bolt": own]))
        #expect(try story.when(.cancel()).outcomes.map(\.state) == [.verifying])
        #expect(try story.when(.pulled(of: "OB-1")).returns.map(\.returnOrderId) == ["RO-OB-1"])
        #expect(try story.when(.pulled(of: "OB-2")).returns.isEmpty)
        _ = try story.when(.restored([("B", 1, .putAway)], by: .adjustment, of: "OB-2"))
        let told = try story.when(.restored([("A", 2, .putAway)], by: .returnOrder, of: "OB-1"))
        #expect(told.outcomes.map(\.state) == [.restocked])
        #expect(told.outcomes[0].quantities == .of(requested: 3, intercepted: 3, restored: 3))
    }

    @Test("some units are taken from the least far along, where work began on all")
    func leastFarAlong() throws {
        var story = try given(Self.split + [.progress(.packed, of: "OB-1"), .progress(.picking, of: "OB-2")])
        let told = try story.when(.cancel("r1", [Line("A", 1), Line("B", 1)]))
        #expect(told.outcomes[0].outboundOrders.map(\.outboundOrderId) == ["OB-2"])
        #expect(told.outcomes.map(\.state) == [.verifying])
    }

    @Test("what is refused for all of them is refused")
    func allRefused() throws {
        var story = try given(Self.split + [.scan(.inTransit, of: "OB-1"), .scan(.delivered, of: "OB-2")])
        let told = try story.when(.cancel())
        #expect(told.outcomes.map(\.state) == [.refused])
        #expect(told.outcomes[0].nextAction == .createReturn)
    }
}
