import Foundation
import TestSupport
import Testing

/// The README's first steps, run as they stand: one process, and a Kafka.
@Suite(.timeLimit(.minutes(15)))
struct QuickStartTests {
    /// The lines of the block of shell under a heading.
    private static func lines(_ heading: String) throws -> [String] {
        let readme = try String(contentsOf: Files.root.appending(path: "README.md"), encoding: .utf8)
        let section = try #require(readme.components(separatedBy: "\n## \(heading)\n").dropFirst().first)
            .components(separatedBy: "\n## ")[0]
        let block = try #require(section.components(separatedBy: "\n```sh\n").dropFirst().first)
        return block.components(separatedBy: "\n```")[0].components(separatedBy: "\n")
    }

    /// Runs lines in a folder that has the checkout's `compose`, with the programs of this build; ends what they leave behind.
    private func run(_ lines: [String], port: Int, kafka: String = "localhost:9092") throws -> Program {
        let folder = try Files.temporary()
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "compose"), withDestinationURL: Files.root.appending(path: "compose"))
        let text = lines.joined(separator: "\n").replacing("localhost:8080", with: "127.0.0.1:\(port)")
            .replacing("localhost:9092", with: kafka)
        let script = "cd '\(folder.path)'; trap 'kill $!; wait' EXIT\n" + text
        return try Program(
            at: URL(filePath: "/bin/sh"), ["-c", script],
            environment: [
                "PATH": Program.folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
                "TURNBACK_HTTP": "127.0.0.1:\(port)",
            ])
    }

    @Test func oneProcessStopsAParcel() throws {
        let lines = try Self.lines("One process")
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("compose/setup && swift build -c release && "))
        let program = try run(Array(lines.dropFirst()), port: try FreePorts.pair())
        #expect(program.end() == 0, "\(program.complained)")
        let outcome = try #require(program.printed.components(separatedBy: "\n").last { $0.contains(#""final":true"#) })
        #expect(outcome.contains(#""state":"restocked""#) && outcome.contains(#""code":"interceptedAndRestocked""#))
        #expect(outcome.contains(#""intercepted":2"#) && outcome.contains(#""restored":2"#))
    }

    @Test(.enabled(if: Stack.isAvailable)) func onAKafkaAParcelIsFollowed() throws {
        let lines = try Self.lines("On a Kafka")
        #expect(lines.count == 5 && lines[0].hasPrefix("compose/kafka start "))
        let broker = try OwnBroker()
        defer { broker.remove() }
        // What goes on until Ctrl-C is run by itself, once the services have done their part.
        let last = lines[4].components(separatedBy: " && ")
        #expect(last.count == 2 && last[1].hasPrefix("turnback follow "))
        let ended =
            "until turnback inspect order shop-de/1001 --kafka localhost:9092 | grep restocked; do sleep 1; done"
        let program = try run(
            lines[1...3] + [last[0], ended], port: try FreePorts.pair(), kafka: broker.address)
        #expect(program.end() == 0, "\(program.complained)")

        let words = last[1].replacing("localhost:9092", with: broker.address).split(separator: " ").map(String.init)
        let follow = try Program("turnback", Array(words.dropFirst()))
        try eventually("the final outcome is shown") {
            follow.printed.contains("(final") ? true : nil
        } state: {
            follow.printed + follow.complained
        }
        #expect(follow.stop() == 0)
    }
}
