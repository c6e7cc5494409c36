import Foundation
import TestSupport
import Testing

/// How far a service has read is in its state too: it does not read all again where Kafka has forgotten it, and does not
/// read on in a topic that is another one.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct LostOffsetsTests {
    private static let topic = "fulfillment.orders.commands.v1"

    private let broker: OwnBroker
    private let letters: KcatTail
    private let orders: Member

    init() throws {
        broker = try OwnBroker()
        try broker.makeTopics(partitions: 1)
        letters = try KcatTail("fulfillment.dead-letters.v1", broker: broker.address)
        orders = try Member("orders", instance: "only", on: broker.address)
    }

    /// Sends what is not a message; one dead letter follows each time that it is read.
    private func send(_ junk: String) throws { try Kcat(broker: broker.address).send(["-t", Self.topic], junk + "\n") }

    /// Waits for the dead letter of this one, and says of what there are any.
    private func lettersWhenThereIs(_ junk: String) throws -> [String] {
        try eventually("\(junk) is a dead letter") {
            letters.all().contains { $0.payload == junk } ? true : nil
        } state: {
            orders.logTail
        }
        return letters.all().map(\.payload)
    }

    private func stop() throws {
        #expect(orders.stop() == 0, "\(orders.logTail)")
        try removeFromGroup("only-0")
    }

    /// A static member stays in its group until its session is over.
    private func removeFromGroup(_ member: String) throws {
        try KafkaRequest.remove(member, from: "orders", on: broker.address)
    }

    @Test func lostGroupOffsetsAreInTheStateAndAnotherTopicEndsWith78UntilItIsRewound() throws {
        defer {
            letters.stop()
            broker.remove()
        }
        try orders.start()
        try orders.awaitReady()
        for junk in ["one", "two", "three"] { try send(junk) }
        #expect(try Set(lettersWhenThereIs("three")) == ["one", "two", "three"])
        try stop()
        try KafkaRequest.delete("orders", on: broker.address)

        try orders.start()
        try send("four")
        #expect(try lettersWhenThereIs("four").count == 4)
        try stop()

        try KafkaRequest.delete(topic: Self.topic, on: broker.address)
        try eventually("the topic is recreated") {
            try Program.run("turnback", ["topics", "create", "--kafka", broker.address, "--partitions", "1"]).printed
                .contains("created  \(Self.topic)") ? true : nil
        }
        try send("of another topic")
        try orders.start()
        #expect(try orders.end(within: .seconds(60)) == 78)
        let command = "turnback topics rewind --service orders --topic \(Self.topic)"
        #expect(orders.log.contains(command), "\(orders.logTail)")
        try removeFromGroup("only-0")
        let rewound = try Program.run(
            "turnback", ["topics", "rewind", "--service", "orders", "--topic", Self.topic, "--kafka", broker.address])
        #expect(rewound.code == 0, "\(rewound.complained)")

        try orders.start()
        #expect(try lettersWhenThereIs("of another topic").count == 5)
        try send("five")
        #expect(try lettersWhenThereIs("five").count == 6)
        #expect(orders.stop() == 0, "\(orders.logTail)")
    }
}
