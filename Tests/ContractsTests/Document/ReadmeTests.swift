import Contracts
import Foundation
import Testing

@Suite("The guide to the contract")
struct ReadmeTests {
    @Test("has every code as the contract has it; it is printed by: turnback contract codes")
    func codes() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Shared/Contracts/README.md")
        let readme = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        let heading = "\n## Codes: what the sender should do\n"
        let page = try #require(readme.components(separatedBy: heading).dropFirst().first)
        let codes = AsyncAPIDocument.codes
        #expect(page.components(separatedBy: "\n## ")[0].contains("\n" + codes + "\n"))
        for code in DecodeError.Code.allCases { #expect(codes.contains("| `\(code.rawValue)` |")) }
    }
}
