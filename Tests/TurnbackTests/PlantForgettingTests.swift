import Contracts
import Foundation
import Fulfillment
import Streams
import Synchronization
import Testing

@testable import turnback

/// What has ended is forgotten after the policy's time; what is open never is.
@Suite("Forgetting, in the running services", .timeLimit(.minutes(15)))
struct PlantForgettingTests {
    private static let day: Int64 = 86_400_000
    private let now = Timestamp(milliseconds: 1_790_000_000_000)
    private let warehouse = WarehouseKey(merchantId: "m", warehouseId: "w")

    private func key(_ order: Int) -> StoreOrderKey { StoreOrderKey(storeId: "s", storeOrderId: "\(order)") }

    private func submitted(_ order: Int) -> Message {
        .outboundOrderSubmitted(
            OutboundOrderSubmitted(
                outboundOrderId: "OB-\(order)", storeOrder: key(order), merchantId: "m", warehouseId: "w",
                lines: [Line("A", 1)], submittedAt: now))
    }

    private func progressed(_ order: Int, _ status: OutboundStatus) -> Message {
        .warehouseReported(
            WarehouseReport(
                outboundOrderId: "OB-\(order)", storeOrder: key(order), warehouseId: "w", reportedAt: now,
                fact: .progressed(status, carrier: nil, trackingNumber: nil)))
    }

    private func requested(_ order: Int, _ id: String) -> Message {
        .cancellationRequested(
            CancellationRequested(
                requestId: id, storeOrder: key(order), reason: "other", requestedBy: "buyer", requestedAt: now))
    }

    private func adjusted(_ delta: Int) -> Message {
        .stockCommand(
            StockCommand(
                warehouse: warehouse,
                action: .adjust(
                    StockAdjustment(adjustmentId: "a\(delta)", sku: "A", delta: delta, reasonCode: "count", actor: "p"))
            ))
    }

    private func returned(_ id: String) -> Message {
        .returnOrderCommand(
            .create(
                ReturnOrderCreated(
                    returnOrderId: id, storeOrder: key(2), outboundOrderId: "OB-older", warehouse: warehouse,
                    origin: .customer, caseId: nil, handling: .putAway, lines: [Line("A", 1)])))
    }

    /// One order each: cancelled before work, shipped, in an open case, and not begun. Stock, refusals and returns beside.
    private func live(_ bench: PlantDeadlineTests.Bench) throws {
        try bench.send(
            .stockCommand(StockCommand(warehouse: warehouse, action: .receive(receiptId: "rc", lines: [Line("A", 9)]))),
            id: "rc")
        try bench.send(adjusted(1), id: "a")
        try bench.send(adjusted(-100), id: "refused")
        for order in 1...4 { try bench.send(submitted(order), id: "o\(order)") }
        try wait("all are allocated") {
            try state(bench, .inventoryState).filter { $0.hasPrefix("allocation/") }.count == 4
                && awaiting(bench) == 4
        }
        try bench.send(requested(1, "r1"), id: "r1")
        try bench.send(progressed(2, .shipped), id: "p2")
        try bench.send(progressed(3, .packed), id: "p3")
        for id in ["RO-open", "RO-closed"] { try bench.send(returned(id), id: id) }
        try bench.send(.returnOrderCommand(.cancel(returnOrderId: "RO-closed", storeOrder: key(2))), id: "closed")
        try bench.reaches(.cancelled)
        try bench.reaches(.packed)
        try bench.send(requested(3, "r3"), id: "r3")
        try wait("the case of order 3 is open") { try bench.outcomes(3).contains("verifying/awaitingVerification") }
    }

