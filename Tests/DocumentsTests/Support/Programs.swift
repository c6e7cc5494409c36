import Foundation
import Operations

@testable import connect
@testable import console
@testable import turnback

/// The command lines of this project, read by what the programs themselves declare.
enum Programs {
    static var verbs: [any Verb.Type] { Verbs.all }

    static let turnback = Verbs.root

    /// What a program takes with these arguments; nil where it is not one of this project's.
    static func command(_ program: String, _ arguments: [String]) -> Command? {
        switch program {
        case "turnback": return turnback
        case "orders", "inventory", "returns", "console", "connect":
            if arguments.first == HealthCheck.verb {
                let address = ServiceSettings.defaultAddress(service: program)
                return Command(program, summary: "", subcommands: [HealthCheck.command(address: address)])
            }
            return switch program {
            case "console": Console.command("")
            case "connect": Connecting.command("")
            default: ServiceSettings.command(service: program, summary: "")
            }
        default: return nil
        }
    }

    /// Every option and flag of every program.
    static let options: Set<String> = {
        func names(_ command: Command) -> [String] {
            command.options.map(\.name) + command.flags.map(\.name) + command.subcommands.flatMap(names)
        }
        let services = ["orders", "inventory", "returns", "console", "connect"].compactMap { command($0, []) }
        let health = HealthCheck.command(address: ServiceSettings.defaultAddress(service: "orders"))
        return Set(([turnback, health] + services).flatMap(names) + ["help", "version", Flag.noColor.name])
    }()

    /// What is wrong with a command of a document; nil where nothing is, or where it is not a program of this project.
    ///
    /// - Parameter isWhole: whether it can be run as it is; else something may be missing.
    static func complaint(_ words: [String], isWhole: Bool) -> String? {
        let program = words[0]
        let arguments = Array(words.dropFirst())
        if program == "compose" || program.hasPrefix("compose/") || program == ".ci/run" {
            return scriptComplaint(program, arguments)
        }
        let name = program.replacing(".build/release/", with: "")
        guard let command = command(name, arguments) else {
            return program == "swift" ? swiftComplaint(arguments) : nil
        }
        switch command.parse(arguments: arguments.map(filled), environment: [:]) {
        case .success: return nil
        case .failure(let error):
            let lacks = ["is missing", "needs a command", "needs a value"].contains { error.message.contains($0) }
            return lacks && !isWhole ? nil : error.line
        }
    }

    /// A value for a placeholder. Files have to be there.
    private static func filled(_ word: String) -> String {
        switch word {
        case "HOST:PORT": "localhost:9092"
        case "N": "1"
        case "DIR": "/tmp"
        case "FILE", "access.json", "policy.json", "connections.json": Document.root.appending(path: "README.md").path
        default: word
        }
    }

    /// A script of compose: it is there, it can be run, and it knows what it is given.
    private static func scriptComplaint(_ program: String, _ arguments: [String]) -> String? {
        let file = Document.root.appending(path: program)
        guard FileManager.default.isExecutableFile(atPath: file.path),
            let text = try? String(contentsOf: file, encoding: .utf8)
        else { return "there is no script \(program)" }
        if program == "compose/up" {
            return arguments.first {
                !FileManager.default.fileExists(atPath: Document.root.appending(path: "compose/\($0).yaml").path)
            }.map { "compose/up knows no overlay \($0)" }
        }
        if program == "compose/test", arguments.first == "--filter" { return swiftComplaint(["test"] + arguments) }
        return arguments.first { $0.hasPrefix("--") && !text.contains($0) }.map { "\(program) knows no \($0)" }
    }

    /// What a filter names is a folder or a file of the tests.
    private static func swiftComplaint(_ arguments: [String]) -> String? {
        guard let at = arguments.firstIndex(of: "--filter"), at + 1 < arguments.count else { return nil }
        let name = arguments[at + 1].filter(\.isLetter)
        return name == "NAME" || TestNames.all.contains { $0.hasPrefix(name) } ? nil : "no test is called \(name)"
    }
}

/// What tests are called: their folders, and their files.
enum TestNames {
    static let all: Set<String> = {
        let files = FileManager.default.enumerator(
            at: Document.root.appending(path: "Tests"), includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        var names: Set<String> = []
        while let file = files?.nextObject() as? URL {
            let name = file.lastPathComponent
            if file.pathExtension == "swift" || file.hasDirectoryPath {
                names.insert(name.replacing(".swift", with: ""))
            }
        }
        return names
    }()
}
