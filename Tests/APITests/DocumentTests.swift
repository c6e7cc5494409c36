import Contracts
import Foundation
import Operations
import SchemaChecking
import TestPlant
import Testing

@testable import API

@Suite("The OpenAPI document", .timeLimit(.minutes(15)))
struct DocumentTests {
    private func routes() -> (api: ConsoleAPI, router: HTTPRouter) {
        let api = ConsoleAPI(
            health: Health(), metrics: MetricsRegistry(), logger: Logger(label: "test", format: .text, level: .critical)
        )
        return (api, api.router())
    }

    @Test("has the router's routes and no other")
    func sameRoutes() throws {
        let (api, router) = routes()
        let document = OpenAPIDocument.document(api.routes + ConsoleAPI.probes)
        guard case .object(let paths)? = document["paths"] else { throw LivePlant.Trouble(what: "no paths") }
        var documented: Set<String> = []
        for path in paths {
            guard case .object(let operations) = path.value else { continue }
            for operation in operations { documented.insert("\(operation.name.uppercased()) \(path.name)") }
        }
        #expect(documented == Set(router.table.map { "\($0.method) \($0.pattern)" }))
        #expect(documented.count == router.table.count)
        #expect(documented.count > 25)
    }

    @Test("refers to nothing that it has not, and names each operation and each place of a path once")
    func whole() throws {
        let (api, _) = routes()
        let document = OpenAPIDocument.document(api.routes + ConsoleAPI.probes)
        let checker = SchemaChecker(root: document)
        var names: Set<String> = []
        func look(_ value: JSONValue) {
            switch value {
            case .object(let fields):
                for field in fields {
                    if field.name == "$ref", case .string(let target) = field.value {
                        #expect(checker.target(target) != nil, "\(target)")
                    }
                    look(field.value)
                }
            case .array(let elements): for element in elements { look(element) }
            case .string, .integer, .bool, .null: break
            }
        }
        look(document)
        for route in api.routes + ConsoleAPI.probes {
            #expect(names.insert(route.name).inserted, "\(route.name)")
            #expect(Set(route.pathParameters).count == route.pathParameters.count)
            #expect(!route.summary.isEmpty)
        }
        guard case .object(let schemas)? = document["components"]?["schemas"] else {
            throw LivePlant.Trouble(what: "no schemas")
        }
        #expect(Set(schemas.map(\.name)).count == schemas.count)
    }

    @Test("is what a public validator takes, where one is installed")
    func publicValidator() throws {
        guard let python = ProcessInfo.processInfo.environment["TURNBACK_TEST_OPENAPI"] else { return }
        let (api, _) = routes()
        let file = FileManager.default.temporaryDirectory.appending(path: "openapi-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(OpenAPIDocument.document(api.routes + ConsoleAPI.probes).compact.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-m", "openapi_spec_validator", file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
    }
}
