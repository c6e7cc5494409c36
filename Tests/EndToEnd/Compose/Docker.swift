import Foundation
import Testing

/// The engine's command line.
enum Docker {
    /// What a command prints, both streams; fails where the command does.
    @discardableResult
    static func run(_ arguments: [String]) throws -> String {
        let result = try attempt(arguments)
        guard result.code == 0 else {
            throw NotSoYet(description: "docker \(arguments.joined(separator: " ")): \(result.text)")
        }
        return result.text
    }

    /// How a command ends, and what it prints.
    static func attempt(_ arguments: [String], input: String? = nil) throws -> (code: Int32, text: String) {
        let program = try Program(at: Files.executable("docker"), arguments, input: input)
        let code = program.end()
        return (code, (program.printed + program.complained).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// A field of a container or an image.
    static func inspect(_ name: String, _ format: String) throws -> String { try run(["inspect", "-f", format, name]) }
}

extension Files {
    /// A program of this machine, by its name.
    static func executable(_ name: String) throws -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let places = path.split(separator: ":").map { URL(fileURLWithPath: "\($0)/\(name)") }
        return try #require(
            places.first { FileManager.default.isExecutableFile(atPath: $0.path) }, "\(name) is not installed")
    }
}
