import Fulfillment
import Testing

@Suite("The same message again", .timeLimit(.minutes(15)))
struct RedeliveryTests {
    static let course: [StoreOrderMessage] =
        .verifyingShipped + [
            .verified(.inWarehouse), .pulled(), .voided(), .restored(RestockTests.all, by: .returnOrder),
        ]

    @Test("under the same identity changes nothing and says nothing, whenever it comes", arguments: course.indices)
    func sameIdentity(again: Int) throws {
        for end in again + 1...Self.course.count {
            var story = OrderStory(policies: .byReturnOrder)
            for index in 0..<end { _ = try story.when(Self.course[index], identity: "\(index)") }
            let before = story.order
            #expect(try story.when(Self.course[again], identity: "\(again)").isNothing)
            #expect(story.order == before)
        }
    }

    @Test("under a new identity publishes no outcome", arguments: course.indices)
    func newIdentity(again: Int) throws {
        var story = try given(Array(Self.course[...again]))
        let before = story.order
        let told = try story.when(Self.course[again])
        #expect(told.isNothing, "\(told)")
        #expect(story.order.cases == before.cases)
    }

    @Test("an earlier status is recorded and changes nothing")
    func lateReport() throws {
        var story = try given(.allocated + [.progress(.packed)])
        #expect(try story.when(.progress(.picking)).isNothing)
        #expect(story.outbound.status == .packed)
    }

    @Test("an outbound order with other content is rejected, with the same in another order it is not")
    func outboundOrderExists() throws {
        var story = try given(.allocated)
        #expect(story.refusal(of: .order("OB-1", [Line("A", 2)]))?.code == .outboundOrderExists)
        #expect(story.refusal(of: .order("OB-1", Sample.lines, warehouseId: "JFK1"))?.code == .outboundOrderExists)
        #expect(try story.when(.order("OB-1", [Line("B", 1), Line("A", 2)])).isNothing)
    }

    @Test("a request id with other content is rejected, while it is open and after")
    func requestIdReused() throws {
        var story = try given(.allocated + [.cancel()])
        for message in [StoreOrderMessage.reply(.released), .reply(.released)] {
            let rejection = story.refusal(of: .cancel("r1", [Line("A", 1)]))
            #expect(rejection?.code == .requestIdReused)
            #expect(rejection?.path == "requestId")
            #expect(story.refusal(of: .cancel("r1", nil, reason: "fraud"))?.code == .requestIdReused)
            _ = try story.when(message)
        }
        #expect(try story.when(.cancel("r1")).isNothing)
    }

    @Test("a request that waits for its order is the same request")
    func waitingRequestAgain() throws {
        var story = try given([.cancel()])
        #expect(try story.when(.cancel()).isNothing)
        #expect(story.refusal(of: .cancel("r1", [Line("A", 1)]))?.code == .requestIdReused)
    }
}
