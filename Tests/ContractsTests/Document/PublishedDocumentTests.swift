import Contracts
import SchemaChecking
import Testing

@Suite("The AsyncAPI document for tools", .timeLimit(.minutes(15)))
struct PublishedDocumentTests {
    private static let sides: [ContractSide?] = [nil] + ContractSide.allCases

    private func fields(_ value: JSONValue?) -> [JSONValue.Field] {
        if case .object(let fields)? = value { fields } else { [] }
    }

    /// Every object within, with where it stands.
    private func objects(_ value: JSONValue, _ path: String = "#") -> [(path: String, value: JSONValue)] {
        switch value {
        case .object(let fields):
            [(path, value)]
                + fields.filter { $0.name != "examples" }.flatMap { objects($0.value, "\(path)/\($0.name)") }
        case .array(let elements): elements.enumerated().flatMap { objects($1, "\(path)/\($0)") }
        case .string, .integer, .bool, .null: []
        }
    }

    @Test("has keys that are names, and refers to nothing that is not there", arguments: sides)
    func keys(side: ContractSide?) throws {
        let document = AsyncAPIDocument.published(for: side)
        var keys = ["channels", "operations"].flatMap { fields(document[$0]).map(\.name) }
        keys += fields(document["channels"]).flatMap { fields($0.value["messages"]).map(\.name) }
        keys += ["messages", "schemas"].flatMap { fields(document["components"]?[$0]).map(\.name) }
        #expect(keys.count > 10)
        for key in keys { #expect(key.wholeMatch(of: /[A-Z][A-Za-z0-9]*/) != nil, "\(key)") }
        for kind in ["messages", "schemas"] {
            let names = fields(document["components"]?[kind]).map(\.name)
            #expect(Set(names).count == names.count)
        }
        let checker = SchemaChecker(root: document)
        for object in objects(document) {
            guard case .string(let reference)? = object.value["$ref"] else { continue }
            #expect(checker.target(reference) != nil, "\(reference)")
        }
    }

    @Test("has a title on every branch, and no line separator in a pattern", arguments: sides)
    func titles(side: ContractSide?) {
        for (path, value) in objects(AsyncAPIDocument.published(for: side)) {
            for name in ["oneOf", "anyOf"] {
                guard case .array(let branches)? = value[name] else { continue }
                for branch in branches { #expect(branch["title"] != nil || branch["$ref"] != nil, "\(path)/\(name)") }
            }
            if case .string(let pattern)? = value["pattern"] {
                #expect(
                    pattern.unicodeScalars.allSatisfy {
                        $0.value >= 0x20 && ![0x7f, 0x85, 0x2028, 0x2029].contains($0.value)
                    })
            }
        }
    }

    @Test("keeps the names on the wire, and its examples fit")
    func wire() throws {
        let document = AsyncAPIDocument.published()
        let channel = try #require(document["channels"]?["CancellationsRequestsV1"])
        #expect(channel["address"] == "fulfillment.cancellations.requests.v1")
        let checker = SchemaChecker(root: document)
        for type in MessageType.allCases {
            let message = try #require(
                fields(document["components"]?["messages"]).first { $0.value["name"] == .string(type.rawValue) }?.value)
            guard case .array(let examples)? = message["examples"], let payload = message["payload"] else { continue }
            for example in examples {
                #expect(checker.problems(try #require(example["payload"]), payload) == [], "\(type)")
            }
        }
    }

    @Test("has of each side its own channels alone, seen from there", arguments: ContractSide.allCases)
    func side(_ side: ContractSide) {
        let document = AsyncAPIDocument.published(for: side)
        let addresses = fields(document["channels"]).compactMap { $0.value["address"] }
        #expect(Set(addresses.map(\.compact)) == Set((side.sends + side.receives).map { "\"\($0.name)\"" }))
        let actions = fields(document["operations"]).map { ($0.name.hasPrefix("Send"), $0.value["action"]) }
        #expect(actions.count == side.sends.count + side.receives.count)
        for (sends, action) in actions { #expect(action == (sends ? "send" : "receive")) }
        #expect(side.sends.allSatisfy { $0.isWrittenByOthers } && side.receives.allSatisfy { !$0.isWrittenByOthers })
    }
}
