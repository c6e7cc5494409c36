import Foundation
import Testing

/// What formats mean is decided without a clock, a file or a network: the sources say so.
@Suite("The sources of Connect")
struct SourceTests {
    private static let allowed: Set<String> = ["Access", "CCrypto", "Contracts", "Fulfillment"]

    private static func complaints(_ source: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false)[0]
            let words = code.split(separator: " ").map(String.init)
            if let place = words.prefix(2).firstIndex(of: "import"), words.count > place + 1, !allowed.contains(words[place + 1]) {
                return "imports: \(line)"
            }
            return ["ContinuousClock", ".random", "SystemRandom"].contains { code.contains($0) } ? "is not pure: \(line)" : nil
        }
    }

    @Test("import what they may, and ask neither a clock nor chance")
    func sources() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Shared/Connect").standardized
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

    @Test("are found out where they do not", arguments: ["internal import Operations", "import Glibc", "ContinuousClock.now"])
    func foundOut(_ line: String) { #expect(!Self.complaints(line).isEmpty) }
}
