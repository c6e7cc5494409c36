import Foundation
import Testing

/// Files of this repository that a script names. One that has moved is noticed here, and not by the one script that needs it.
@Suite("Scripts")
struct ScriptPathTests {
    static let scripts: [String] = {
        let folder = Document.root.appending(path: "compose")
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return names.map { "compose/\($0)" }.filter { name in
            let first = try? FileHandle(forReadingFrom: Document.root.appending(path: name)).read(upToCount: 3)
            return first == Data("#!/".utf8) || name.hasSuffix("Dockerfile")
        }.sorted() + [".ci/run"]
    }()

    /// What a script names below the folders of the sources, and is not there. A name ends where a variable or a pattern begins.
    static func missing(in script: String) -> [String] {
        script.matches(of: /\b(?:Shared|Services|Tests)\/[A-Za-z0-9_.\/+-]*/).map { String($0.output) }
            .map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
            .filter { !FileManager.default.fileExists(atPath: Document.root.appending(path: $0).path) }
    }

    @Test("name files that are there", arguments: scripts)
    func name(_ script: String) throws {
        let text = try String(contentsOf: Document.root.appending(path: script), encoding: .utf8)
        #expect(Self.missing(in: text) == [])
    }

    /// What is installed from Python's package index without saying which bytes it has to be.
    static func unpinned(in script: String) -> [String] {
        let joined = script.replacing("\\\n", with: " ")
        return joined.split(separator: "\n").map(String.init).filter { line in
            guard !line.hasPrefix("#"), line.contains("pip"), line.contains(/pip\S*\s.*\b(install|download)\b/) else { return false }
            // What is downloaded is checked by the lines behind it.
            return !line.contains("--require-hashes") && !(line.contains("download") && joined.contains("sha256sum --check"))
        }
    }

    @Test("install by version and hash from Python's package index", arguments: scripts)
    func pinned(_ script: String) throws {
        #expect(Self.unpinned(in: try String(contentsOf: Document.root.appending(path: script), encoding: .utf8)) == [])
    }

    @Test("that name others are noticed")
    func notices() {
        #expect(
            Self.missing(in: "swiftc Shared/Access/*.swift $(ls Shared/Access/Gone.swift) Tests/$target Services/Nowhere/x")
                == ["Shared/Access/Gone.swift", "Services/Nowhere/x"])
        #expect(Self.unpinned(in: "$folder/bin/pip --quiet install \\\n  attrs || x\npip install --require-hashes -r r").count == 1)
        #expect(Self.scripts.count > 10)
    }
}
