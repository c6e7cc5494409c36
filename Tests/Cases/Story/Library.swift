import Foundation

/// The stories of this repository, and which of them end wrong today.
enum Library {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// All stories, or those whose name has what `TURNBACK_CASE` says in it.
    static func stories() throws -> [Story] {
        let chosen = ProcessInfo.processInfo.environment["TURNBACK_CASE"]
        return try names().filter { chosen.map($0.contains) ?? true }.map(story)
    }

    /// Somebody looks at a few stories only, and wants to see what happens in them.
    static var isChoice: Bool { ProcessInfo.processInfo.environment["TURNBACK_CASE"] != nil }

    static func story(_ name: String) throws -> Story {
        try Story(
            name: name, text: String(contentsOf: folder.appending(path: "Stories/\(name).jsonl"), encoding: .utf8))
    }

    static func names() throws -> [String] {
        try ["rules", "reports", "more"].flatMap { group in
            try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "Stories/\(group)").path)
                .filter { $0.hasSuffix(".jsonl") }.map { "\(group)/\($0.dropLast(6))" }.sorted()
        }
    }

    /// Why each of these stories ends wrong: a line of `known-wrong.txt` is `NAME: REASON`.
    static func knownWrong() throws -> [String: String] {
        let text = try String(contentsOf: folder.appending(path: "known-wrong.txt"), encoding: .utf8)
        var known: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            guard parts.count == 2, known.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
                throw Story.Malformed(description: "known-wrong.txt: \(line)")
            }
        }
        return known
    }
}
