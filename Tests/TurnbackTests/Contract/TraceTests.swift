import Contracts
import Fulfillment
import Streams
import Testing

@testable import turnback

/// What a message causes can be followed from it, through every service.
@Suite("What a message causes", .timeLimit(.minutes(15)))
struct TraceTests {
    static let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    static let tracestate = "shop=1,vendor@odd=a;b:c"

    /// An envelope of every record, and its topic.
    private func envelopes(_ bench: ContractBench) throws -> [(topic: Topic, envelope: Envelope)] {
        try bench.allRecords().map { record in
            let topic = try #require(Topic(rawValue: record.topic))
            return (topic, try Message.decode(record.body, topic: topic).0)
        }
    }

    /// The topics of all that follows from a message, one entry a message; each of them holds.
    private func followers(
        of id: String, _ all: [(topic: Topic, envelope: Envelope)], _ holds: (Envelope) -> Bool
    ) -> [Topic] {
        var topics: [Topic] = []
        var open = [id]
        while let cause = open.popLast() {
            for one in all where one.envelope.causationId == cause {
                topics.append(one.topic)
                open.append(one.envelope.id)
                #expect(holds(one.envelope), "\(one.topic.name): \(one.envelope)")
            }
        }
        return topics
    }

    @Test("carries its trace through every hop, and names its cause and its case", arguments: ["binary", "structured"])
    func cancellation(mode: String) throws {
        let bench = try ContractBench()
        let order = ContractOrder("1001")
        try bench.send(order.received(), id: "stock")
        try bench.send(order.submitted(), id: "order")
        try bench.reaches(.awaitingOutbound, order.outboundOrderId)
        if mode == "binary" {
            try bench.send(
                order.requested(), id: "cancel", traceparent: Self.traceparent, tracestate: Self.tracestate,
                principal: "desk-berlin")
        } else {
            try bench.write(
                RecordBody(
                    key: Array(order.store.description.utf8),
                    headers: [
                        Header("Content-Type", "application/cloudevents+json; charset=UTF-8"),
                        Header("ce_principal", "desk-berlin"),
                    ],
                    value: Array(
                        """
                        {"specversion":"1.0","id":"cancel","source":"/test","type":"fulfillment.cancellation.requested.v1",
                        "traceparent":"\(Self.traceparent)","tracestate":"\(Self.tracestate)",
                        "data":\(text(Samples.data(order.requested())))}
                        """.utf8)), .cancellationRequests, ContractBench.partition(of: order.store.description))
        }
        #expect(try bench.outcome(of: "r", order.store).state == .cancelled)

        let all = try envelopes(bench)
        let topics = followers(of: "cancel", all) { envelope in
            envelope.traceparent == Self.traceparent && envelope.tracestate == Self.tracestate
                && envelope.principal == "desk-berlin"
                && envelope.correlationId == "\(order.store)/c1" && envelope.source.hasPrefix("turnback/")
        }
        // The release, its reply and movement, the order twice, the outcome twice.
        #expect(
            topics.sorted { $0.name < $1.name } == [
                .cancellationOutcomes, .cancellationOutcomes, .inventoryMovements, .inventoryOwnCommands,
                .inventoryReplies,
                .orderEvents, .orderEvents,
            ])
        // Nothing else carries it, and everything that Turnback wrote has a cause.
        #expect(all.count { $0.envelope.traceparent != nil } == topics.count + 1)
        #expect(all.count { $0.envelope.principal != nil } == topics.count + 1)
        #expect(all.allSatisfy { $0.envelope.causationId != nil || $0.envelope.source == "/test" })
    }

    @Test("carries its trace also where it is rejected, and where the restock takes all three services")
    func longWay() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1002")
        try bench.send(order.received(), id: "stock")
        try bench.send(order.submitted(), id: "order")
        try bench.reaches(.awaitingOutbound, order.outboundOrderId)
        try bench.send(order.progressed(.packed), id: "packed")
        try bench.reaches(.packed, order.outboundOrderId)
        try bench.send(order.requested(), id: "cancel")
        try bench.message(.warehouseTasks, "a task") { _ in true }
        try bench.send(
            order.reported(.parcelIntercepted(succeeded: true, reason: nil)), id: "pulled",
            traceparent: Self.traceparent)
        try bench.message(.returnEvents, "the return order") { _ in true }
        var receipt = order.returnReceived(2)
        if case .returnOrderCommand(.receive(var received)) = receipt {
            received.returnOrderId = "RO-\(order.outboundOrderId)"
            receipt = .returnOrderCommand(.receive(received))
        }
        try bench.send(receipt, id: "back", traceparent: "00-back", tracestate: Self.tracestate)
        #expect(try bench.outcome(of: "r", order.store).state == .restocked)
        try bench.send(order.returnCancelled, id: "wrong", traceparent: "00-wrong")
        try bench.message(.rejections, "the rejection") { _ in true }

        let all = try envelopes(bench)
        let pulled = followers(of: "pulled", all) { $0.traceparent == Self.traceparent && $0.tracestate == nil }
        #expect(Set(pulled) == [.orderEvents, .cancellationOutcomes, .warehouseTasks, .returnCommands, .returnEvents])
        let back = followers(of: "back", all) { $0.traceparent == "00-back" && $0.tracestate == Self.tracestate }
        #expect(
            Set(back).isSuperset(of: [
                .returnEvents, .inventoryOwnCommands, .inventoryMovements, .inventoryReplies, .cancellationOutcomes,
            ]))
        #expect(followers(of: "wrong", all) { $0.traceparent == "00-wrong" } == [.rejections])
    }

    @Test("has the same ids each time")
    func ids() throws {
        var runs: [Set<String>] = []
        for _ in 1...2 {
            let bench = try ContractBench()
            let order = ContractOrder("1003")
            try bench.send(order.received(), id: "stock")
            try bench.message(.inventoryMovements, "the stock") { _ in true }
            try bench.send(order.submitted(), id: "order")
            try bench.reaches(.awaitingOutbound, order.outboundOrderId)
            try bench.send(order.requested(), id: "cancel")
            _ = try bench.outcome(of: "r", order.store)
            let ids = try envelopes(bench).map { "\($0.topic.name) \($0.envelope.source) \($0.envelope.id)" }
            #expect(Set(ids).count == ids.count)
            runs.append(Set(ids))
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0].count > 10)
    }
}
