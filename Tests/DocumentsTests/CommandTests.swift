import Foundation
import Operations
import Testing

@testable import turnback

@Suite("Commands in the documents", .timeLimit(.minutes(15)))
struct CommandTests {
    /// The programs' names, beside what is between backquotes.
    private static let programs = ["turnback ", "orders ", "inventory ", "returns ", "console ", "compose/", "swift "]

    @Test("in blocks are taken by the programs as they stand", arguments: Document.all)
    func blocks(_ document: Document) {
        for block in document.blocks where block.language == "sh" {
            for command in ShellWords.commands(block.text) {
                if let complaint = Programs.complaint(command, isWhole: true) {
                    Issue.record("\(document.path): \(command.joined(separator: " ")): \(complaint)")
                }
            }
        }
    }

    @Test("within a sentence name what the programs know", arguments: Document.all)
    func spans(_ document: Document) {
        for span in document.spans {
            for command in ShellWords.commands(span)
            where Self.programs.contains(where: { (command.joined(separator: " ") + " ").hasPrefix($0) }) {
                if let complaint = Programs.complaint(command, isWhole: false) {
                    Self.report(document, span, complaint)
                }
            }
        }
    }

    private static func report(_ document: Document, _ span: String, _ complaint: String) {
        // A path, not a command.
        if span.hasPrefix("compose/"),
            FileManager.default.fileExists(atPath: Document.root.appending(path: span).path)
        {
            return
        }
        Issue.record("\(document.path): \(span): \(complaint)")
    }

    @Test("have options that some program or script has", arguments: Document.all)
    func options(_ document: Document) throws {
        let scripts = try FileManager.default.contentsOfDirectory(
            atPath: Document.root.appending(path: "compose").path
        ).compactMap { try? String(contentsOf: Document.root.appending(path: "compose/\($0)"), encoding: .utf8) }
        for span in document.spans where span.hasPrefix("--") {
            let name = String(span.dropFirst(2).prefix { $0.isLetter || $0 == "-" })
            #expect(
                Programs.options.contains(name) || scripts.contains { $0.contains("--\(name)") },
                "\(document.path): \(span)")
        }
    }

    @Test("ask for paths that the API has", arguments: Document.all)
    func paths(_ document: Document) throws {
        let patterns = try Sources.strings(in: "Shared/API", matching: /pattern: "(\/api\/v1[^"]*)"/).map(Self.parts)
        for match in document.text.matches(of: /\/api\/v1\/[A-Za-z0-9{}\/:_.-]*/) {
            let path = Self.parts(String(match.output.prefix { $0 != "?" }))
            let isKnown = patterns.contains { pattern in
                pattern.count == path.count
                    && zip(pattern, path).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
            }
            #expect(isKnown, "\(document.path): \(match.output)")
        }
    }

    private static func parts(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    @Test("that are wrong are noticed")
    func notices() {
        func complaints(_ text: String) -> Int {
            ShellWords.commands(text).compactMap { Programs.complaint($0, isWhole: true) }.count
        }
        #expect(complaints("turnback serve --dat ./data") == 1)
        #expect(complaints("A=1 turnback topics grow | cat") == 1)
        #expect(complaints("turnback tpics list && orders --intance a &") == 2)
        #expect(complaints("compose/up four-brokers; compose/nothing; compose/test --none") == 3)
        #expect(complaints("swift test --filter NoSuchTests\nturnback serve --data './a b' # --nothing") == 1)
        #expect(complaints("cat <<'PY'\nturnback nothing\nPY\nturnback contract \\\n codes") == 0)
    }

    @Test("are read by the verbs that turnback has")
    func verbs() throws {
        let names = try Sources.strings(in: "Services/Turnback", matching: /enum ([A-Za-z]+Verb): (?:List)?Verb \{/)
        #expect(Set(names) == Set(Verbs.all.map { "\($0)" }))
        #expect(names.count > 20)
    }

    @Test("in the help are taken by the command that shows them; each command has one")
    func examples() {
        func check(_ command: Command, _ words: [String]) {
            let words = words + [command.name]
            for example in command.examples {
                let commands = ShellWords.commands(example)
                for one in commands {
                    if let complaint = Programs.complaint(one, isWhole: true) {
                        Issue.record("\(example): \(complaint)")
                    }
                }
                #expect(words.count == 1 || commands.contains { $0.starts(with: words) }, "\(example)")
            }
            #expect(
                !command.subcommands.isEmpty || !command.examples.isEmpty,
                "\(words.joined(separator: " ")) has no example")
            for below in command.subcommands { check(below, words) }
        }
        check(Verbs.root, [])
        for service in ["orders", "inventory", "returns", "console", "connect"] {
            if let command = Programs.command(service, []) { check(command, []) }
        }
    }
}
