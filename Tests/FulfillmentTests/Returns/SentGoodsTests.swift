import Fulfillment
import Testing

@Suite("What inventory has answered about an outbound order", .timeLimit(.minutes(15)))
struct SentGoodsTests {
    private func said(
        _ answer: StockReply.Answer, _ units: Int, handling: Handling? = nil, caseId: String? = nil
    ) -> StockReply {
        StockReply(
            outboundOrderId: "OB-1", storeOrder: Sample.storeOrder, caseId: caseId,
            lines: [.init(Line("A", units), handling: handling)], answer: answer)
    }

    /// What is waiting, held, out, lost and back.
    private func counts(_ replies: [StockReply]) -> [Int] {
        var sent = SentGoods(outboundOrderId: "OB-1", storeOrder: Sample.storeOrder)
        for (index, reply) in replies.enumerated() {
            _ = sent.hear(reply, identity: Fingerprint(value: UInt64(index)))
        }
        guard let entry = sent.entries.first else { return [] }
        return [entry.waiting, entry.held, entry.out, entry.lost, entry.back]
    }

    private let customer = StockReply.Answer.restored(RestockClaim(by: .returnOrder, id: "RET-1"))
    private let interception = StockReply.Answer.restored(.returnOrder)
    private let adjustment = StockReply.Answer.restored(.adjustment)

    @Test("follows a unit from the promise to the customer and back")
    func follows() {
        var replies = [said(.backordered, 3)]
        #expect(counts(replies) == [3, 0, 0, 0, 0])
        replies.append(said(.allocated, 3))
        #expect(counts(replies) == [0, 3, 0, 0, 0])
        replies.append(said(.released, 1))
        #expect(counts(replies) == [0, 2, 0, 0, 0])
        replies.append(said(.issued, 2))
        #expect(counts(replies) == [0, 0, 2, 0, 0])
        replies.append(said(customer, 1))
        #expect(counts(replies) == [0, 0, 1, 0, 1])
        replies.append(said(.issued, 1))
        #expect(counts(replies) == [0, 0, 2, 0, 1])
    }

    @Test("counts a late shipment, and one that was never promised")
    func late() {
        #expect(counts([said(.allocated, 2), said(.released, 2), said(.issued, 2)]) == [0, 0, 2, 0, 0])
        #expect(counts([said(.backordered, 2), said(.issued, 2)]) == [0, 0, 2, 0, 0])
    }

    @Test("takes a case's units from those that never left first, a customer's from those that are out")
    func neverLeft() {
        let before = [said(.allocated, 3), said(.issued, 1)]
        #expect(counts(before + [said(interception, 2)]) == [0, 0, 1, 0, 2])
        #expect(counts(before + [said(adjustment, 2)]) == [0, 0, 1, 0, 2])
        #expect(counts(before + [said(customer, 1)]) == [0, 2, 0, 0, 1])
        #expect(counts(before + [said(customer, 1, caseId: Sample.caseId)]) == [0, 1, 1, 0, 1])
    }

    @Test("keeps what was written off as lost until it is found; what a customer's unit is destroyed for is back")
    func lost() {
        let before = [said(.allocated, 2), said(.issued, 2), said(adjustment, 1, handling: .dispose)]
        #expect(counts(before) == [0, 0, 1, 1, 0])
        #expect(counts(before + [said(customer, 2)]) == [0, 0, 0, 0, 2])
        #expect(
            counts([said(.allocated, 1), said(.issued, 1), said(customer, 1, handling: .dispose)]) == [0, 0, 0, 0, 1])
    }

    @Test("counts an answer once, and begins with the first one alone")
    func once() {
        var sent = SentGoods(outboundOrderId: "OB-1", storeOrder: Sample.storeOrder)
        let heard = [
            (said(.issued, 2), 2), (said(.allocated, 2), 1), (said(.allocated, 2), 1),
            (said(.refusal(.exceedsIssued, of: "rr"), 2), 3),
        ].map { sent.hear($0, identity: Fingerprint(value: UInt64($1))) }
        #expect(heard == [false, true, false, false])
        #expect(sent.entries.map(\.held) == [2] && sent.entries.map(\.out) == [0])
    }
}
