import Foundation
import Testing

/// The libraries of Shared import one way: what Services/README.md says of each.
@Suite("Imports", .timeLimit(.minutes(15)))
struct ImportTests {
    /// A row of the table: a library and what it may import.
    struct Row: Equatable {
        var library: String
        var imports: Set<String>
    }

    /// The rows of a table of libraries, from the top.
    static func rows(of text: String) -> [Row] {
        text.split(separator: "\n").compactMap { line in
            let row = /^\| \[`(\w+)`\]\(\.\.\/Shared\/\w+[^|]*\|[^|]*\|([^|]*)\|$/
            guard let match = line.firstMatch(of: row) else { return nil }
            let names = match.2.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            return Row(library: String(match.1), imports: Set(names.filter { !$0.isEmpty }))
        }
    }

    /// What is wrong with the rows themselves: a library that imports one that does not stand above it.
    static func upward(_ rows: [Row]) -> [String] {
        rows.indices.flatMap { index in
            let above = Set(rows[..<index].map(\.library))
            return rows[index].imports.subtracting(above).sorted().map { "\(rows[index].library) imports \($0)" }
        }
    }

    /// The libraries of this package that a folder of sources imports.
    static func imports(in folder: String, of libraries: Set<String>) throws -> Set<String> {
        let pattern = /(?m)^(?:@\w+ )*(?:public |package |internal |private |fileprivate )?import (\w+)/
        return Set(try Sources.strings(in: folder, matching: pattern)).intersection(libraries)
    }

    private func documented() throws -> [Row] {
        Self.rows(of: try String(contentsOf: Document.root.appending(path: "Services/README.md"), encoding: .utf8))
    }

    @Test("The table has each library of Shared once, below what it imports")
    func table() throws {
        let rows = try documented()
        let folders = try FileManager.default.contentsOfDirectory(atPath: Document.root.appending(path: "Shared").path)
            .filter { name in
                let files = FileManager.default.enumerator(atPath: Document.root.appending(path: "Shared/\(name)").path)
                return files?.contains { ($0 as? String)?.hasSuffix(".swift") == true } ?? false
            }
        #expect(rows.map(\.library).sorted() == folders.sorted())
        #expect(Self.upward(rows) == [])
    }

    @Test("Each library imports what the table says, and nothing else of ours")
    func imported() throws {
        let rows = try documented()
        let names = Set(rows.map(\.library))
        for row in rows {
            #expect(try Self.imports(in: "Shared/\(row.library)", of: names) == row.imports, "\(row.library)")
        }
    }

    @Test("An import from below is noticed")
    func notices() {
        let rows = Self.rows(
            of: """
                | library | what is in it | imports |
                | [`One`](../Shared/One) | the first | Two |
                | [`Two`](../Shared/Two/README.md) | the second | One |
                """)
        #expect(rows == [Row(library: "One", imports: ["Two"]), Row(library: "Two", imports: ["One"])])
        #expect(Self.upward(rows) == ["One imports Two"])
    }
}
