import Fulfillment
import Testing

@Suite("Units that were cancelled or freed, and are packed all the same", .timeLimit(.minutes(15)))
struct PackedAllTheSameTests {
    static let packed = WarehouseReport.Fact.progressed(.packed, carrier: nil, trackingNumber: nil)
    static let shipped = WarehouseReport.Fact.progressed(.shipped, carrier: nil, trackingNumber: "TN-1")
    /// One of two A is cancelled before work begins.
    static let oneCancelled =
        [StoreOrderMessage].allocated + [
            .cancel("r1", [Line("A", 1)]), .reply(.released, [Line("A", 1)], caseId: Sample.caseId),
        ]

    @Test("are to be taken out, and are a late shipment where nobody did")
    func inTheSameBox() throws {
        var story = try given(Self.oneCancelled)
        let told = try story.when(.report(Self.packed, parcel: ParcelName(parcelId: "P1"), lines: Sample.lines))
        #expect(told.opened.map(\.kind) == [.stopWork] && told.opened.map(\.lines) == [[Line("A", 1)]])
        let left = try story.when(.report(Self.shipped, parcel: ParcelName(parcelId: "P1")))
        #expect(left.contradicted.map(\.code) == [.lateShipment] && left.contradicted.map(\.quantity) == [1])
        #expect(
            left.stock == [
                .issue(.sample([Line("A", 1), Line("B", 1)])), .issue(.ofCase([Line("A", 1)], again: true)),
            ])
    }

    @Test("are out of the box where the next report says that just the rest is in it")
    func takenOut() throws {
        var story = try given(Self.oneCancelled)
        let name = ParcelName(parcelId: "P1")
        _ = try story.when(.report(Self.packed, parcel: name, lines: Sample.lines))
        let told = try story.when(.report(Self.shipped, parcel: name, lines: [Line("A", 1), Line("B", 1)]))
        #expect(told.closed.map(\.result) == [.done])
        #expect(told.contradicted.isEmpty)
    }

    @Test("are a separate consignment in their own box: who pulls it has stopped them")
    func inTheirOwnBox() throws {
        var story = try given(Self.oneCancelled)
        _ = try story.when(
            .report(Self.packed, parcel: ParcelName(parcelId: "P1"), lines: [Line("A", 1), Line("B", 1)]))
        let told = try story.when(.report(Self.packed, parcel: ParcelName(parcelId: "P2"), lines: [Line("A", 1)]))
        #expect(told.opened.map(\.kind) == [.stopWork])
        #expect(story.order.outboundOrders.map(\.status) == [.packed, .cancelled])
        #expect(story.order.outboundOrder("OB-1")?.lines == [Line("A", 1), Line("B", 1)])
        let pulled = try story.when(
            .report(.parcelIntercepted(succeeded: true, reason: nil), parcel: ParcelName(parcelId: "P2")))
        #expect(pulled.closed.map(\.result) == [.done])
    }

    @Test("go out again where the warehouse's own system had freed them")
    func freed() throws {
        var story = try given(.allocated + [.reply(.released, [Line("A", 1)])])
        #expect(story.outbound.lines == [Line("A", 1), Line("B", 1)])
        _ = try story.when(.report(Self.packed, parcel: ParcelName(parcelId: "P1"), lines: Sample.lines))
        #expect(story.outbound.lines.sameUnits(as: Sample.lines))
        let told = try story.when(.cancel("r1"))
        #expect(told.opened.map(\.kind) == [.verifyGoods])
        #expect(told.outcomes.map(\.quantities.requested) == [3])
    }

    @Test("are stopped with their box: who cancels all once more is answered by the case")
    func freedAndCancelledTwice() throws {
        var story = try given(.allocated + [.progress(.picked), .reply(.released, [Line("A", 1)]), .cancel("r1")])
        _ = try story.when(.report(Self.packed, parcel: ParcelName(parcelId: "P1"), lines: Sample.lines))
        let told = try story.when(.cancel("r2"))
        #expect(told.outcomes.map(\.caseId) == [Sample.caseId] && told.outcomes.map(\.state) == [.verifying])
    }

    @Test("are lost no longer where they were short, and are to come back like the rest")
    func shortAndFound() throws {
        var story = try given(.allocated + [.short(1)])
        _ = try story.when(.report(Self.packed, parcel: ParcelName(parcelId: "P1"), lines: Sample.lines))
        #expect(story.outbound.short.isEmpty && story.outbound.lines.sameUnits(as: Sample.lines))
        #expect(try story.when(.cancel("r1")).outcomes.map(\.quantities.requested) == [3])
    }
}
