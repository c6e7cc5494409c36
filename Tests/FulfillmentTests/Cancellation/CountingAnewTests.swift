import Fulfillment
import Testing

@Suite("What is in a parcel, counted again", .timeLimit(.minutes(15)))
struct CountingAnewTests {
    private static let order: [StoreOrderMessage] =
        [.order("OB-1", [Line("A", 3)]), .reply(.allocated, [Line("A", 3)]), .progress(.picking)]

    private static func packed(_ number: Int, _ units: Int, secondsAgo: Int64 = 0) -> StoreOrderMessage {
        .report(
            .progressed(.packed, carrier: nil, trackingNumber: nil), secondsAgo: secondsAgo,
            parcel: ParcelName(parcelId: "P\(number)"), lines: [Line("A", units)])
    }

    private static func shipped(_ number: Int) -> StoreOrderMessage {
        .report(
            .progressed(.shipped, carrier: nil, trackingNumber: "TN-\(number)"),
            parcel: ParcelName(parcelId: "P\(number)"))
    }

    @Test("a unit that is put into the only parcel leaves with it")
    func more() throws {
        var story = try given(Self.order + [Self.packed(1, 2), Self.packed(1, 3)])
        #expect(story.order.outboundOrders.map(\.lines) == [[Line("A", 3)]])
        #expect(story.order.outboundOrders.flatMap(\.parcels).map(\.parcelId) == ["P1"])
        #expect(try story.when(Self.shipped(1)).stock == [.issue(.sample([Line("A", 3)]))])
    }

    @Test("a unit that is moved from one parcel to another leaves with that")
    func moved() throws {
        var story = try given(
            Self.order + [Self.packed(1, 2), Self.packed(2, 1), Self.packed(1, 1), Self.packed(2, 2)])
        #expect(try story.when(Self.shipped(2)).stock == [.issue(.sample([Line("A", 2)]))])
        #expect(try story.when(Self.shipped(1)).stock == [.issue(.sample([Line("A", 1)]))])
    }

    @Test("an open case goes on with all of it, and asks for the parcel alone")
    func whileStopped() throws {
        var story = try given(Self.order + [Self.packed(1, 2), .cancel()])
        let told = try story.when(Self.packed(1, 3))
        #expect(story.order.cases[0].parts.map(\.lines) == [[Line("A", 3)]])
        #expect(told.closed.map(\.kind) == [.verifyGoods] && told.opened.isEmpty)
        #expect(story.order.outboundOrder("OB-1")?.lines == [Line("A", 3)])
    }

    @Test("of a parcel that has left nothing is counted again")
    func left() throws {
        var story = try given(Self.order + [Self.packed(1, 2), Self.shipped(1)])
        #expect(try story.when(Self.packed(1, 3)).stock.isEmpty)
        #expect(story.order.outboundOrders.map(\.lines) == [[Line("A", 1)], [Line("A", 2)]])
    }

    @Test("an older list changes nothing, and one within the tolerance does")
    func older() throws {
        var story = try given(Self.order + [Self.packed(1, 2)])
        _ = try story.when(Self.packed(1, 3, secondsAgo: 600))
        #expect(story.order.outboundOrders.map(\.lines) == [[Line("A", 1)], [Line("A", 2)]])
        _ = try story.when(Self.packed(1, 3, secondsAgo: 10))
        #expect(story.order.outboundOrders.map(\.lines) == [[Line("A", 3)]])
    }

    @Test("a list of before a unit was found to be short brings it not back")
    func olderThanShort() throws {
        var story = try given(Self.order + [Self.packed(1, 2, secondsAgo: 600)])
        _ = try story.when(
            .report(
                .progressed(.packed, carrier: nil, trackingNumber: nil),
                short: [.init(Line("A", 1), .damaged, freed: false)], parcel: ParcelName(parcelId: "P1")))
        _ = try story.when(Self.packed(1, 2, secondsAgo: 600))
        #expect(story.order.outboundOrders.map(\.lines) == [[Line("A", 1)], [Line("A", 1)]])
    }
}
