import Foundation
import Operations
import Testing

@testable import turnback

/// The shells themselves are asked where they are installed; bash always is.
@Suite("Completions and manual pages", .timeLimit(.minutes(15)))
struct CompletionTests {
    private static func isInstalled(_ program: String) -> Bool {
        ["/usr/bin/", "/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + program) }
    }

    private static func run(_ program: String, _ arguments: [String], input: String) throws -> (
        code: Int32, out: String
    ) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (from, to) = (Pipe(), Pipe())
        process.standardOutput = to
        process.standardError = to
        process.standardInput = from
        try process.run()
        try from.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try from.fileHandleForWriting.close()
        let output = try to.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// What bash offers for the last word.
    private func bash(_ words: [String]) throws -> Set<String> {
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let script = """
            \(Verbs.root.completions(for: .bash))
            COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
            _turnback; printf '%s\\n' "${COMPREPLY[@]}"
            """
        let (code, output) = try Self.run("bash", ["--norc", "-s"], input: script)
        #expect(code == 0, "\(output)")
        return Set(output.split(separator: "\n").map(String.init))
    }

    @Test("bash completes commands, options and values")
    func completesInBash() throws {
        #expect(try bash(["turnback", "dea"]) == ["dead-letters"])
        #expect(try bash(["turnback", "dead-letters", "s"]) == ["show", "send"])
        #expect(try bash(["turnback", "dead-letters", "list", "--kafka-c"]) == ["--kafka-config"])
        #expect(try bash(["turnback", "--no-color", "serve", "--log", ""]) == ["text", "json"])
        #expect(try bash(["turnback", "completions", ""]) == ["bash", "zsh", "fish"])
        #expect(try bash(["turnback", "man", "dea"]) == ["dead-letters"])
        #expect(try bash(["turnback", "topics", "create", "--partitions", ""]).isEmpty)
        #expect(try bash(["turnback", "policy", "check", "/etc/host"]).contains("/etc/hosts"))
    }

    @Test("each shell takes its script", arguments: [Shell.bash, .zsh, .fish])
    func isTaken(shell: Shell) throws {
        let script = Verbs.root.completions(for: shell)
        for verb in Verbs.all { #expect(script.contains(verb.command.name)) }
        guard Self.isInstalled(shell.rawValue) else { return }
        let (code, output) = try Self.run(shell.rawValue, ["-n"], input: script)
        #expect(code == 0 && output.isEmpty, "\(output)")
    }

    @Test("fish completes commands and values", .enabled(if: isInstalled("fish")))
    func completesInFish() throws {
        func offers(_ line: String) throws -> Set<Substring> {
            let script = Verbs.root.completions(for: .fish) + "\ncomplete -C '\(line)'\n"
            let (code, output) = try Self.run("fish", ["--no-config"], input: script)
            #expect(code == 0, "\(output)")
            return Set(output.split(separator: "\n").map { $0.prefix { $0 != "\t" } })
        }
        #expect(try offers("turnback dead-letters s") == ["send", "show"])
        #expect(try offers("turnback dead-letters list --kafka-c") == ["--kafka-config"])
        #expect(try offers("turnback serve --log ") == ["text", "json"])
    }

    @Test("manual pages have all that the help has, and roff takes them")
    func pages() throws {
        for name in [nil] + Verbs.all.map({ $0.command.name }) {
            let page = ManPage.text(of: Verbs.root, below: name)
            #expect(page.contains(".SH NAME") && page.contains("EXAMPLES"), "\(name ?? "turnback")")
            #expect(!page.split(separator: "\n").contains { $0.hasPrefix("'") })
            guard Self.isInstalled("groff") else { continue }
            let (code, output) = try Self.run("groff", ["-man", "-Tutf8", "-ww", "-z"], input: page)
            #expect(code == 0 && output.isEmpty, "\(name ?? "turnback"): \(output)")
        }
        #expect(ManPage.text(of: Verbs.root, below: "policy").contains("built\\-in defaults"))
    }

    @Test("help fits the columns that there are, with examples and exit codes")
    func help() throws {
        for words in [["dead-letters", "send"], ["doctor"], ["serve"], ["topics", "grow"]] {
            for width in [60, 80, 200] {
                let outcome = Verbs.root.parse(arguments: words + ["--help"], environment: [:], width: width)
                guard case .success(.help(let text)) = outcome else { return #expect(Bool(false), "\(outcome)") }
                #expect(text.contains("\nEXAMPLES:\n  turnback ") && text.contains("\nEXIT CODES:\n  0 "))
                // Commands are not broken: they are to be copied.
                let lines = text.split(separator: "\n").filter { !$0.hasPrefix("  turnback ") && !$0.hasPrefix(" ") }
                #expect(lines.allSatisfy { $0.count <= min(width, 100) }, "\(words)")
            }
        }
    }
}