    @Test func whatHasEndedIsGoneAfterItsTimeFromStoreAndTopicAndWhatIsOpenIsKept() throws {
        var patient = Policy()
        patient.whenWarehouseIsSilent = .keepOpen
        let bench = try PlantDeadlineTests.Bench(Policies(defaults: patient))
        try bench.running { try live(bench) }
        bench.clock.add(179 * Self.day, ordering: .relaxed)
        try bench.running {
            try bench.send(progressed(2, .shipped), id: "marker")
            let touched = "\"t\":\(bench.clock.load(ordering: .relaxed))"
            try wait("the marker is processed") {
                try Samples.records(bench.log, .ordersState).contains { record in
                    String(decoding: record.body.value ?? [], as: UTF8.self).contains(touched)
                        && record.body.key == Array("order/s/2".utf8)
                }
            }
            let orders = try state(bench, .ordersState)
            #expect(orders == ["order/s/1", "order/s/2", "order/s/3", "order/s/4"])
        }
        // Order 2 was touched then: it is remembered that much longer.
        bench.clock.add(2 * Self.day, ordering: .relaxed)
        let open = (
            orders: ["order/s/3", "order/s/4"],
            inventory: [
                "adjustment/m/w/a1", "allocation/m/w/OB-3", "allocation/m/w/OB-4", "receipt/m/w/rc", "stock/m/w/A",
            ],
            returns: ["return/s/2/RO-open", "sent/s/3/OB-3", "sent/s/4/OB-4"]
        )
        try bench.running {
            try wait("the rest is kept") {
                let (orders, inventory, returns) = try states(bench)
                return orders == ["order/s/1", "order/s/2"] + open.orders && inventory == open.inventory
                    && returns == open.returns
            }
        }
        bench.clock.add(180 * Self.day, ordering: .relaxed)
        try bench.running {
            try wait("only what is open is kept, and the tombstones") {
                let (orders, inventory, returns) = try states(bench)
                return orders == ["order/s/1", "order/s/2"] + open.orders && inventory == open.inventory
                    && returns == open.returns
            }
            let before = try bench.outcomes(1)
            #expect(!before.contains("waitingForOrder/waitingForOrder"))
            try bench.send(requested(1, "late"), id: "late")
            try wait("a request for what was forgotten finds no order") {
                try bench.outcomes(before.count + 1).contains("waitingForOrder/waitingForOrder")
            }
            // What was forgotten does not count again: it is as it was, after all that is sent once more.
            let movements = try Samples.records(bench.log, .inventoryMovements).count
            try bench.send(submitted(2), id: "again")
            try bench.send(
                .stockCommand(
                    StockCommand(warehouse: warehouse, action: .receive(receiptId: "rc", lines: [Line("A", 9)]))),
                id: "rc-again")
            try bench.send(adjusted(1), id: "a-again")
            try bench.send(adjusted(2), id: "new")
            try wait("orders has heard it all") { try ordersHasReadAllCommands(bench) }
            try wait("what is new counts") { try Samples.records(bench.log, .inventoryMovements).count > movements }
            // Orders has to have read it as well before the clock goes on: later there is no tombstone of it.
            try wait("the submission is processed") {
                try Samples.records(bench.log, .ordersState).contains { record in
                    record.body.key == Array("order/s/2".utf8)
                        && String(decoding: record.body.value ?? [], as: UTF8.self).contains(#""n":[""#)
                }
            }
            #expect(try Samples.records(bench.log, .inventoryMovements).count == movements + 1)
        }
        // And a tombstone ends, too; that of order 1 is a new one, for a request came to it.
        bench.clock.add(3_651 * Self.day, ordering: .relaxed)
        try bench.running {
            try wait("the request that came late is forgotten") {
                let records = try Samples.records(bench.log, .ordersState)
                let last = records.last { $0.body.key == Array("order/s/1".utf8) }
                let value = String(decoding: last?.body.value ?? [], as: UTF8.self)
                let isForgotten = !value.contains(#""cs":"#) && value.contains(#""late""#)
                return try isForgotten && state(bench, .ordersState) == ["order/s/1"] + open.orders
            }
        }
        bench.clock.add(3_651 * Self.day, ordering: .relaxed)
        try bench.running {
            try wait("only what is open is kept") {
                let (orders, inventory, _) = try states(bench)
                return orders == open.orders
                    && inventory == ["allocation/m/w/OB-3", "allocation/m/w/OB-4", "stock/m/w/A"]
            }
        }
    }

    /// Tracking numbers of what has ended go after their time from store and topic; what is open keeps them.
    @Test func trackingNumbersEndBeforeTheirOrder() throws {
        var patient = Policy()
        patient.whenWarehouseIsSilent = .keepOpen
        let bench = try PlantDeadlineTests.Bench(Policies(defaults: patient))
        func progressed(_ order: Int, _ status: OutboundStatus) -> Message {
            .warehouseReported(
                WarehouseReport(
                    outboundOrderId: "OB-\(order)", storeOrder: key(order), warehouseId: "w", reportedAt: now,
                    reportedBy: "mia", fact: .progressed(status, carrier: "UPS", trackingNumber: "1Z-\(order)")))
        }
        func numbers() throws -> Set<String> {
            var newest: [[UInt8]: String] = [:]
            for topic in [Topic.ordersState, .returnsState] {
                for record in try Samples.records(bench.log, topic) {
                    newest[record.body.key ?? []] = String(decoding: record.body.value ?? [], as: UTF8.self)
                }
            }
            #expect(newest.values.allSatisfy { !$0.contains("mia") })
            return Set(["1Z-1", "1Z-2", "1Z-3"].filter { number in newest.values.contains { $0.contains(number) } })
        }
        try bench.running {
            try bench.send(
                .stockCommand(
                    StockCommand(warehouse: warehouse, action: .receive(receiptId: "rc", lines: [Line("A", 9)]))), id: "rc")
            for order in 1...2 { try bench.send(submitted(order), id: "o\(order)") }
            try bench.send(progressed(1, .shipped), id: "p1")
            try bench.send(progressed(2, .packed), id: "p2")
            try bench.send(
                .returnOrderCommand(
                    .create(
                        ReturnOrderCreated(
                            returnOrderId: "RO", storeOrder: key(1), outboundOrderId: "OB-1", warehouse: warehouse,
                            origin: .customer, caseId: nil, handling: .putAway, lines: [Line("A", 1)],
                            trackingNumbers: ["1Z-3"]))), id: "RO")
            try wait("the numbers are kept") { try numbers().count == 3 }
            try bench.send(.returnOrderCommand(.cancel(returnOrderId: "RO", storeOrder: key(1))), id: "closed")
            try wait("the return order has ended") {
                try Samples.records(bench.log, .returnEvents).contains { record in
                    String(decoding: record.body.value ?? [], as: UTF8.self).contains(#""cancelled""#)
                }
            }
        }
        bench.clock.add(91 * Self.day, ordering: .relaxed)
        try bench.running {
            try wait("only that of what is open is kept") { try numbers() == ["1Z-2"] }
        }
        #expect(try state(bench, .ordersState) == ["order/s/1", "order/s/2"])
    }

    private func awaiting(_ bench: PlantDeadlineTests.Bench) throws -> Int {
        try Samples.records(bench.log, .orderEvents).filter { record in
            String(decoding: record.body.value ?? [], as: UTF8.self).contains("\"awaitingOutbound\"")
        }.count
    }

    /// By what its state says of how far it has read.
    private func ordersHasReadAllCommands(_ bench: PlantDeadlineTests.Bench) throws -> Bool {
        var next: [Int32: Int64] = [:]
        for record in try Samples.records(bench.log, .ordersState)
        where record.body.key == Array("position/\(Topic.orderCommands.name)".utf8) {
            next[record.partition] = Int64(
                String(decoding: record.body.value ?? [], as: UTF8.self).prefix { $0 != " " })
        }
        return try Samples.records(bench.log, .orderCommands).allSatisfy { $0.offset < next[$0.partition] ?? 0 }
    }

    /// The keys with a value on a state topic, without the runtime's own.
    private func state(_ bench: PlantDeadlineTests.Bench, _ topic: Topic) throws -> [String] {
        let runtimes = ["timer/", "sweep", "position/", "former-writers"]
        return try keys(bench, topic).filter { key in !runtimes.contains { key.hasPrefix($0) } }.sorted()
    }

    private func states(_ bench: PlantDeadlineTests.Bench) throws -> ([String], [String], [String]) {
        (try state(bench, .ordersState), try state(bench, .inventoryState), try state(bench, .returnsState))
    }

    private func keys(_ bench: PlantDeadlineTests.Bench, _ topic: Topic) throws -> [String] {
        var values: [String: Bool] = [:]
        for record in try Samples.records(bench.log, topic) {
            values[String(decoding: record.body.key ?? [], as: UTF8.self)] = record.body.value != nil
        }
        return values.filter(\.value).map(\.key)
    }

    private func wait(_ what: String, _ isSo: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try !isSo() {
            guard ContinuousClock.now < deadline else {
                Issue.record("not in time: \(what)")
                return
            }
            usleep(5_000)
        }
    }
}
