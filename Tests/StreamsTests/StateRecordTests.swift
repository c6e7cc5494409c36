import Contracts
import Testing

@testable import Streams

@Suite("A record of the state")
struct StateRecordTests {
    @Test(arguments: [
        ("position/fulfillment.orders.commands.v1", StateRecord.position(topic: "fulfillment.orders.commands.v1")),
        ("order/shop/1", .entity(Array("order/shop/1".utf8))),
        ("timer/order/shop/1", .entity(Array("order/shop/1".utf8))),
        ("expiry/0001700000000/order/shop/1", .entity(Array("order/shop/1".utf8))),
        ("sweep", .sweep), ("rejected/1f-2e", .refusal), ("expiry/0001700000000/rejected/1f-2e", .refusal),
    ])
    func isKnownByItsKey(key: String, what: StateRecord) { #expect(StateRecord(key: Array(key.utf8)) == what) }
}

@Suite("What there is to move")
struct StateSurveyTests {
    private func survey(_ written: Set<Int32>, former: Int32? = nil, target: Int32 = 6) throws(LogError) -> StateSurvey
    {
        try StateSurvey(written: written, former: former, target: target, of: "orders")
    }

    @Test func theCountThatIsWrittenDownIsTheFormerOne() throws {
        #expect(try survey([3]).candidates == [3])
        #expect(try survey([0, 3]).candidates == [3])
        #expect(try survey([], former: 2).candidates == [2])
        #expect(try survey([0]).candidates == [6, 3, 2, 1])
        #expect(try survey([6]).isDone)
    }

    @Test func whatCannotBeMovedIsRefused() {
        for (written, former) in [([2, 3], nil), ([4], nil), ([], 4)] as [(Set<Int32>, Int32?)] {
            let error = #expect(throws: LogError.self) { try survey(written, former: former) }
            #expect(error?.outcome == .mismatch)
        }
    }
}
