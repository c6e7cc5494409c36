import Contracts
import Fulfillment
import Streams
import Testing

@testable import turnback

/// A message reaches the partition of its ids, even if its sender knows no keys and partitions.
@Suite("Wherever it is sent, a message", .timeLimit(.minutes(15)))
struct RerouteTests {
    /// Keys that are not the right one: none, empty, of another order, no text, long.
    static let keys: [[UInt8]?] = [
        nil, [], Array("shop/other".utf8), [0xff, 0x00, 0xfe], Array(repeating: 0x78, count: 100_000),
    ]

    private func body(_ message: Message, _ id: String, key: [UInt8]?) -> RecordBody {
        let whole = message.body(Envelope(source: "/test", id: id, type: message.type, time: Samples.now))
        return RecordBody(key: key, headers: whole.headers, value: whole.value)
    }

    /// An order whose key lies in the same partition as another's.
    private func neighbour(of order: ContractOrder, _ name: String) -> ContractOrder {
        var number = 0
        while true {
            let other = ContractOrder("\(name)-\(number)")
            number += 1
            if ContractBench.partition(of: other.store.description)
                == ContractBench.partition(of: order.store.description)
            {
                return other
            }
        }
    }

    @Test("counts once, redelivered under every key on all partitions at once")
    func once() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1001")
        try bench.send(order.received(), id: "stock")
        try bench.send(order.submitted(), id: "order")
        try bench.reaches(.awaitingOutbound, order.outboundOrderId)
        let right = Array(order.store.description.utf8)
        for partition in 0..<TopicPlan.partitions {
            for key in Self.keys + [right] {
                try bench.write(body(order.requested(), "cancel", key: key), .cancellationRequests, partition)
            }
        }
        #expect(try bench.outcome(of: "r", order.store).code == .cancelledBeforeWork)
        // A request of another order goes behind them each way: once it is answered, they were all processed.
        for partition in 0..<TopicPlan.partitions {
            let other = neighbour(of: order, "after-\(partition)")
            try bench.write(body(other.requested(), "after-\(partition)", key: nil), .cancellationRequests, partition)
            try bench.message(.cancellationOutcomes, "an answer on the way of partition \(partition)") { message in
                if case .cancellationChanged(let changed) = message, changed.storeOrder == other.store {
                    true
                } else {
                    nil
                }
            }
        }
        let outcomes = try bench.records(.cancellationOutcomes).filter { $0.body.key == right }
        #expect(outcomes.count == 2)
        #expect(try bench.records(.deadLetters).isEmpty)
        #expect(try bench.records(.rejections).isEmpty)
        // On its own partition a key does not matter; what came elsewhere is sent on, with all that it came with.
        let rerouted = try bench.records(.ordersReroutes).filter { $0.body.key == right }
        #expect(rerouted.count == 2 * (Self.keys.count + 1))
        let place = ContractBench.partition(of: order.store.description)
        #expect(rerouted.allSatisfy { $0.partition == place && $0.body.value == rerouted[0].body.value })
        #expect(
            rerouted.allSatisfy {
                $0.body.headers.contains(Header("x-rerouted-from", Topic.cancellationRequests.name))
                    && SentOn($0)?.partition != $0.partition
            })
    }

    @Test("keeps its order with the others of its key that come the same way", arguments: [nil, Array("x".utf8)])
    func inOrder(key: [UInt8]?) throws {
        let bench = try ContractBench()
        let order = ContractOrder("1002")
        let place = ContractBench.partition(of: order.warehouse.description)
        // Each takes what the one before brought: any other order is rejected.
        let count = 40
        for number in 1...count {
            let up = order.adjusted(number, id: "up-\(number)")
            let down = order.adjusted(-number, id: "down-\(number)")
            try bench.write(body(up, "up-\(number)", key: key), .inventoryCommands, (place + 1) % TopicPlan.partitions)
            try bench.write(
                body(down, "down-\(number)", key: key), .inventoryCommands, (place + 1) % TopicPlan.partitions)
        }
        let movements = try bench.wait(.inventoryMovements, "all movements") { $0.count == 2 * count ? $0 : nil }
        #expect(try bench.records(.rejections).isEmpty)
        let deltas = try movements.map { record -> Int in
            guard case .stockMoved(let moved) = try Message.decode(record.body, topic: .inventoryMovements).1 else {
                return 0
            }
            return moved.movement.onHandDelta
        }
        #expect(deltas == (1...count).flatMap { [$0, -$0] })
    }

    @Test("is dead-lettered where it came, if it is not a message, and not sent on")
    func invalid() throws {
        let bench = try ContractBench()
        let order = ContractOrder("1003")
        let whole = body(order.requested(), "cancel", key: nil)
        let broken = RecordBody(key: nil, headers: whole.headers, value: Array("{".utf8))
        try bench.write(broken, .cancellationRequests, 0)
        let letter = try bench.wait(.deadLetters, "the dead letter") { $0.first }
        #expect(letter.partition == 0 && letter.body.key == nil)
        #expect(try bench.records(.ordersReroutes).isEmpty)
    }
}
