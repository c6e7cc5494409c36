import Contracts
import Fulfillment
import Streams
import Testing

@testable import turnback

/// Messages that were accepted at first: who sent them is told, by where they stood.
@Suite("A later refusal", .timeLimit(.minutes(15)))
struct LaterRefusalTests {
    @Test("of a submission whose id belongs to another store order goes to its sender")
    func submission() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1001")
        try bench.send(order.submitted(), id: "submission")
        try bench.message(.orderEvents, "the order is known") { _ in true }
        let answer = StockReply.Answer.refused(
            .outboundOrderExists, message: "it is another store order's", claimedBy: nil, returnOrderId: nil,
            receiptId: nil)
        try bench.send(
            .stockReply(
                StockReply(
                    outboundOrderId: order.outboundOrderId, storeOrder: order.store, lines: [], answer: answer)),
            id: "refusal")
        let (record, rejected) = try bench.wait(.rejections, "the rejection") { records in
            try records.first.flatMap { record -> (Record, MessageRejected)? in
                guard case .rejected(let rejected) = try Message.decode(record.body, topic: .rejections).1 else {
                    return nil
                }
                return (record, rejected)
            }
        }
        #expect(rejected.rejection.code == .outboundOrderExists)
        #expect(rejected.rejection.path == "outboundOrderId")
        #expect(rejected.messageId == "submission" && rejected.messageSource == "/test")
        #expect(rejected.messageType == MessageType.outboundOrderSubmitted.rawValue)
        #expect(record.body.key == Array(order.store.description.utf8))
        let original = try #require(
            try bench.records(.orderCommands).first {
                $0.topic == rejected.topic && $0.partition == rejected.partition && $0.offset == rejected.offset
            })
        #expect(original.body.value == order.submitted().body(Envelope(source: "/test", id: "submission", type: .outboundOrderSubmitted)).value)
    }
}
