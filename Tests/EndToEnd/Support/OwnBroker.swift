import Foundation
import TestSupport

/// A broker that one test has to itself, so that it may be killed, frozen and started again.
struct OwnBroker {
    let address: String
    private let folder: URL
    private let port: Int
    private let settings: [String]

    /// Starts it alone; returns when it answers.
    /// - Parameter settings: the broker's, `name=value`, when its port is this.
    init(_ settings: (_ port: Int) -> [String] = { _ in [] }) throws {
        let port = try FreePorts.pair()
        try self.init(port: port, settings(port))
        try start()
    }

    /// One that is not started yet.
    init(port: Int, _ settings: [String]) throws {
        folder = try Files.temporary()
        self.port = port
        address = "127.0.0.1:\(port)"
        self.settings = settings
    }

    /// Starts it again on its data.
    func start() throws {
        try beginStart()
        try awaitAnswer()
    }

    /// Starts it and does not wait. The script's end is not waited for: it leaves the broker behind.
    func beginStart() throws { _ = try script("start", folder.path, "\(port)", settings) }

    func awaitAnswer() throws {
        try eventually("the broker answers", within: .seconds(90)) {
            try answers() ? true : nil
        } state: {
            log
        }
    }

    func answers() throws -> Bool {
        try Program(at: URL(fileURLWithPath: "/usr/bin/kcat"), ["-L", "-b", address, "-m", "1"]).end() == 0
    }

    func makeTopics(partitions: Int = 3) throws { try Program.makeTopics(on: address, partitions: partitions) }

    /// The machine's power is gone: SIGKILL.
    func kill() throws { try end("kill") }
    /// It keeps its connections and answers nothing: SIGSTOP, until `resume`.
    func pause() throws { try end("pause") }
    func resume() throws { try end("resume") }

    /// Ends it, and removes its data.
    func remove() {
        try? end("kill")
        try? end("stop")
        try? FileManager.default.removeItem(at: folder)
    }

    private var log: String {
        (try? String(contentsOf: folder.appending(path: "broker.log"), encoding: .utf8)).map {
            String($0.suffix(2_000))
        }
            ?? ""
    }

    private func end(_ verb: String) throws {
        let program = try script(verb, folder.path)
        guard program.end() == 0 else { throw NotSoYet(description: "kafka \(verb): \(program.complained)") }
    }

    private func script(_ verb: String, _ folder: String, _ port: String? = nil, _ more: [String] = []) throws
        -> Program
    {
        try Program(at: Files.root.appending(path: "compose/kafka"), [verb, folder] + (port.map { [$0] } ?? []) + more)
    }
}

extension Program {
    /// Turnback's topics.
    static func makeTopics(on kafka: String, partitions: Int, replication: Int = 1) throws {
        let made = try run(
            "turnback",
            ["topics", "create", "--kafka", kafka, "--partitions", "\(partitions)", "--replication", "\(replication)"])
        guard made.code == 0 else { throw NotSoYet(description: "topics create: \(made.complained)") }
    }
}
