import Fulfillment
import Testing

/// An outbound order that leaves in several parcels, where the warehouse says what is in which.
@Suite("Parcels with known contents", .timeLimit(.minutes(15)))
struct ParcelTests {
    private static let lines = [Line("A", 3), Line("B", 1)]

    private static func packed(_ number: Int, _ lines: [Line]) -> StoreOrderMessage {
        .report(
            .progressed(.labelled, carrier: "UPS", trackingNumber: "TN-\(number)"),
            parcel: ParcelName(parcelId: "P\(number)"), lines: lines)
    }

    private static func found(_ found: WarehouseReport.Found, _ number: Int) -> StoreOrderMessage {
        .report(.goodsVerified(found), parcel: ParcelName(parcelId: "P\(number)"))
    }

    private static func pulled(_ number: Int, _ succeeded: Bool = true) -> StoreOrderMessage {
        .report(
            .parcelIntercepted(succeeded: succeeded, reason: nil), parcel: ParcelName(trackingNumber: "TN-\(number)"))
    }

    private static func voided(_ number: Int) -> StoreOrderMessage {
        .report(.labelVoided(succeeded: true, trackingNumber: "TN-\(number)", reason: nil))
    }

    private static func scanned(_ number: Int, _ scan: WarehouseReport.Scan = .pickedUp) -> StoreOrderMessage {
        .report(.carrierScanned(scan, trackingNumber: "TN-\(number)"))
    }

    /// Three parcels, all labelled, and a request for the whole store order.
    private static let three: [StoreOrderMessage] =
        [.order("OB-1", lines), .reply(.allocated, lines), .progress(.picking)]
        + [packed(1, [Line("A", 1)]), packed(2, [Line("A", 1), Line("B", 1)]), packed(3, [Line("A", 1)]), .cancel()]

