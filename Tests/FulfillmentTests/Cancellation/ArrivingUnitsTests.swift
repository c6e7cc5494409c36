import Fulfillment
import Testing

@Suite("Units that are on their way into another warehouse's books", .timeLimit(.minutes(15)))
struct ArrivingUnitsTests {
    private func reply(_ answer: StockReply.Answer, _ lines: [Line], caseId: String?, receipt: String?)
        -> StoreOrderMessage
    {
        .stockReplied(
            StockReply(
                outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: caseId,
                lines: lines.map { StockReply.ReplyLine($0) }, answer: answer, receiptId: receipt))
    }

    private let claim = RestockClaim(by: .returnOrder, id: "RET-1")

    @Test("are not held for a case, and are not cancelled: nobody has freed them")
    func underway() throws {
        var story = try given(.allocated + [.progress(.shipped)])
        _ = try story.when(reply(.claimed(claim), [Line("A", 2)], caseId: nil, receipt: "rr-1"))
        _ = try story.when(.cancel())
        let told = try story.when(reply(.held, [Line("B", 1)], caseId: Sample.caseId, receipt: nil))
        #expect(told.outcomes.allSatisfy { $0.quantities.cancelled == 0 })
        _ = try story.when(reply(.restored(claim), [Line("A", 2)], caseId: nil, receipt: "rr-1"))
        #expect(story.order.outboundOrders[0].arriving.isEmpty)
        #expect(story.order.outboundOrders[0].back["A"]?.restored == 2)
    }

    @Test("that were freed are cancelled all the same")
    func freed() throws {
        var story = try given(.allocated + [.progress(.shipped), .cancel()])
        let told = try story.when(reply(.held, [Line("B", 1)], caseId: Sample.caseId, receipt: nil))
        #expect(told.outcomes.last?.quantities.cancelled == 2)
    }
}
