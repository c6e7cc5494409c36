import Contracts
import Foundation
import Fulfillment
import Testing

@Suite("Every message", .timeLimit(.minutes(15)))
struct MessageRoundTripTests {
    @Test("is the same after it was written and read", arguments: MessageType.allCases)
    func sameValue(type: MessageType) throws {
        for seed in UInt64(1)...60 {
            var generator = MessageGenerator(seed: seed)
            let message = generator.message(type)
            #expect(message.type == type)
            let envelope = Envelope(source: "turnback/orders", id: "1", type: type, time: Timestamp(milliseconds: 5))
            let body = message.body(envelope)
            let (read, again) = try Message.decode(body, topic: type.topic)
            #expect(again == message, "seed \(seed)")
            #expect(read.type == type)
            #expect(read.time == envelope.time)
            #expect(read.subject == message.subject)
            #expect(read.correlationId == message.caseId)
            #expect(body.key == Array(message.key.utf8))
            #expect(try JSONSerialization.jsonObject(with: Data(body.value ?? [])) is [String: Any])
        }
    }

    @Test("has a type that ends in .v1, and no two have the same")
    func names() {
        #expect(Set(MessageType.allCases.map(\.rawValue)).count == MessageType.allCases.count)
        #expect(
            MessageType.allCases.allSatisfy { $0.rawValue.hasPrefix("fulfillment.") && $0.rawValue.hasSuffix(".v1") })
        #expect(Topic.allCases.allSatisfy { $0.name.hasPrefix("fulfillment.") && $0.name.hasSuffix(".v1") })
    }

    @Test("truncated at every byte is an error, never a crash", arguments: MessageType.allCases)
    func truncated(type: MessageType) {
        var generator = MessageGenerator(seed: 3)
        let bytes = Array(encoded(generator.message(type)).utf8)
        for count in bytes.indices {
            var reader = JSONReader(Array(bytes[..<count]))
            #expect(throws: DecodeError.self) { _ = try Message(Envelope(source: "s", id: "1", type: type), &reader) }
        }
    }

    @Test("of too few fields names the first that is missing", arguments: MessageType.allCases)
    func missing(type: MessageType) throws {
        let error = try #require(refusal(type, "{}"))
        #expect(error.code == .missingField)
        #expect(!error.path.isEmpty)
    }
}
