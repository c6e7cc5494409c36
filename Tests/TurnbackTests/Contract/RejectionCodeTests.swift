import Contracts
import Fulfillment
import Streams
import Testing

@testable import turnback

/// Every code of a rejection, brought about in the running services.
@Suite("A rejection", .timeLimit(.minutes(15)))
struct RejectionCodeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: Rejection.Code
        var path: String
        var before: [Message]
        var refused: Message
        /// The ce_id of the refused message.
        var id: String
        var testDescription: String { "\(code.rawValue) of \(refused.type.rawValue)" }

        init(
            _ code: Rejection.Code, _ path: String, _ refused: Message, after before: [Message] = [],
            id: String = "refused"
        ) {
            (self.code, self.path, self.before, self.refused, self.id) = (code, path, before, refused, id)
        }
    }

    private static let order = ContractOrder("1001")

    private static var issued: [Message] {
        [
            order.received(), order.stock(.allocate(order.move(2))), order.stock(.issue(order.move(2))),
        ]
    }

    /// Issued, and to be stopped for a case all the same.
    private static var held: [Message] {
        issued + [order.stock(.hold(order.move(2, caseId: "\(order.store)/c1")))]
    }

    static let cases = [
        Case(.outboundOrderExists, "outboundOrderId", order.submitted(3), after: [order.submitted(2)]),
        Case(
            .outboundOrderExists, "outboundOrderId", order.stock(.allocate(order.move(3))),
            after: [order.stock(.allocate(order.move(2)))]),
        Case(.requestIdReused, "requestId", order.requested(reason: "fraud"), after: [order.requested()]),
        Case(.receiptIdReused, "receiptId", order.received(6), after: [order.received(5)]),
        Case(.receiptIdReused, "receiptId", order.restored(2), after: issued + [order.restored(1)]),
        Case(
            .receiptIdReused, "receiptId", order.returnReceived(2),
            after: [order.returnCreated(5), order.returnReceived(1)]),
        Case(.adjustmentIdReused, "adjustmentId", order.adjusted(2), after: [order.adjusted(1)]),
        Case(.returnOrderExists, "returnOrderId", order.returnCreated(2), after: [order.returnCreated(1)]),
        Case(
            .quantityExceedsOrder, "lines[0].quantity", order.requested(lines: [Line("A", 3)]),
            after: [order.submitted(2)]),
        Case(.quantityExceedsOrder, "lines[0].quantity", order.stock(.issue(order.move(1))), after: issued),
        Case(
            .unknownSku, "lines[1].sku", order.requested(lines: [Line("A", 1), Line("B", 1)]),
            after: [order.submitted(2)]),
        Case(.unknownSku, "lines[0].sku", order.stock(.release(order.move(1, "B"))), after: issued),
        Case(.unknownOutboundOrder, "outboundOrderId", order.stock(.release(order.move(1)))),
        Case(.unknownReturnOrder, "returnOrderId", order.returnCancelled),
        Case(
            .returnOrderClosed, "returnOrderId", order.returnReceived(),
            after: [order.returnCreated(), order.returnCancelled]),
        Case(
            .returnOrderClosed, "returnOrderId", order.returnCancelled,
            after: [order.returnCreated(), order.returnReceived()]),
        Case(.unknownReceipt, "receiptId", order.receiptReversed, after: [order.returnCreated()]),
        Case(
            .notReversible, "receiptId", order.receiptReversed,
            after: [order.returnCreated(2, from: "NYC2"), order.returnReceived(1)]),
        Case(.notCancellable, "returnOrderId", order.ownReturnCancelled, after: [order.ownReturnCreated]),
        Case(
            .alreadyRestored, "lines[0].quantity", order.restored(1),
            after: held + [order.adjusted(2, bringingBack: true)]),
        Case(
            .alreadyRestored, "delta", order.adjusted(1, bringingBack: true), after: held + [order.restored(2)]),
        Case(
            .exceedsIssued, "lines[0].quantity", order.restored(1),
            after: [
                order.received(), order.stock(.allocate(order.move(2))), order.stock(.release(order.move(2))),
            ]),
        Case(
            .notHeld, "lines[0].quantity", order.restored(1),
            after: [order.received(), order.stock(.allocate(order.move(2)))]),
        Case(
            .unknownCase, "caseId", order.adjusted(1, bringingBack: true, caseId: "shop/another/c1"), after: issued),
        Case(
            .exceedsAllocated, "lines[0].quantity", order.stock(.release(order.move(3))),
            after: [order.received(), order.stock(.allocate(order.move(2)))]),
        Case(
            .releaseIdReused, "releaseId", order.stock(.release(order.move(2, releaseId: "REL"))),
            after: [
                order.received(), order.stock(.allocate(order.move(2))),
                order.stock(.release(order.move(1, releaseId: "REL"))),
            ]),
        Case(.insufficientStock, "delta", order.adjusted(-6), after: [order.received(5)]),
        Case(.messageIdReused, "ce_id", order.stock(.release(order.move(1))), after: issued, id: "before-2"),
        Case(
            .messageIdReused, "ce_id", order.progressed(.picked),
            after: [order.submitted(), order.progressed(.picking)],
            id: "before-1"),
        Case(
            .tooManyForOrder, "storeOrderId", order.progressed(.picking),
            after: Array(repeating: order.progressed(.picking), count: StoreOrderLimits.waitingReports)),
    ]

    @Test("is brought about with every code of the contract")
    func complete() {
        // Nobody is held to anything on the common topics: see TenantTests.
        #expect(Set(Self.cases.map(\.code)) == Set(Rejection.Code.allCases).subtracting([.notAllowed]))
    }

    @Test("names its code, its path and the message, which stands untouched where it came", arguments: cases)
    func rejection(one: Case) throws {
        let bench = try ContractBench()
        for (index, message) in one.before.enumerated() {
            try bench.send(message, id: "before-\(index)")
            // What comes on another topic would not wait for it.
            if case .outboundOrderSubmitted(let submitted) = message {
                try bench.message(.orderEvents, "the order is known") { _ in submitted }
            }
            if message.type.topic == .inventoryCommands {
                try bench.wait(.inventoryOwnCommands, "it is sent on") { records in
                    records.first { $0.body.headers.contains(Header("ce_id", "before-\(index)")) }
                }
            }
        }
        try bench.send(one.refused, id: one.id)
        try bench.send(one.refused, id: one.id)
        let (record, rejected) = try bench.wait(.rejections, "the rejection") { records in
            try records.lazy.compactMap { record -> (Record, MessageRejected)? in
                guard case .rejected(let rejected) = try Message.decode(record.body, topic: .rejections).1,
                    rejected.messageId == one.id
                else { return nil }
                return (record, rejected)
            }.first
        }
        #expect(rejected.rejection.code == one.code)
        #expect(rejected.rejection.path == one.path)
        #expect(!rejected.rejection.message.isEmpty)
        #expect((rejected.rejection.claimedBy != nil) == (one.code == .alreadyRestored))
        #expect(rejected.messageSource == "/test" && rejected.messageType == one.refused.type.rawValue)
        #expect(record.body.key == Array(one.refused.key.utf8))

        let original = try #require(
            try bench.records(one.refused.type.topic).first {
                $0.topic == rejected.topic && $0.partition == rejected.partition && $0.offset == rejected.offset
            })
        let envelope = Envelope(source: "/test", id: one.id, type: one.refused.type, time: Samples.now)
        #expect(original.body == one.refused.body(envelope))

        // A message behind the second one: once it is answered both were processed, and there is still one rejection.
        if [.inventoryCommands, .inventoryOwnCommands].contains(one.refused.type.topic) {
            try bench.send(Self.order.received(7, receiptId: "marker"), id: "marker")
            try bench.message(.inventoryMovements, "the marker") { message in
                if case .stockMoved(let moved) = message, moved.movement.quantity == 7 { true } else { nil }
            }
            #expect(try bench.records(.rejections).count == 1)
        }
    }
}