    @Test("each is to be found by a separate task, and the outbound order stands where it stood")
    func asked() throws {
        var story = try given(Array(Self.three.dropLast()))
        #expect(
            story.order.outboundOrders.map(\.lines) == [[Line("A", 1)], [Line("A", 1)], [Line("A", 1), Line("B", 1)]])
        let told = try story.when(.cancel())
        #expect(Set(told.opened.map(\.taskId)) == Set(["", "-p2", "-p3"].map { "T-OB-1-c1-verifyGoods\($0)" }))
        #expect(Set(told.opened.map(\.trackingNumber)) == ["TN-1", "TN-2", "TN-3"])
        #expect(told.outcomes.last?.outboundOrders.count == 1)
        #expect(told.outcomes.last?.outboundOrders.first?.parcels.map(\.parcelId) == ["P1", "P2", "P3"])
        #expect(told.outcomes.last?.quantities == .of(requested: 4))
    }

    @Test("one is pulled, one is gone, one is unknown: each ends by itself")
    func threeWays() throws {
        var story = try given(Self.three)
        let gone = try story.when(Self.scanned(1))
        // A scan of one parcel says nothing about the others.
        #expect(gone.closed.map(\.taskId) == ["T-OB-1-c1-verifyGoods"])
        #expect(gone.stock == [.issue(.sample([Line("A", 1)]))])
        #expect(gone.outcomes.last?.state == .verifying && gone.outcomes.last?.quantities.refused == 1)
        _ = try story.when(Self.pulled(2))
        let stopped = try story.when(Self.voided(2))
        guard case .create(let created)? = stopped.returns.first else {
            Issue.record("no return order")
            return
        }
        #expect(created.returnOrderId == "RO-OB-1" && !created.contentsUnknown)
        #expect(created.lines == [Line("A", 1), Line("B", 1)] && created.trackingNumbers == ["TN-2"])
        let back = try story.when(
            .restored([("A", 1, .putAway), ("B", 1, .putAway)], by: .returnOrder, caseId: Sample.caseId))
        #expect(back.outcomes.last?.state == .verifying && back.outcomes.last?.quantities.restored == 2)
        #expect(back.closed.map(\.kind) == [.putAway])
        let last = try story.when(Self.found(.withCarrier, 3))
        let outcome = try #require(last.outcomes.last)
        #expect(outcome.state == .partlyStopped && outcome.nextAction == .createReturn)
        #expect(outcome.quantities == .of(requested: 4, refused: 2, intercepted: 2, restored: 2))
        #expect(outcome.outboundOrders[0].parcels.map(\.custody) == [.carrier, .warehouse, .carrier])
        #expect(outcome.outboundOrders[0].parcels.map(\.labelVoided) == [false, true, false])
        #expect(last.stock == [.issue(.sample([Line("A", 1)]))])
    }

    @Test("what goes on after it was stopped does not bring the outbound order's status back")
    func statusStays() throws {
        var story = try given(Self.three)
        for number in [2, 3] {
            _ = try story.when(Self.pulled(number))
            _ = try story.when(Self.voided(number))
        }
        let delivered = try story.when(Self.scanned(1, .delivered))
        #expect(delivered.outboundOrders.last?.status == .delivered)
        let left = try story.when(Self.scanned(2))
        #expect(left.outboundOrders.allSatisfy { $0.status == .delivered })
        #expect(story.order.outboundOrder("OB-1")?.status == .delivered)
        #expect(story.order.outboundOrders.map(\.status).contains(.inTransit))
    }

    @Test("units belong to their case as long as their own parcel is to be stopped")
    func held() throws {
        var story = try given(Self.three)
        let told = try story.when(Self.scanned(2))
        #expect(told.holds == [.hold(.ofCase([Line("A", 2)]))])
    }

    @Test("a report that names none speaks of all that are neither pulled nor with the carrier")
    func unnamed() throws {
        var story = try given(Self.three + [Self.scanned(1), Self.pulled(2)])
        let told = try story.when(.pulled())
        #expect(told.closed.map(\.taskId) == ["T-OB-1-c1-verifyGoods-p3"])
        #expect(
            story.order.outboundOrders.flatMap(\.parcels).filter(\.whereabouts.isPulled).map(\.parcelId) == [
                "P3", "P2",
            ])
    }

    @Test("a pull without a name that is reported twice reaches no box on the road, and says nothing new")
    func pulledTwice() throws {
        var story = try given(Self.three + [Self.scanned(1), Self.pulled(2), .pulled()])
        let told = try story.when(.pulled())
        #expect(told.isNothing)
        #expect(
            story.order.outboundOrders.flatMap(\.parcels).first { $0.parcelId == "P1" }?.whereabouts.isPulled == false)
    }

    @Test("units that are short are not published as stopped by a second pull")
    func pulledTwiceAfterShort() throws {
        var story = try given(.allocated + [Self.scanned(1), .cancel(), .short(1)])
        #expect(try story.when(.pulled()).contradicted.map(\.quantity) == [2])
        #expect(
            try story.when(.report(.parcelIntercepted(succeeded: true, reason: nil), secondsAgo: -5)).contradicted
                .isEmpty)
    }

    @Test("one leaves after it was stopped: the store hears of its units alone")
    func leftAfterAll() throws {
        var story = try given(Self.three + (1...3).flatMap { [Self.pulled($0), Self.voided($0)] })
        let all: [(sku: String, quantity: Int, handling: Handling)] = [("A", 3, .putAway), ("B", 1, .putAway)]
        let done = try story.when(.restored(all, by: .returnOrder, caseId: Sample.caseId))
        #expect(done.outcomes.last?.state == .restocked && done.outcomes.last?.quantities.restored == 4)
        let told = try story.when(Self.scanned(2))
        #expect(told.contradicted.map(\.code) == [.leftAfterAll] && told.contradicted.map(\.quantity) == [2])
        #expect(told.stock == [.issue(.ofCase([Line("A", 1), Line("B", 1)], again: true))])
        #expect(told.outcomes.isEmpty)
    }

    @Test("what was not ordered is in no parcel")
    func refused() throws {
        var story = try given(Array(Self.three.prefix(3)))
        #expect(story.refusal(of: Self.packed(1, [Line("C", 1)]))?.code == .unknownSku)
        #expect(story.refusal(of: Self.packed(1, [Line("A", 4)]))?.path == "lines[0].quantity")
    }

    @Test("a part of an outbound order in several parcels is too late, as it is of one")
    func partial() throws {
        var story = try given(Array(Self.three.dropLast()))
        let told = try story.when(.cancel("r1", [Line("A", 1)]))
        #expect(told.outcomes.map(\.code) == [.partialAfterWorkStarted])
    }

    @Test(
        "parcels that go their ways without a case are issued each by itself, and the outbound order follows the slowest"
    )
    func noCase() throws {
        var story = try given(Array(Self.three.dropLast()))
        #expect(try story.when(Self.scanned(1, .delivered)).outboundOrders.map(\.status) == [.labelled])
        #expect(try story.when(Self.scanned(2)).stock == [.issue(.sample([Line("A", 1), Line("B", 1)]))])
        #expect(try story.when(Self.scanned(3)).outboundOrders.last?.status == .inTransit)
        #expect(try story.when(Self.scanned(2, .delivered)).outboundOrders.isEmpty)
        #expect(try story.when(Self.scanned(3, .delivered)).outboundOrders.last?.status == .delivered)
    }
}

/// An outbound order that leaves in several parcels, where nobody says what is in which.
@Suite("Parcels with unknown contents", .timeLimit(.minutes(15)))
struct UnknownParcelTests {
    private static let lines = [Line("A", 4)]

    private static func labelled(_ number: Int) -> StoreOrderMessage { .progress(.labelled, tracking: "TN-\(number)") }

