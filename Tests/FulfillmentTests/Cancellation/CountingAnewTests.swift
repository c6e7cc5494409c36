import Fulfillment
import Testing

@Suite("What is in a parcel, counted anew", .timeLimit(.minutes(15)))
struct CountingAnewTests {
    private static let order: [StoreOrderMessage] =
        [.order("OB-1", [Line("A", 3)]), .reply(.allocated, [Line("A", 3)]), .progress(.picking)]

    private static func packed(_ number: Int, _ units: Int, secondsAgo: Int64 = 0) -> StoreOrderMessage {
        .report(
            .progressed(.packed, carrier: nil, trackingNumber: nil), secondsAgo: secondsAgo,
            parcel: ParcelName(parcelId: "P\(number)"), lines: [Line("A", units)])
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
