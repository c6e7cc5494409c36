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

    @Test("that name others are noticed")
    func notices() {
        #expect(
            Self.missing(in: "swiftc Shared/Access/*.swift $(ls Shared/Access/Gone.swift) Tests/$target Services/Nowhere/x")
                == ["Shared/Access/Gone.swift", "Services/Nowhere/x"])
        #expect(Self.scripts.count > 10)
    }
}
