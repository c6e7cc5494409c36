import Contracts
import Foundation
import Fulfillment
import SchemaChecking
import Testing

@Suite("The JSON Schema of every message", .timeLimit(.minutes(15)))
struct SchemaTests {
    @Test("accepts its examples", arguments: ExampleFile.all)
    func examples(file: ExampleFile) throws {
        let schema = file.type.schema
        #expect(SchemaChecker(root: schema).problems(try JSONValue(parsing: file.text()), schema) == [])
    }

    @Test("accepts every generated message", arguments: MessageType.allCases)
    func generated(type: MessageType) throws {
        let schema = type.schema
        let checker = SchemaChecker(root: schema)
        for seed in UInt64(1)...200 {
            var generator = MessageGenerator(seed: seed)
            let json = encoded(generator.message(type))
            let problems = checker.problems(try JSONValue(parsing: json), schema)
            guard problems.isEmpty else {
                Issue.record("seed \(seed): \(problems) in \(json)")
                return
            }
        }
    }

    @Test("refuses a message without any one of the fields that it requires", arguments: MessageType.allCases)
    func missing(type: MessageType) throws {
        let schema = type.schema
        let checker = SchemaChecker(root: schema)
        let required = type.requiredExample
        for mutation in required.mutations where mutation.kind == .removed {
            #expect(!checker.accepts(mutation.value, schema), "without \(mutation.path)")
        }
    }

    @Test("refuses a field of another type, and a word that it does not know", arguments: MessageType.allCases)
    func wrong(type: MessageType) throws {
        let schema = type.schema
        let checker = SchemaChecker(root: schema)
        var words = 0
        for mutation in type.fullExample.mutations where mutation.kind == .retyped {
            #expect(!checker.accepts(mutation.value, schema), "\(mutation.path) of another type")
        }
        for mutation in type.fullExample.mutations where mutation.kind == .reworded {
            guard refusal(type, mutation.value.compact)?.reason.hasPrefix("expected one of") ?? false else { continue }
            words += 1
            #expect(!checker.accepts(mutation.value, schema), "\(mutation.path) of another word")
        }
        #expect(words > 0 || !type.schema.compact.contains(#""enum""#))
    }

    @Test("has no field that its full example lacks", arguments: MessageType.allCases)
    func everyField(type: MessageType) {
        #expect(SchemaChecker(root: type.schema).fieldsMissing(from: type.fullExample, type.schema) == [])
    }

    @Test("refuses what the codecs refuse", arguments: MessageType.allCases)
    func codecs(type: MessageType) throws {
        let schema = type.schema
        let checker = SchemaChecker(root: schema)
        for mutation in type.fullExample.mutations {
            guard let refusal = refusal(type, mutation.value.compact), !refusal.isOfUnknownCode else { continue }
            #expect(!checker.accepts(mutation.value, schema), "\(mutation.path) \(mutation.kind)")
        }
    }

    @Test("accepts a code of a later version in all that Turnback writes", arguments: MessageType.allCases)
    func laterCodes(type: MessageType) {
        let schema = type.schema
        let checker = SchemaChecker(root: schema)
        var codes: Set<String> = []
        for mutation in type.fullExample.mutations where mutation.kind == .reworded {
            guard refusal(type, mutation.value.compact)?.isOfUnknownCode ?? false else { continue }
            codes.insert(mutation.path)
            #expect(checker.problems(mutation.value, schema) == [], "\(mutation.path)")
        }
        #expect(!type.isSentByOthers || codes.isEmpty)
        #expect(codes.isEmpty == (type.fullExample["code"] == nil))
    }

    @Test("accepts what the codecs accept", arguments: MessageType.allCases.filter(\.isSentByOthers))
    func codecsAccept(type: MessageType) throws {
        let schema = type.schema
        let checker = SchemaChecker(root: schema)
        for mutation in type.fullExample.mutations where refusal(type, mutation.value.compact) == nil {
            #expect(checker.problems(mutation.value, schema) == [], "\(mutation.path) \(mutation.kind)")
        }
    }

    @Test(
        "holds the limits",
        arguments: [
            (#""quantity":2"#, #""quantity":0"#), (#""quantity":2"#, #""quantity":1000001"#),
            (#""sku":"SKU-1""#, #""sku":"a/b""#), (#""sku":"SKU-1""#, #""sku":" a""#),
            (#""sku":"SKU-1""#, #""sku":"""#),
            (#""sku":"SKU-1""#, #""sku":"a\u0000b""#),
            (#""sku":"SKU-1""#, #""sku":"\#(String(repeating: "x", count: 129))""#),
            (#""submittedAt":"2026-11-24T08:00:00.000Z""#, #""submittedAt":"2026-11-24""#),
            (#"[{"sku":"SKU-1","quantity":2},{"sku":"SKU-7","quantity":1}]"#, "[]"),
        ])
    func limits(good: String, bad: String) throws {
        let type = MessageType.outboundOrderSubmitted
        let json = type.fullExample.compact
        let changed = json.replacing(good, with: bad)
        #expect(changed != json)
        #expect(refusal(type, changed) != nil)
        #expect(!SchemaChecker(root: type.schema).accepts(try JSONValue(parsing: changed), type.schema))
    }

    /// Beyond them, and in what a schema cannot say (NFC, what is not assigned), the codecs alone decide.
    @Test("draws the line between ids and others where the codecs draw it, for all characters up to U+FFFF")
    func idCharacters() throws {
        let type = MessageType.outboundOrderSubmitted
        let id = try #require(type.schema["$defs"]?["Id"])
        let checker = SchemaChecker(root: id)
        for value in UInt32(0)..<0x10000 {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory != .unassigned else { continue }
            let text = "x" + String(Character(scalar)) + "y"
            guard text.utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8) else { continue }
            var writer = JSONWriter()
            writer.string(text)
            var reader = JSONReader(writer.bytes)
            let isRead = (try? reader.id()) != nil
            if checker.accepts(.string(text), id) != isRead { Issue.record("U+\(String(value, radix: 16)): \(isRead)") }
        }
    }
}

extension DecodeError {
    /// It is about a code that only another version knows.
    fileprivate var isOfUnknownCode: Bool { reason.hasPrefix("is a code of another version") }
}
