import Contracts
import Fulfillment
import Synchronization
import Testing

@testable import turnback

/// A receipt that comes before its return order, in the running services.
@Suite("A receipt that is early, in the running services", .timeLimit(.minutes(15)))
struct PlantEarlyReceiptTests {
    private let key = StoreOrderKey(storeId: "s", storeOrderId: "1")
    private let time = Timestamp(milliseconds: 1_790_000_000_000)
    private let grace = Policy().unknownOrderGraceSeconds * 1_000

    private var receipt: Message {
        .returnOrderCommand(
            .receive(
                ReturnOrderReceived(
                    returnOrderId: "RET", storeOrder: key, receiptId: "rr",
                    lines: [.init(Line("A", 1), condition: .good)], complete: false)))
    }

    private var created: Message {
        .returnOrderCommand(
            .create(
                ReturnOrderCreated(
                    returnOrderId: "RET", storeOrder: key, outboundOrderId: "OB",
                    warehouse: WarehouseKey(merchantId: "m", warehouseId: "w"), origin: .customer, caseId: nil,
                    handling: .putAway, lines: [Line("A", 2)])))
    }

    /// Waits until so many return order commands were refused.
    private func rejections(_ bench: PlantDeadlineTests.Bench, _ count: Int) throws -> [MessageRejected] {
        try bench.read(.rejections, until: { $0.count >= count }) { message in
            if case .rejected(let one) = message, one.topic == Topic.returnCommands.name { one } else { nil }
        }
    }

    /// Waits until the return order was published so often, and returns how many units it says were received.
    private func received(_ bench: PlantDeadlineTests.Bench, _ count: Int) throws -> [Int] {
        try bench.read(.returnEvents, until: { $0.count >= count }) { message in
            if case .returnOrderChanged(let order) = message { order.entries[0].received } else { nil }
        }
    }

    /// A refusal of a message that does not belong to the story: what was sent before it was processed.
    private func drain(_ bench: PlantDeadlineTests.Bench, _ count: Int) throws {
        try bench.send(.returnOrderCommand(.cancel(returnOrderId: "none", storeOrder: key)), id: "drain-\(count)")
        let told = try rejections(bench, count).map(\.messageId)
        #expect(told.last == "drain-\(count)", "\(told)")
    }

    @Test func itWaitsOverARestartAndIsReceivedOnceWhenItsReturnOrderIsCreated() throws {
        let bench = try PlantDeadlineTests.Bench()
        try bench.running {
            try bench.send(receipt, id: "rr", at: time)
            try drain(bench, 1)
        }
        bench.clock.add(grace - 1_000, ordering: .relaxed)
        try bench.running {
            try bench.send(receipt, id: "rr", at: time)
            try bench.send(created, id: "ret", at: time)
            #expect(try received(bench, 2).prefix(2) == [0, 1])
            bench.clock.add(2 * grace, ordering: .relaxed)
            try drain(bench, 2)
            #expect(try received(bench, 2).max() == 1)
        }
    }

    @Test func whoseReturnOrderNeverComesIsRefusedToItsSenderWhoMaySendItAgain() throws {
        let bench = try PlantDeadlineTests.Bench()
        try bench.running {
            try bench.send(receipt, id: "rr", at: time)
            try drain(bench, 1)
        }
        bench.clock.add(grace, ordering: .relaxed)
        try bench.running {
            let refused = try #require(try rejections(bench, 2).last)
            #expect(refused.rejection.code == .unknownReturnOrder && refused.rejection.path == "returnOrderId")
            #expect(refused.messageSource == "test" && refused.messageId == "rr")
            #expect(refused.topic == Topic.returnCommands.name && refused.key == "\(key)" && refused.offset == 0)
            #expect(refused.messageType == MessageType.returnOrderReceive.rawValue)
            // The same message, as an outbox sends it.
            try bench.send(receipt, id: "rr", at: time)
            try bench.send(created, id: "ret", at: time)
            #expect(try received(bench, 2).prefix(2) == [0, 1])
        }
    }
}