    private static let two: [StoreOrderMessage] =
        [.order("OB-1", lines), .reply(.allocated, lines), labelled(1), labelled(2), .cancel()]

    private static func scanned(_ number: Int, _ scan: WarehouseReport.Scan = .pickedUp) -> StoreOrderMessage {
        .report(.carrierScanned(scan, trackingNumber: "TN-\(number)"))
    }

    private static func pulled(_ number: Int) -> StoreOrderMessage {
        .report(.parcelIntercepted(succeeded: true, reason: nil), parcel: ParcelName(trackingNumber: "TN-\(number)"))
    }

    private static func voided(_ number: Int) -> StoreOrderMessage {
        .report(.labelVoided(succeeded: true, trackingNumber: "TN-\(number)", reason: nil))
    }

    @Test("no units are booked of one that left, until a receipt says what was in the other")
    func tornApart() throws {
        var story = try given(Self.two)
        #expect(try story.when(Self.scanned(2)).stock.isEmpty)
        _ = try story.when(Self.pulled(1))
        let stopped = try story.when(Self.voided(1))
        guard case .create(let created)? = stopped.returns.first else {
            Issue.record("no return order")
            return
        }
        #expect(created.contentsUnknown && created.lines == [Line("A", 4)])
        let told = try story.when(.restored([("A", 3, .putAway)], by: .returnOrder, caseId: Sample.caseId))
        #expect(told.stock == [.issue(.sample([Line("A", 1)]))])
        #expect(told.outcomes.last?.state == .partlyStopped)
        #expect(told.outcomes.last?.quantities == .of(requested: 4, refused: 1, intercepted: 3, restored: 3))
        #expect(told.closed.map(\.kind) == [.putAway])
    }

    @Test("all of it left when all of them have, and none of it before")
    func allGone() throws {
        var story = try given(Self.two + [Self.scanned(1)])
        #expect(story.order.cases[0].isFinal == false)
        let told = try story.when(Self.scanned(2))
        #expect(told.stock == [.issue(.sample([Line("A", 4)]))])
        #expect(told.outcomes.last?.code == .inTransit)
    }

    @Test("one that was pulled before the request is not looked for")
    func pulledBefore() throws {
        var story = try given(
            .allocated + [.progress(.labelled, tracking: "TN-1"), .progress(.labelled, tracking: "TN-2")])
        _ = try story.when(Self.pulled(1))
        let told = try story.when(.cancel())
        #expect(Set(told.opened.map(\.kind)) == [.interceptParcel, .voidLabel])
        #expect(told.opened.filter { $0.kind == .interceptParcel }.map(\.trackingNumber) == ["TN-2"])
    }

    @Test("one leaves after both were stopped: their return order goes on for what was in the other")
    func goesOn() throws {
        var story = try given(Self.two + [Self.pulled(1), Self.voided(1), Self.pulled(2)])
        guard case .create(let created)? = try story.when(Self.voided(2)).returns.last else {
            Issue.record("no return order")
            return
        }
        #expect(created.returnOrderId == "RO-OB-1" && created.contentsUnknown)
        #expect(try story.when(Self.scanned(2)).returns.isEmpty)
    }

    @Test("contents that are reported later distinguish them")
    func later() throws {
        var story = try given(Self.two + [Self.scanned(2)])
        let packed = StoreOrderMessage.report(
            .progressed(.labelled, carrier: nil, trackingNumber: "TN-2"), secondsAgo: 600, lines: [Line("A", 1)])
        let told = try story.when(packed)
        #expect(told.stock == [.issue(.sample([Line("A", 1)]))])
        #expect(told.outcomes.last?.quantities.refused == 1)
        #expect(told.holds == [.hold(.ofCase([Line("A", 3)]))])
    }

    @Test("a refused case is overtaken by one of them, and the store hears of its units when they are known")
    func stoppedAfterAll() throws {
        var story = try given(Self.two + [Self.scanned(1), Self.scanned(2)])
        _ = try story.when(Self.pulled(1))
        #expect(try story.when(Self.voided(1)).contradicted.isEmpty)
        let told = try story.when(.restored([("A", 1, .putAway)], by: .returnOrder, caseId: Sample.caseId))
        #expect(told.contradicted.map(\.code) == [.stoppedAfterAll] && told.contradicted.map(\.quantity) == [1])
        #expect(told.outcomes.isEmpty)
    }

    @Test("a new number where the only label was voided is the same parcel's")
    func relabelled() throws {
        let story = try given(
            [.order(), .reply(.allocated), Self.labelled(1), Self.voided(1), Self.labelled(2)])
        #expect(story.outbound.parcels.map(\.trackingNumber) == ["TN-2"])
        #expect(story.outbound.whereabouts.label == .printed)
    }
}
