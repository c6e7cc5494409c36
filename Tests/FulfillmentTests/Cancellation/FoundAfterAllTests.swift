import Fulfillment
import Testing

@Suite("Units that are there after all", .timeLimit(.minutes(15)))
struct FoundAfterAllTests {
    private static let lost = StoreOrderMessage.restored(
        [("A", 2, .dispose), ("B", 1, .dispose)], by: .adjustment, caseId: Sample.caseId)

    @Test("were all written off, and are expected back once their parcel is pulled")
    func pulled() throws {
        var story = try given(.verifyingPicked + [.verified(.missing), Self.lost])
        let told = try story.when(.pulled())
        #expect(told.contradicted.map(\.code) == [.stoppedAfterAll])
        #expect(told.returns.count == 1 && told.opened.map(\.kind).contains(.putAway))
        #expect(story.outbound.found.sameUnits(as: Sample.lines))
    }

    @Test("are lost again where their return order is closed without them")
    func lostAgain() throws {
        var story = try given(.verifyingPicked + [.verified(.missing), Self.lost, .pulled()])
        let refused = StockReply(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: Sample.caseId,
            lines: Sample.lines.map { StockReply.ReplyLine($0, handling: .dispose) },
            answer: .refused(
                .exceedsIssued, message: "", claimedBy: nil, returnOrderId: "RO-OB-1", receiptId: "rr-1"),
            command: .restore)
        let told = try story.when(.stockReplied(refused))
        #expect(story.outbound.found.isEmpty && story.outbound.isAllBack)
        #expect(told.closed.map(\.kind) == [.putAway])
    }
}
