import Foundation
import Streams
import Testing

/// Embedded logs in their own directories.
private struct EmbeddedLogFactory: LogFactory {
    let features: LogFeatures = []
    private let directory = FileManager.default.temporaryDirectory.appending(path: "embedded-\(UUID().uuidString)").path

    func make() throws -> any Log { try EmbeddedLog(directory: directory) }

    func reopen(_ log: any Log) throws -> any Log {
        log.close()
        return try make()
    }
}

@Suite("EmbeddedLog", .timeLimit(.minutes(15)))
struct EmbeddedLogTests {
    @Test("keeps the promises of a log", arguments: LogConformance.cases)
    func keeps(_ promise: LogConformance.Case) async throws { try await promise.run(on: EmbeddedLogFactory()) }

    @Test func aDirectoryInUseIsRefusedWithItsName() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "embedded-\(UUID().uuidString)").path
        let first = try EmbeddedLog(directory: directory)
        defer { first.close() }
        let error = #expect(throws: LogError.self) { try EmbeddedLog(directory: directory) }
        #expect(error?.outcome == .configuration)
        #expect(error?.message.contains(directory) == true)
    }

    @Test func inMemoryItLeavesNothingBehind() throws {
        let before = try Set(FileManager.default.contentsOfDirectory(atPath: "/dev/shm"))
        let log = try EmbeddedLog(directory: nil)
        log.close()
        let after = try Set(FileManager.default.contentsOfDirectory(atPath: "/dev/shm"))
        #expect(after.subtracting(before).filter { $0.hasPrefix("turnback-") && !$0.hasPrefix("turnback-state") }.isEmpty)
    }
}
