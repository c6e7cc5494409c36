import Contracts
import Foundation
import Fulfillment
import Streams
import Testing

/// State that a newer version has written, with a word that this one does not know.
@Suite("State that cannot be read", .timeLimit(.minutes(15)))
struct UnreadableStateTests {
    /// An entity that is closed, a message to it, and one to another entity of the same partition with the topic on which it
    /// is answered.
    struct Closed: Sendable, CustomTestStringConvertible {
        var name: String
        var state: Topic
        var entity: String
        var value: String
        /// Where its messages go.
        var key: String
        var message: Message
        var other: Message
        var answered: Topic
        var testDescription: String { name }
    }

    private static let order = ContractOrder("closed")
    /// Another order, of the same partition and the same warehouse.
    private static let open: ContractOrder = {
        let place = ContractBench.partition(of: order.store.description)
        let name = (1...).lazy.map { "open-\($0)" }
            .first { ContractBench.partition(of: ContractOrder($0).store.description) == place }!
        return ContractOrder(name)
    }()

    static let cases = [
        Closed(
            name: "an order", state: .ordersState, entity: "order/\(order.store)",
            value: #"{"storeId":"shop","storeOrderId":"closed","outboundOrders":[{"id":"OB","status":"teleported"}]}"#,
            key: order.store.description, message: order.requested(), other: open.submitted(),
            answered: .inventoryOwnCommands),
        Closed(
            name: "the stock of a SKU", state: .inventoryState, entity: "stock/\(order.warehouse)/A",
            value: #"{"onHand":"plenty"}"#, key: order.warehouse.description, message: order.received(),
            other: order.stock(.receive(receiptId: "other", lines: [Line("B", 1)])), answered: .inventoryMovements),
        Closed(
            name: "a return order", state: .returnsState, entity: "return/\(order.store)/RO",
            value: #"{"state":"teleported","order":{"state":"teleported"}}"#, key: order.store.description,
            message: order.returnReceived(), other: open.ownReturnCreated, answered: .returnEvents),
    ]

    @Test(
        "closes this one entity: its messages are dead letters with the reason, all others are decided",
        arguments: cases)
    func closes(_ closed: Closed) throws {
        let place = ContractBench.partition(of: closed.key)
        func state(_ key: String, _ value: String) -> OutgoingRecord {
            OutgoingRecord(
                topic: closed.state.name, partition: place,
                body: RecordBody(key: Array(key.utf8), value: Array(value.utf8)))
        }
        // Its timer is long due: it is put off.
        let bench = try ContractBench(found: [
            state(closed.entity, closed.value), state("timer/\(closed.entity)", "1000"),
        ])
        try bench.send(closed.message, id: "1")
        try bench.send(closed.other, id: "2")
        let letter = try bench.wait(.deadLetters, "the dead letter") { $0.first }
        func header(_ name: String) -> String? {
            letter.body.headers.last { $0.name == name }.map { String(decoding: $0.value ?? [], as: UTF8.self) }
        }
        #expect(header("__streams.errors.exception") == "notProcessable")
        #expect(header("__streams.errors.message")?.contains("the state of \(closed.entity) cannot be read") == true)
        try bench.wait(closed.answered, "the answer to the other") { $0.first }
        // What nobody could read is still as it was.
        let kept = try bench.records(closed.state).last { $0.body.key == Array(closed.entity.utf8) }
        #expect(kept?.body.value == Array(closed.value.utf8))
    }
}
