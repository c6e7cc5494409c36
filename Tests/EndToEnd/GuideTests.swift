import Foundation
import Testing

/// "Send us a cancel" of Shared/Contracts/README.md: each guide is run as it stands, on this broker instead of the reader's.
@Suite(.enabled(if: Stack.isAvailable), .timeLimit(.minutes(15)))
struct GuideTests {
    /// The commands of the guide whose paragraph begins so, block by block.
    static func blocks(_ guide: String) throws -> [String] {
        let readme = try String(contentsOf: Files.root.appending(path: "Shared/Contracts/README.md"), encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "\n## Send us a cancel\n").dropFirst().first)
            .components(separatedBy: "\n## ")[0]
        let text = try #require(section.components(separatedBy: "\n**\(guide)**").dropFirst().first)
            .components(separatedBy: "\n**")[0]
        return text.components(separatedBy: "\n```sh\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    }

    /// Runs a block with the shell, and returns what it prints.
    private func run(_ block: String, in folder: URL) throws -> String {
        let stack = try Stack.shared.get()
        #expect(block.contains("localhost:9092") || block.contains("venv"))
        let script = "set -e; cd '\(folder.path)'\n" + block.replacing("localhost:9092", with: stack.broker)
        let program = try Program(
            at: URL(filePath: "/bin/sh"), ["-c", script], environment: ["KAFKA_HOME": JavaTools.home?.path ?? ""])
        #expect(program.end() == 0, "\(program.complained)")
        return program.printed
    }

    @Test func kcatSendsInEachModeAndReads() throws {
        let blocks = try Self.blocks("kcat")
        let folder = try Files.temporary()
        #expect(blocks.count == 2)
        _ = try run(blocks[0], in: folder)
        try eventually("all three are answered") {
            let printed = try run(blocks[1], in: folder)
            return ["kcat-1", "kcat-2", "kcat-3"].allSatisfy { printed.contains(#""requestId":"\#($0)""#) } ? true : nil
        }
    }

    @Test func pythonSendsAndReads() throws {
        guard ForeignClient.python.require(), let folder = PythonClient.folder else { return }
        let blocks = try Self.blocks("Python")
        #expect(blocks.count == 2)
        // The environment is there already, made by this very command.
        #expect(blocks[0] == "python3 -m venv .venv && .venv/bin/pip install -q confluent-kafka")
        let printed = try run(blocks[1], in: folder)
        #expect(printed.contains(#""requestId":"python-1""#) && printed.contains("waitingForOrder"))
    }

    @Test func kafkasOwnToolsSendAndRead() throws {
        guard ForeignClient.java.require() else { return }
        let blocks = try Self.blocks("Kafka's own console tools")
        let folder = try Files.temporary()
        #expect(blocks.count == 2)
        _ = try run(blocks[0], in: folder)
        try eventually("it is answered", within: .seconds(60)) {
            try run(blocks[1], in: folder).contains(#""requestId":"java-1""#) ? true : nil
        }
    }
}
