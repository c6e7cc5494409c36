import Fulfillment
import Testing

@Suite("Finding out where the goods are", .timeLimit(.minutes(15)))
struct VerificationTests {
    static let stages: [OutboundStatus] = [.picking, .picked, .packed, .labelled, .shipped]

    @Test("is asked of the warehouse at every stage of work", arguments: stages)
    func asked(stage: OutboundStatus) throws {
        var story = try given(.allocated + [.progress(stage)])
        let told = try story.when(.cancel())
        #expect(told.outcomes.map(\.state) == [.verifying])
        #expect(told.outcomes.map(\.code) == [.awaitingVerification])
        #expect(told.outcomes[0].stage == stage)
        #expect(told.opened.map(\.kind) == [.verifyGoods])
        #expect(told.opened[0].taskId == "T-OB-1-c1-verifyGoods")
        #expect(told.opened[0].lines == Sample.lines)
        #expect(told.stock.isEmpty)
        #expect(story.outbound.status == stage)
    }

    @Test(
        "in the warehouse: the parcel is to be intercepted, and its label voided where there is one", arguments: stages)
    func inWarehouse(stage: OutboundStatus) throws {
        var story = try given(.allocated + [.progress(stage), .cancel()])
        let told = try story.when(.verified(.inWarehouse))
        let hasLabel = stage == .labelled || stage == .shipped
        #expect(told.outcomes.map(\.state) == [.intercepting])
        #expect(told.outcomes[0].labelVoided == (hasLabel ? false : nil))
        #expect(told.opened.map(\.kind) == (hasLabel ? [.interceptParcel, .voidLabel] : [.interceptParcel]))
        #expect(told.closed.map(\.kind) == [.verifyGoods])
        #expect(told.closed.map(\.result) == [.done])
        #expect(story.outbound.custody == .warehouse)
    }

    @Test("with the carrier: too late, and a return is proposed")
    func withCarrier() throws {
        var story = try given(.verifyingPicked)
        let told = try story.when(.verified(.withCarrier))
        #expect(told.outcomes.map(\.code) == [.inTransit])
        #expect(told.outcomes[0].state == .refused)
        #expect(told.outcomes[0].nextAction == .createReturn)
        #expect(told.outcomes[0].quantities == .of(requested: 3, refused: 3))
        #expect(story.outbound.custody == .carrier)
        #expect(story.outbound.status == .shipped)
        #expect(told.stock == [.issue(.sample())])
    }

    @Test("missing: the warehouse is to be contacted")
    func missing() throws {
        var story = try given(.verifyingPicked)
        let told = try story.when(.verified(.missing))
        #expect(told.outcomes.map(\.code) == [.goodsMissing])
        #expect(told.outcomes[0].nextAction == .contactWarehouse)
        #expect(told.stock.isEmpty)
    }

    @Test(
        "a scan answers it",
        arguments: [
            (WarehouseReport.Scan.pickedUp, CancellationCode.inTransit), (.inTransit, .inTransit),
            (.outForDelivery, .inTransit), (.delivered, .delivered), (.returnedToSender, .inTransit),
        ])
    func scanned(scan: WarehouseReport.Scan, code: CancellationCode) throws {
        var story = try given(.verifyingShipped)
        let told = try story.when(.scan(scan))
        #expect(told.outcomes.map(\.code) == [code])
        #expect(told.closed.map(\.result) == [.superseded])
        #expect(story.outbound.custody == .carrier)
    }

    @Test("missing goods that are written off stay so in a later case: nothing of them is pending")
    func missingWrittenOff() throws {
        var story = try given(.verifyingPicked + [.verified(.missing)])
        let all: [(sku: String, quantity: Int, handling: Handling)] = [("A", 2, .dispose), ("B", 1, .dispose)]
        // The order ends with them.
        #expect(try story.when(.restored(all, by: .adjustment)).outboundOrders.map(\.status) == [.intercepted])
        let told = try story.when(.cancel("r2"))
        #expect(told.outcomes.map(\.code) == [.goodsMissing])
        #expect(told.outcomes.map(\.state) == [.refused])
        #expect(told.opened.isEmpty)
        #expect(try story.when(.verified(.missing)).isNothing)
    }

    @Test("the carrier's custody outlasts an older look into the warehouse, and not a newer one", arguments: [301, 0])
    func carrierStays(secondsAgo: Int64) throws {
        var story = try given(.allocated + [.progress(.shipped), .scan(.pickedUp)])
        _ = try story.when(.report(.goodsVerified(.inWarehouse), secondsAgo: secondsAgo))
        #expect(story.outbound.custody == (secondsAgo == 0 ? .warehouse : .carrier))
        let code = try story.when(.cancel()).outcomes.map(\.code)
        #expect(code == (secondsAgo == 0 ? [.awaitingVerification] : [.inTransit]))
    }

    @Test("goods looked up before anybody asked are in the warehouse when somebody does")
    func verifiedBeforeAsked() throws {
        var story = try given(.allocated + [.progress(.shipped), .verified(.inWarehouse)])
        #expect(story.outbound.custody == .warehouse)
        #expect(try story.when(.cancel()).outcomes.map(\.state) == [.verifying])
    }
}
