import Contracts
import Fulfillment
import Operations
import Reconciliation
import Streams
import Testing

@testable import turnback

/// What becomes of messages whose sender gives a `ce_id` twice.
@Suite("A ce_id that is used twice", .timeLimit(.minutes(15)))
struct MessageIdTests {
    private func envelopes(_ bench: ContractBench, _ topic: Topic) throws -> [Envelope] {
        try bench.records(topic).map { try Message.decode($0.body, topic: topic).0 }
    }

    @Test("loses no message that has its own id, and what follows from each has its own id")
    func ownIds() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1001")
        for _ in 1...2 {
            for number in 1...3 { try bench.send(order.received(number, receiptId: "RC-\(number)"), id: "same") }
            try bench.send(order.adjusted(10), id: "same")
        }
        try bench.send(order.received(1, receiptId: "last"), id: "last")
        try bench.wait(.inventoryMovements, "all movements") { $0.count >= 5 ? true : nil }
        let movements = try envelopes(bench, .inventoryMovements)
        #expect(movements.count == 5)
        #expect(Set(movements.map(\.id)).count == 5)
        #expect(try bench.records(.rejections).isEmpty)

        try bench.send(order.submitted(), id: "order")
        try bench.reaches(.awaitingOutbound, order.outboundOrderId)
        // A request under the order's own ce_id.
        try bench.send(order.requested(), id: "order")
        #expect(try bench.outcome(of: "r", order.store).code == .cancelledBeforeWork)
    }

    @Test("gives a second request without requestId its own name, and a redelivery of it none")
    func unnamed() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1002")
        func send(_ lines: String) throws {
            let data =
                #"{"storeId":"shop","storeOrderId":"1002","reason":"other","requestedBy":"buyer","#
                + #""requestedAt":"2026-11-24T08:05:00Z","lines":[{"sku":"A","quantity":\#(lines)}]}"#
            let headers = [
                Header("ce_specversion", "1.0"), Header("ce_id", "7"), Header("ce_source", "/pos"),
                Header("ce_type", MessageType.cancellationRequested.rawValue),
            ]
            try bench.write(
                RecordBody(key: Array(order.store.description.utf8), headers: headers, value: Array(data.utf8)),
                .cancellationRequests, ContractBench.partition(of: order.store.description))
        }
        try bench.send(order.received(), id: "stock")
        try bench.send(order.submitted(3), id: "order")
        try bench.reaches(.awaitingOutbound, order.outboundOrderId)
        try send("1")
        #expect(try bench.outcome(of: ":pos#7", order.store).quantities.cancelled == 1)
        for _ in 1...2 {
            try send("2")
            try send("1")
        }
        let second = try bench.message(.cancellationOutcomes, "the second outcome") { message -> CancellationChanged? in
            guard case .cancellationChanged(let changed) = message, changed.state.isFinal, changed.requestId != ":pos#7"
            else {
                return nil
            }
            return changed
        }
        #expect(second.quantities.cancelled == 2)
        #expect(second.requestId.hasPrefix(":pos#7#") && second.requestId.utf8.count == 7 + 16)
        try bench.send(order.requested("marker"), id: "marker")
        _ = try bench.outcome(of: "marker", order.store)
        let requests = try bench.records(.cancellationOutcomes).map { record -> String in
            guard
                case .cancellationChanged(let changed) = try Message.decode(record.body, topic: .cancellationOutcomes).1
            else {
                return "?"
            }
            return changed.requestId
        }
        #expect(Set(requests) == [":pos#7", second.requestId, "marker"])
        #expect(try bench.records(.rejections).isEmpty)
        let report = try TopicSweep(bench.log).run()
        #expect(report.holds, "\(report.text(TextStyle(isEnabled: false)))")
    }

    @Test(
        "is not used up by a refusal: the same message is accepted once it can be, and what follows has its own ids")
    func refused() throws {
        let bench = try ContractBench()
        #expect(try deltas(bench, correctedBy: "/wms") == [10, -4, 1])
        #expect(try bench.records(.rejections).count == 1)
        let ids = try envelopes(bench, .rejections).map(\.id) + envelopes(bench, .inventoryMovements).map(\.id)
        #expect(Set(ids).count == 4)
    }

    @Test("by one of Turnback's services was acted on where it was refused, and stays refused")
    func ownRefused() throws {
        let bench = try ContractBench()
        #expect(try deltas(bench, correctedBy: "turnback/returns") == [10, 1])
        #expect(try bench.records(.rejections).count == 1)
    }

    /// What moves when a correction is sent six times, and after the third there is stock for it.
    private func deltas(_ bench: ContractBench, correctedBy source: String) throws -> [Int] {
        let order = ContractOrder("1003")
        let correction = order.adjusted(-4)
        func correct() throws {
            let envelope = Envelope(source: source, id: "correction", type: correction.type, time: Samples.now)
            for _ in 1...3 {
                try bench.write(
                    correction.body(envelope), correction.type.topic, ContractBench.partition(of: correction.key))
            }
        }
        try correct()
        try bench.send(order.received(10), id: "stock")
        try correct()
        try bench.send(order.received(1, receiptId: "last"), id: "last")
        var deltas: [Int] = []
        try bench.wait(.inventoryMovements, "the last movement") { records in
            deltas = try records.map { record in
                guard case .stockMoved(let moved) = try Message.decode(record.body, topic: .inventoryMovements).1 else {
                    return 0
                }
                return moved.movement.onHandDelta
            }
            return deltas.last == 1 ? true : nil
        }
        return deltas
    }
}
