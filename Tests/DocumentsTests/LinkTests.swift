import Foundation
import Testing

@Suite("Links", .timeLimit(.minutes(15)))
struct LinkTests {
    /// What a link of a document does not lead to.
    static func broken(_ document: Document, among all: [Document]) -> [String] {
        let folder = Document.root.appending(path: document.path).deletingLastPathComponent()
        return document.links.filter { link in
            if link.contains("://") || link.hasPrefix("mailto:") { return false }
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? nil : folder.appending(path: String(parts[0])).standardizedFileURL
            if let file, !FileManager.default.fileExists(atPath: file.path) { return true }
            guard parts.count == 2 else { return false }
            let path = file.map { String($0.path.dropFirst(Document.root.path.count + 1)) } ?? document.path
            let target = path == document.path ? document : all.first { $0.path == path }
            return target?.anchors.contains(String(parts[1])) != true
        }
    }

    @Test("lead somewhere, with their anchors", arguments: Document.all)
    func lead(_ document: Document) {
        #expect(Self.broken(document, among: Document.all) == [])
    }

    @Test("that lead nowhere are noticed")
    func notices() {
        let text = "# A b, c\n[one](README.md) [two](nowhere.md) [three](#a-b-c) [four](#a) [five](README.md#nothing)"
        let document = Document(path: "example.md", text: text)
        #expect(Self.broken(document, among: Document.all) == ["nowhere.md", "#a", "README.md#nothing"])
    }

    @Test("from the README reach every document")
    func reached() throws {
        var reached: Set<String> = ["README.md"]
        var next = ["README.md"]
        while let path = next.popLast() {
            guard let document = Document.all.first(where: { $0.path == path }) else { continue }
            let folder = Document.root.appending(path: path).deletingLastPathComponent()
            for link in document.links where !link.contains("://") && !link.hasPrefix("#") {
                let file = folder.appending(path: String(link.prefix { $0 != "#" })).standardizedFileURL
                let found = String(file.path.dropFirst(Document.root.path.count + 1))
                if found.hasSuffix(".md"), reached.insert(found).inserted { next.append(found) }
            }
        }
        #expect(Document.all.map(\.path).filter { !reached.contains($0) } == [])
    }

    @Test("The README fits in 8 KB")
    func short() throws {
        #expect(try Document.at("README.md").text.utf8.count <= 8 * 1024)
    }
}
