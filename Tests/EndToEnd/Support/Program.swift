import Foundation
import Testing

/// The project's programs, as `compose/test` has built them, run as their own processes.
struct Program {
    /// The folder with the programs: `TURNBACK_BIN`, else the debug build.
    static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["TURNBACK_BIN"] { return URL(fileURLWithPath: named) }
        return Files.root.appending(path: ".build/debug")
    }()

    let process = Process()
    private let output: URL
    private let errors: URL

    /// Starts it. What it prints goes to files, so that nothing blocks.
    init(_ name: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil) throws {
        try self.init(at: Program.folder.appending(path: name), arguments, environment: environment, input: input)
    }

    init(at path: URL, _ arguments: [String], environment: [String: String] = [:], input: String? = nil) throws {
        let folder = try Files.temporary()
        output = folder.appending(path: "output")
        errors = folder.appending(path: "errors")
        for file in [output, errors] { try Data().write(to: file) }
        process.executableURL = path
        process.arguments = arguments
        // Tables as wide as they are: a row is a line.
        process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "1000"]) { _, new in new }
            .merging(environment) { _, new in new }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let inputFile = folder.appending(path: "input")
        try Data((input ?? "").utf8).write(to: inputFile)
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        try process.run()
    }

    var printed: String { (try? String(decoding: Data(contentsOf: output), as: UTF8.self)) ?? "" }
    /// What it has printed beyond so many bytes.
    func printed(from start: Int) -> [UInt8] {
        guard let file = try? FileHandle(forReadingFrom: output) else { return [] }
        defer { try? file.close() }
        try? file.seek(toOffset: UInt64(start))
        return (try? file.readToEnd()).map { [UInt8]($0) } ?? []
    }

    var complained: String { (try? String(decoding: Data(contentsOf: errors), as: UTF8.self)) ?? "" }

    /// Longer than any of them takes, on a busy machine, too.
    private static let longest = 600.0

    /// Waits for its end. One that hangs is killed, and its status says so (9).
    @discardableResult
    func end() -> Int32 {
        let id = process.processIdentifier
        let watchdog = DispatchWorkItem { Foundation.kill(id, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.longest, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        return process.terminationStatus
    }

    func stop() -> Int32 {
        process.terminate()
        return end()
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Runs it to its end: exit code, standard output, standard error.
    static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) throws -> (code: Int32, printed: String, complained: String) {
        let program = try Program(name, arguments, environment: environment, input: input)
        let code = program.end()
        return (code, program.printed, program.complained)
    }
}

/// Folders for tests.
enum Files {
    /// The checkout.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func temporary() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "turnback-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

/// Waits for something to become so: asks again and again until a deadline, then fails with the last state.
@discardableResult
func eventually<Value>(
    _ what: String, within limit: Duration = .seconds(60), _ ask: () throws -> Value?, state: () -> String = { "" }
) throws -> Value {
    let deadline = ContinuousClock.now + limit
    while true {
        if let value = try ask() { return value }
        guard ContinuousClock.now < deadline else {
            throw NotSoYet(description: "\(what) was not so within \(limit). \(state())")
        }
        usleep(20_000)
    }
}

/// What `eventually` fails with.
struct NotSoYet: Error, CustomStringConvertible {
    let description: String
}
