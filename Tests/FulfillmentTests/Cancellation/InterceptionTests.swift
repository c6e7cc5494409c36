import Fulfillment
import Testing

@Suite("Intercepting a parcel", .timeLimit(.minutes(15)))
struct InterceptionTests {
    @Test("what the floor did before it was asked counts when the request comes")
    func beforeItWasAsked() throws {
        var story = try given(
            .allocated + [.progress(.labelled, tracking: "TN-1"), .pulled(), .voided()], policies: .byReturnOrder)
        let told = try story.when(.cancel())
        #expect(told.outcomes.map(\.state) == [.restocking])
        #expect(told.outcomes[0].labelVoided == true)
        #expect(told.opened.map(\.kind) == [.putAway])
        #expect(told.returns.map(\.returnOrderId) == ["RO-OB-1"])
    }

    @Test(
        "a parcel that was pulled, and then shipped or scanned, has to be found again",
        arguments: [
            (StoreOrderMessage.progress(.shipped), CancellationState.verifying), (.scan(.pickedUp), .refused),
        ])
    func pulledAndSent(then: StoreOrderMessage, state: CancellationState) throws {
        var story = try given(.allocated + [.progress(.packed), .pulled(), then])
        #expect(try story.when(.cancel()).outcomes.map(\.state) == [state])
    }

    @Test("a label that is printed after one was voided is asked to be voided")
    func printedAgain() throws {
        var story = try given(.allocated + [.progress(.labelled), .voided(), .progress(.labelled), .cancel()])
        let told = try story.when(.pulled())
        #expect(told.outcomes.map(\.state) == [.intercepting])
        #expect(told.opened.map(\.kind) == [.voidLabel])
    }

    /// Every order in which the floor may report. Verification may be skipped: an interception answers it as well.
    static let arrivals: [[StoreOrderMessage]] = [
        [.verified(.inWarehouse), .pulled(), .voided()], [.verified(.inWarehouse), .voided(), .pulled()],
        [.pulled(), .verified(.inWarehouse), .voided()], [.pulled(), .voided(), .verified(.inWarehouse)],
        [.voided(), .verified(.inWarehouse), .pulled()], [.voided(), .pulled(), .verified(.inWarehouse)],
        [.pulled(), .voided()], [.voided(), .pulled()],
    ]

    @Test("ends in restocking, in whichever order the floor reports", arguments: arrivals)
    func anyOrder(reports: [StoreOrderMessage]) throws {
        var story = try given(.verifyingShipped)
        let told = try story.when(all: reports)
        let last = try #require(told.outcomes.last)
        #expect(last.state == .restocking)
        #expect(last.code == .awaitingRestock)
        #expect(last.labelVoided == true)
        #expect(last.stage == .shipped)
        #expect(last.quantities == .of(requested: 3, intercepted: 3, pending: 3))
        #expect(story.outbound.status == .intercepted)
        #expect(story.outbound.custody == .warehouse)
        #expect(told.opened.map(\.kind).filter { $0 == .putAway }.count == 1)
        #expect(told.returns.count == 1)
        let open = told.opened.map(\.taskId)
        #expect(Set(open).count == open.count)
        #expect(told.closed.map(\.taskId).allSatisfy { open.contains($0) || $0.hasSuffix("verifyGoods") })
        #expect(story.order.cases[0].parts[0].openTasks(story.outbound).map(\.kind) == [.putAway])
    }

    @Test("a label that could not be voided does not stop it; the outcome says so", arguments: [true, false])
    func labelNotVoided(labelFirst: Bool) throws {
        var story = try given(.verifyingShipped)
        let told = try story.when(all: labelFirst ? [.voided(false), .pulled()] : [.pulled(), .voided(false)])
        #expect(told.outcomes.last?.state == .restocking)
        #expect(told.outcomes.last?.labelVoided == false)
    }

    @Test("where there is no label, pulling the parcel is enough")
    func noLabel() throws {
        var story = try given(.verifyingPicked)
        let told = try story.when(.pulled())
        #expect(told.outcomes.map(\.state) == [.restocking])
        #expect(told.outcomes[0].labelVoided == nil)
        #expect(told.closed.map(\.result) == [.superseded])
    }

    @Test("a label printed meanwhile has to be voided too")
    func labelPrintedMeanwhile() throws {
        var story = try given(.verifyingPicked + [.verified(.inWarehouse)])
        let told = try story.when(.progress(.labelled, tracking: "TN-1"))
        #expect(told.opened.map(\.kind) == [.voidLabel])
        #expect(try story.when(.pulled()).outcomes.map(\.state) == [.intercepting])
        #expect(try story.when(.voided()).outcomes.map(\.state) == [.restocking])
    }

    @Test(
        "fails where the parcel is gone",
        arguments: [
            StoreOrderMessage.pulled(false), .scan(.pickedUp), .scan(.delivered), .verified(.withCarrier),
        ])
    func gone(report: StoreOrderMessage) throws {
        var story = try given(.verifyingShipped + [.verified(.inWarehouse)])
        let told = try story.when(report)
        #expect(told.outcomes.map(\.code) == [.leftBeforeInterception])
        #expect(told.outcomes[0].state == .refused)
        #expect(told.outcomes[0].nextAction == .createReturn)
        #expect(told.closed.map(\.kind) == [.interceptParcel, .voidLabel])
        #expect(told.opened.isEmpty)
        #expect(story.outbound.status != .intercepted)
    }

    @Test("fails where the goods cannot be found any more")
    func missing() throws {
        var story = try given(.verifyingShipped + [.verified(.inWarehouse)])
        #expect(try story.when(.verified(.missing)).outcomes.map(\.code) == [.goodsMissing])
    }

    @Test(
        "what was so before a parcel was pulled changes nothing any more",
        arguments: [
            WarehouseReport.Fact.goodsVerified(.missing), .parcelIntercepted(succeeded: false, reason: nil),
            .progressed(.shipped, carrier: nil, trackingNumber: nil), .goodsVerified(.withCarrier),
        ])
    func pulledAlready(fact: WarehouseReport.Fact) throws {
        var story = try given(.verifyingShipped + [.pulled()])
        #expect(try story.when(.report(fact, secondsAgo: 31)).outcomes.isEmpty)
        #expect(try story.when(.voided()).outcomes.map(\.state) == [.restocking])
        #expect(story.outbound.custody == .warehouse)
    }

    @Test("a failed one says which task failed")
    func failedTask() throws {
        var story = try given(.verifyingPicked + [.verified(.inWarehouse)])
        let told = try story.when(.pulled(false))
        #expect(told.closed.map(\.result) == [.failed])
    }

    @Test("shipped during interception is issued, and still intercepted")
    func shippedMeanwhile() throws {
        var story = try given(.verifyingPicked + [.verified(.inWarehouse)])
        #expect(try story.when(.progress(.shipped)).stock == [.issue(.sample())])
        let told = try story.when(all: [.voided(), .pulled()])
        #expect(told.outcomes.last?.state == .restocking)
        #expect(told.stock.isEmpty)
    }

    @Test("reports without a case change no case")
    func noCase() throws {
        var story = try given(.allocated + [.progress(.packed)])
        #expect(try story.when(all: [.pulled(), .voided(), .pulled(false)]).isNothing)
    }
}
