import Foundation
import Testing

/// The pages decide nothing, reach the log through the API's intake alone, and make markup in one folder: their sources say so.
@Suite("The pages' sources")
struct SourceTests {
    private static let allowed: Set<String> = [
        "API", "Access", "Contracts", "Fulfillment", "Glibc", "Operations", "ReadModel", "Synchronization", "Threads",
    ]

    private static func complaints(_ source: String, in folder: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
            let words = code.split(separator: " ").map(String.init)
            if let place = words.firstIndex(of: "import"), words.count == place + 2, !allowed.contains(words[place + 1])
            {
                return "imports: \(line)"
            }
            return folder != "HTML" && code.contains("(made:") ? "makes markup by itself: \(line)" : nil
        }
    }

    @Test("import what they may, and make no markup by themselves")
    func sources() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Shared/Pages")
            .standardized
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" && $0.lastPathComponent != "Script.swift" }
            ?? []
        #expect(files.count > 50)
        for file in files {
            let parent = file.deletingLastPathComponent().lastPathComponent
            for complaint in Self.complaints(try String(contentsOf: file, encoding: .utf8), in: parent) {
                Issue.record("\(file.lastPathComponent): \(complaint)")
            }
        }
    }

    @Test(
        "are found out where they do not",
        arguments: ["internal import Streams", "import Foundation", "HTML(made: text)"])
    func foundOut(_ line: String) { #expect(!Self.complaints(line, in: "Desk").isEmpty) }
}
