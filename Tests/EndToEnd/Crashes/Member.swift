import Foundation
import TestSupport

/// One instance of a service, which is killed and started again on the same state directory.
final class Member {
    let service: String
    let instance: String
    let http: HTTP
    private let arguments: [String]
    private let state: URL
    private var program: Program?
    /// What its ended processes have logged.
    private var earlier: [String] = []

    init(_ service: String, instance: String, on broker: String, more: [String] = []) throws {
        self.service = service
        self.instance = instance
        state = try Files.temporary().appending(path: service)
        let port = try FreePorts.pair()
        http = HTTP(base: "http://127.0.0.1:\(port)")
        arguments =
            [
                "--kafka", broker, "--state", state.path, "--http", "127.0.0.1:\(port)", "--instance", instance,
                "--log",
                "text",
            ] + more
    }

    deinit { kill() }

    var name: String { "\(service)-\(instance)" }
    var isRunning: Bool { program?.process.isRunning ?? false }
    /// All that it has logged since it was first started.
    var log: String { (earlier + [program?.complained ?? ""]).joined() }

    func start() throws {
        let started = try Program(service, arguments)
        Children.all.add([started.process.processIdentifier])
        program = started
    }

    /// SIGKILL.
    func kill() {
        program?.kill()
        forget()
    }

    /// Ends it in good order; its exit code.
    func stop() -> Int32? {
        defer { forget() }
        return program?.stop()
    }

    /// Waits until it ends by itself; its exit code.
    func end(within limit: Duration) throws -> Int32? {
        try eventually("\(name) has ended", within: limit) {
            isRunning ? nil : true
        } state: {
            logTail
        }
        return program?.end()
    }

    /// The disk is lost.
    func loseState() throws {
        if FileManager.default.fileExists(atPath: state.path) { try FileManager.default.removeItem(at: state) }
    }

    func awaitReady(within limit: Duration = .seconds(60)) throws {
        try eventually("\(name) is ready", within: limit) {
            guard isRunning else { throw NotSoYet(description: "\(name) has ended by itself. \(logTail)") }
            return try http.get("/readyz").status == 200 ? true : nil
        } state: {
            logTail
        }
    }

    var logTail: String { log.split(separator: "\n").suffix(20).joined(separator: "\n") }

    private func forget() {
        if let program { earlier.append(program.complained) }
        program = nil
    }
}
