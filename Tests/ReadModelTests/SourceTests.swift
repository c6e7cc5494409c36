import Foundation
import Testing

/// The read model decides nothing and writes nothing to the log: its sources say so.
@Suite("The read model's sources")
struct SourceTests {
    private static let allowed: Set<String> = [
        "CSQLite", "Contracts", "Fulfillment", "Glibc", "Operations", "Streams", "Synchronization", "Threads",
    ]

    private static func complaints(_ source: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
            let words = code.split(separator: " ").map(String.init)
            if let place = words.firstIndex(of: "import"), words.count > place + 1, !allowed.contains(words[place + 1])
            {
                return "imports: \(line)"
            }
            return [".appender()", ".append(["].contains { code.contains($0) } ? "writes to the log: \(line)" : nil
        }
    }

    @Test("import no service, and never write to the log")
    func sources() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Shared/ReadModel")
            .standardized
        let files =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
        #expect(files.count > 20)
        for file in files {
            for complaint in Self.complaints(try String(contentsOf: file, encoding: .utf8)) {
                Issue.record("\(file.lastPathComponent): \(complaint)")
            }
        }
    }

    @Test(
        "are found out where they do",
        arguments: ["internal import Processors", "public import API", "try log.appender()"])
    func foundOut(_ line: String) { #expect(!Self.complaints(line).isEmpty) }
}
