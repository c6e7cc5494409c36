public import Contracts

/// Holds records against the AsyncAPI document: key, headers and value, each in the mode it came in.
public struct ContractCheck: Sendable {
    private let checker: SchemaChecker
    /// The messages of each topic by name, so that they are looked up once.
    private let messages: [Topic: [String: JSONValue]]

    public init() {
        let checker = SchemaChecker(root: AsyncAPIDocument.document)
        self.checker = checker
        let known = Topic.allCases.map { topic -> (Topic, [String: JSONValue]) in
            guard case .object(let fields)? = checker.root["channels"]?[topic.name]?["messages"] else {
                return (topic, [:])
            }
            let resolved = fields.map { field -> (String, JSONValue) in
                guard case .string(let reference)? = field.value["$ref"] else { return (field.name, field.value) }
                return (field.name, checker.target(reference) ?? field.value)
            }
            return (topic, Dictionary(uniqueKeysWithValues: resolved))
        }
        messages = Dictionary(uniqueKeysWithValues: known)
    }

    /// What is wrong with a record under the message that it claims to be, one per line. Records of the services' own topics
    /// are not part of the contract.
    public func problems(_ record: Record) -> [String] {
        guard let topic = Topic(rawValue: record.topic) else { return ["\(record.topic) is not a topic of the contract"] }
        if topic.isInternal { return [] }
        let headers = Self.headers(record.body)
        let name = topic == .deadLetters ? "deadLetter" : Self.mode(headers, topic)
        guard let message = messages[topic]?[name] else {
            return ["\(record.place): \(topic.name) has no message \(name)"]
        }
        var problems: [String] = []
        if let schema = message["headers"] { problems += checker.problems(headers, schema, "headers") }
        if topic != .deadLetters, let schema = message["payload"] {
            do throws(DecodeError) {
                problems += checker.problems(try JSONValue(parsing: record.body.value ?? []), schema, "value")
            } catch { problems.append("value: \(error)") }
        }
        if let key = record.body.key, let schema = message["bindings"]?["kafka"]?["key"], topic.messageTypes != [] {
            problems += checker.problems(.string(String(decoding: key, as: UTF8.self)), schema, "key")
        }
        return problems.map { "\(record.place) \(name): \($0)" }
    }

    /// The name of the message within its channel.
    private static func mode(_ headers: JSONValue, _ topic: Topic) -> String {
        guard case .object(let fields) = headers else { return "" }
        if case .string(let type)? = headers["ce_type"] { return type }
        let isBare =
            topic.takesBareMessages && !fields.contains { $0.name == "content-type" && $0.value.saysStructured }
        return isBare ? "bare" : "structured"
    }

    /// As an object: the last of two headers with the same name counts, one without a value does not.
    private static func headers(_ body: RecordBody) -> JSONValue {
        var fields: [JSONValue.Field] = []
        for header in body.headers {
            guard let value = header.value else { continue }
            let name = header.name.lowercased() == "content-type" ? "content-type" : header.name
            fields.removeAll { $0.name == name }
            fields.append(JSONValue.Field(name, .string(String(decoding: value, as: UTF8.self))))
        }
        return .object(fields)
    }
}

extension JSONValue {
    fileprivate var saysStructured: Bool {
        if case .string(let text) = self { text.lowercased().contains("cloudevents") } else { false }
    }
}

extension Record {
    fileprivate var place: String { "\(topic) \(partition)@\(offset)" }
}
