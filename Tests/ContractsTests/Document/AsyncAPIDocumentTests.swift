import Contracts
import Foundation
import Fulfillment
import SchemaChecking
import Testing

@Suite("The AsyncAPI document", .timeLimit(.minutes(15)))
struct AsyncAPIDocumentTests {
    let document = AsyncAPIDocument.document

    /// Every string of a value under a field of this name.
    private func all(_ name: String, in value: JSONValue) -> [String] {
        switch value {
        case .object(let fields):
            fields.flatMap { field -> [String] in
                if field.name == name, case .string(let text) = field.value { return [text] }
                return all(name, in: field.value)
            }
        case .array(let elements): elements.flatMap { all(name, in: $0) }
        case .string, .integer, .bool, .null: []
        }
    }

    @Test("is JSON, indented or not")
    func isJSON() throws {
        #expect(try JSONValue(parsing: document.indented) == document)
        #expect(try JSONSerialization.jsonObject(with: Data(document.compact.utf8)) is [String: Any])
        #expect(document["asyncapi"] == "3.0.0")
    }

    @Test("refers to nothing that is not there")
    func references() {
        let checker = SchemaChecker(root: document)
        let references = all("$ref", in: document)
        #expect(references.count > 300)
        for reference in Set(references) { #expect(checker.target(reference) != nil, "\(reference)") }
    }

    @Test("has every topic, as it is made", arguments: Topic.allCases)
    func topics(topic: Topic) throws {
        let channel = try #require(document["channels"]?[topic.name])
        let binding = try #require(channel["bindings"]?["kafka"])
        #expect(binding["partitions"] == .integer(Int(Topic.defaultPartitions)))
        #expect(binding["topicConfiguration"]?["max.message.bytes"] == .integer(topic.largestRecord))
        #expect(binding["topicConfiguration"]?["cleanup.policy"] == [topic.isCompacted ? "compact" : "delete"])
        for type in topic.messageTypes { #expect(channel["messages"]?[type.rawValue] != nil) }
        #expect((channel["messages"]?["bare"] != nil) == topic.takesBareMessages)
        #expect((channel["messages"]?["structured"] != nil) == topic.isWrittenByOthers)
    }

    @Test("has every message, with examples that its schemas accept", arguments: MessageType.allCases)
    func messages(type: MessageType) throws {
        let message = try #require(document["components"]?["messages"]?[type.rawValue])
        try check(message, examples: 2)
    }

    @Test("has structured and bare messages whose examples fit, and are taken by the codecs")
    func otherModes() throws {
        for topic in Topic.allCases {
            for mode in ["structured", "bare"] {
                guard let message = document["channels"]?[topic.name]?["messages"]?[mode] else { continue }
                try check(message, examples: 1)
                guard case .array(let examples)? = message["examples"] else { continue }
                for example in examples {
                    let value = Array((example["payload"] ?? .null).compact.utf8)
                    let headers = mode == "bare" ? [] : [Header("content-type", "application/cloudevents+json")]
                    let body = RecordBody(key: nil, headers: headers, value: value)
                    #expect(try Message.decode(body, topic: topic).1.type.topic == topic)
                }
            }
        }
    }

    private func check(_ message: JSONValue, examples count: Int) throws {
        let checker = SchemaChecker(root: document)
        let payload = try #require(message["payload"])
        guard case .array(let examples)? = message["examples"] else {
            Issue.record("no examples")
            return
        }
        #expect(examples.count == count)
        for example in examples {
            #expect(checker.problems(try #require(example["payload"]), payload) == [])
            if let headers = example["headers"] {
                #expect(checker.problems(headers, try #require(message["headers"])) == [])
            }
        }
    }

    @Test("has every code, with what to do")
    func codes() throws {
        let groups: [(String, [String])] = [
            ("x-cancellation-codes", CancellationCode.allCases.map(\.rawValue)),
            ("x-rejection-codes", Rejection.Code.allCases.map(\.rawValue)),
            ("x-dead-letter-codes", DecodeError.Code.allCases.map(\.rawValue)),
        ]
        guard case .string(let prose)? = document["info"]?["description"] else {
            Issue.record("no description")
            return
        }
        for (name, codes) in groups {
            let group = try #require(document[name])
            #expect(all("code", in: group) == codes)
            #expect(all("whatToDo", in: group).allSatisfy { !$0.isEmpty })
            for code in codes { #expect(prose.contains("| `\(code)` |")) }
        }
    }

    @Test("names the headers that are written")
    func headers() throws {
        var generator = MessageGenerator(seed: 1)
        let message = generator.message(.cancellationChanged)
        let body = message.body(
            Envelope(
                source: "s", id: "1", type: message.type, time: Timestamp(milliseconds: 0), causationId: "c",
                traceparent: "00-a", tracestate: "b"))
        let known = try #require(document["components"]?["schemas"]?["CloudEventHeaders"]?["properties"])
        for header in body.headers { #expect(known[header.name] != nil, "\(header.name)") }
    }
}
