import Contracts
import Foundation
import Operations
import SchemaChecking
import Streams
import Testing

/// What the run has left on the broker's topics by now, whoever wrote it. `compose/test` runs this once more after all else.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct TopicContentsTests {
    /// Every record of these topics as of now.
    private func records(_ topics: [Topic], _ log: KafkaLog) throws -> [Record] {
        let known = try log.topics(timeout: .seconds(10))
        let places = topics.flatMap { topic in
            (0..<(known[topic.name]?.partitions ?? 0)).map { (TopicPartition(topic.name, $0), Position.beginning) }
        }
        let reader = try log.reader(from: Dictionary(uniqueKeysWithValues: places))
        defer { reader.close() }
        var records: [Record] = []
        while !reader.isCaughtUp { records += try reader.poll(timeout: .milliseconds(250)) }
        return records
    }

    /// A message that can be read, or what is reported of one that cannot.
    private func isMessage(_ record: Record) -> Bool {
        guard let topic = Topic(rawValue: record.topic) else { return false }
        return (try? Message.decode(record.body, topic: topic)) != nil
    }

    @Test func everyMessageFitsItsSchemaAndWhatIsNoneIsADeadLetter() throws {
        let shop = Shop(try Stack.shared.get(), times: 1)
        try shop.awaitOutbound()
        try shop.requestCancellation()
        _ = try shop.final()
        try shop.stack.kcat.send(["-t", ForeignClient.requests, "-k", shop.key], "no JSON\n")

        let log = try KafkaLog.open(
            kafka: shop.stack.broker, configuration: nil, Logger(label: "test", format: .text, level: .error))
        defer { log.close() }
        let topics = Topic.allCases.filter { !$0.isInternal }
        let all = try records(topics.filter { $0 != .deadLetters }, log)
        let check = ContractCheck()
        let problems = all.filter(isMessage).lazy.flatMap(check.problems).prefix(5)
        #expect(Array(problems) == [])
        let seen = Set(all.compactMap { Topic(rawValue: $0.topic) })
        #expect(seen.isSuperset(of: [.cancellationRequests, .cancellationOutcomes, .orderEvents, .inventoryMovements]))

        let own = Set(
            [
                Topic.cancellationOutcomes, .orderEvents, .warehouseTasks, .inventoryReplies, .inventoryMovements,
                .returnEvents, .rejections,
            ].map(\.name))
        var unread = Set(all.filter { !isMessage($0) }.map { "\($0.topic) \($0.partition) \($0.offset)" })
        #expect(!unread.isEmpty)
        #expect(unread.filter { own.contains(String($0.split(separator: " ")[0])) } == [])
        try eventually("all that is not a message is a dead letter") {
            let letters = try records([.deadLetters], log)
            #expect(letters.flatMap(check.problems) == [])
            for letter in letters {
                let said = Dictionary(
                    letter.body.headers.map { ($0.name, String(decoding: $0.value ?? [], as: UTF8.self)) },
                    uniquingKeysWith: { $1 })
                let place = ["topic", "partition", "offset"].map { said["__streams.errors.\($0)"] ?? "" }
                unread.remove(place.joined(separator: " "))
            }
            return unread.isEmpty ? true : nil
        } state: {
            "\(unread)"
        }
    }
}
