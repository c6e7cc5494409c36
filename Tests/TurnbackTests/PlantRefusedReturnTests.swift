import Contracts
import Fulfillment
import Testing

@testable import turnback

/// A customer's return order for goods that are not out, in the running services.
@Suite("A return of what is not out, in the running services", .timeLimit(.minutes(15)))
struct PlantRefusedReturnTests {
    private let order = ContractOrder("1001")

    /// The rejections of return order commands, by the message's id.
    private func rejections(_ bench: ContractBench, _ count: Int) throws -> [String: MessageRejected] {
        try bench.wait(.rejections, "\(count) rejections") { records in
            var found: [String: MessageRejected] = [:]
            for record in records {
                guard case .rejected(let one) = try Message.decode(record.body, topic: .rejections).1,
                    one.topic == Topic.returnCommands.name
                else { continue }
                found[one.messageId] = one
            }
            return found.count >= count ? found : nil
        }
    }

    /// Waits until the service has kept what inventory answered, and says this of it.
    private func knows(_ bench: ContractBench, _ text: String) throws {
        let key = Array("sent/\(order.store)/\(order.outboundOrderId)".utf8)
        try bench.wait(.returnsState, "what was sent: \(text)") { records in
            records.contains { $0.body.key == key && String(decoding: $0.body.value ?? [], as: UTF8.self).contains(text) }
                ? true : nil
        }
    }

    @Test("is refused with its receipts where the order was cancelled before work, and once all is back")
    func refused() throws {
        let bench = try ContractBench()
        try bench.send(order.received(), id: "stock")
        try bench.send(order.stock(.allocate(order.move(2))), id: "allocate")
        try bench.send(order.stock(.release(order.move(2))), id: "release")
        try knows(bench, #""en":[{"u":"A"}]"#)
        try bench.send(order.returnCreated(2), id: "create")
        try bench.send(order.returnReceived(2), id: "receive")
        let none = try rejections(bench, 2)
        #expect(none["create"]?.rejection.code == .exceedsIssued && none["receive"]?.rejection.code == .exceedsIssued)

        try bench.send(order.stock(.issue(order.move(2))), id: "issue")
        try bench.send(order.stock(.hold(order.move(2, caseId: "\(order.store)/c1"))), id: "hold")
        try bench.send(order.adjusted(2, bringingBack: true), id: "adjust")
        try knows(bench, #""bk":2"#)
        try bench.send(order.returnCreated(1), id: "create-again")
        try bench.send(order.returnReceived(1), id: "receive-again")
        let back = try rejections(bench, 4)
        #expect(back["create-again"]?.rejection.code == .alreadyRestored)
        #expect(back["create-again"]?.rejection.claimedBy == RestockClaim(by: .adjustment, id: "AD"))
        #expect(back["receive-again"]?.rejection.code == .alreadyRestored)
        #expect(try bench.records(.returnEvents).isEmpty)
    }
}
