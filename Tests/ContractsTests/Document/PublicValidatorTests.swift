import Contracts
import Foundation
import SchemaChecking
import Testing

/// The document against AsyncAPI's official schema, which lies beside the checkout.
@Suite("Under AsyncAPI's own schema, the document", .timeLimit(.minutes(15)))
struct PublicValidatorTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/schemas/asyncapi-3.0.0.json").standardizedFileURL
    static var hasSchema: Bool { FileManager.default.fileExists(atPath: file.path) }

    private func official() throws -> JSONValue { try JSONValue(parsing: Array(try Data(contentsOf: Self.file))) }

    @Test("is valid", .enabled(if: hasSchema))
    func valid() throws {
        let schema = try official()
        #expect(SchemaChecker(root: schema).problems(AsyncAPIDocument.document, schema) == [])
    }

    @Test(
        "would not be with something in it that AsyncAPI does not allow", .enabled(if: hasSchema),
        arguments: [
            (#""asyncapi":"3.0.0""#, #""asyncapi":"2.6.0""#), (#""action":"send""#, #""action":"publish""#),
            (#""title":"Turnback","#, ""), (#""address":"#, #""adress":"#),
            (#""bindingVersion":"0.5.0"}},"x-key""#, #""bindingVersion":"0.5.0","partition":3}},"x-key""#),
            (#""replicas":1"#, #""replicas":0"#), (#""cleanup.policy":["compact"]"#, #""cleanup.policy":"compact""#),
            (#""protocol":"kafka","#, ""), (#""required":["storeId","storeOrderId"]"#, #""required":[7]"#),
        ])
    func invalid(good: String, bad: String) throws {
        let schema = try official()
        let text = AsyncAPIDocument.document.compact
        let changed = text.replacing(good, with: bad, maxReplacements: 1)
        #expect(changed != text)
        #expect(!SchemaChecker(root: schema).accepts(try JSONValue(parsing: changed), schema))
    }

    /// Python's jsonschema, which shares nothing with our own checker.
    @Test("is valid for a public validator as well", .enabled(if: hasSchema && PythonValidator.isThere))
    func publicValidator() throws {
        let (schema, document) = (try official(), AsyncAPIDocument.document)
        let wrong = try JSONValue(
            parsing: document.compact.replacing(#""asyncapi":"3.0.0""#, with: #""asyncapi":"3""#))
        let complaints = try PythonValidator.complaints([(schema, document), (schema, wrong)])
        #expect(complaints.count == 2 && complaints.first == [])
        #expect(complaints.last?.contains { $0.contains("'3.0.0' was expected") } == true)
    }

    @Test("for which every schema takes its examples, and not an empty object", .enabled(if: PythonValidator.isThere))
    func schemas() throws {
        let pairs = try ExampleFile.all.map { ($0.type.schema, try JSONValue(parsing: $0.text())) }
        for (file, complaints) in zip(ExampleFile.all, try PythonValidator.complaints(pairs)) {
            #expect(complaints == [], "\(file.name)")
        }
        let empty = MessageType.allCases.map { ($0.schema, JSONValue.object([])) }
        for complaints in try PythonValidator.complaints(empty) { #expect(!complaints.isEmpty) }
    }
}

/// Python's jsonschema, in its own process.
enum PythonValidator {
    struct Failed: Error {}

    private static let script = """
        import json, sys, jsonschema
        for schema, value in json.load(sys.stdin):
            validator = jsonschema.validators.validator_for(schema, default=jsonschema.Draft7Validator)
            validator.check_schema(schema)
            errors = [f"{list(e.absolute_path)} {e.message}" for e in validator(schema).iter_errors(value)]
            print(json.dumps(errors))
        """

    static let isThere = (try? python(["-c", "import jsonschema"], input: "")) != nil

    /// What it says against each value, under its schema.
    static func complaints(_ pairs: [(schema: JSONValue, value: JSONValue)]) throws -> [[String]] {
        let input = JSONValue.array(pairs.map { [$0.schema, $0.value] }).compact
        return try python(["-c", script], input: input).split(separator: "\n").map { line in
            try JSONDecoder().decode([String].self, from: Data(line.utf8))
        }
    }

    private static func python(_ arguments: [String], input: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "contract-\(UUID().uuidString).json")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
        return String(decoding: printed, as: UTF8.self)
    }
}
