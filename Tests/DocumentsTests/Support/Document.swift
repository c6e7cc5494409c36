import Foundation
import Testing

/// A Markdown file of this repository.
struct Document: CustomTestStringConvertible {
    /// Its path from the root of the checkout.
    let path: String
    let text: String

    var testDescription: String { path }

    /// The checkout.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().standardizedFileURL

    /// All of them, in order; nothing of a build.
    static let all: [Document] = {
        let files = FileManager.default.enumerator(
            at: root, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        var found: [Document] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "md", let text = try? String(contentsOf: file, encoding: .utf8) else {
                continue
            }
            found.append(
                Document(path: String(file.standardizedFileURL.path.dropFirst(root.path.count + 1)), text: text))
        }
        return found.sorted { $0.path < $1.path }
    }()

    /// The document at a path.
    static func at(_ path: String) throws -> Document {
        Document(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
    }

    /// A block of code.
    struct Block {
        let language: String
        let text: String
    }

    /// Its blocks of code, in order.
    var blocks: [Block] {
        var blocks: [Block] = []
        var open: (language: String, lines: [String])?
        for line in lines {
            guard line.hasPrefix("```") else {
                open?.lines.append(line)
                continue
            }
            if let block = open {
                blocks.append(Block(language: block.language, text: block.lines.joined(separator: "\n")))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), [])
            }
        }
        return blocks
    }

    var lines: [String] { text.components(separatedBy: "\n") }

    /// What is not in a block of code.
    var prose: [String] {
        var isCode = false
        return lines.filter { line in
            if line.hasPrefix("```") {
                isCode.toggle()
                return false
            }
            return !isCode
        }
    }

    /// What stands between backquotes outside of blocks.
    var spans: [String] {
        prose.flatMap { line in line.matches(of: /`([^`]+)`/).map { String($0.1).replacing("\\|", with: "|") } }
    }

    /// The targets of its links.
    var links: [String] {
        prose.flatMap { line in line.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) } }
    }

    /// What a link can lead to: its headings, as GitHub and others name them.
    var anchors: Set<String> {
        var anchors: Set<String> = []
        for line in prose {
            guard let heading = line.firstMatch(of: /^#{1,6} (.+)$/)?.1 else { continue }
            let anchor = String(heading).lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                .replacing(" ", with: "-")
            var name = anchor
            var number = 0
            while !anchors.insert(name).inserted {
                number += 1
                name = "\(anchor)-\(number)"
            }
        }
        return anchors
    }

    /// The lines under a heading, up to the next one of the same or a higher level.
    func section(_ heading: String) -> [String] {
        let level = heading.prefix { $0 == "#" }.count
        let rest = lines.drop { $0 != heading }.dropFirst()
        return Array(
            rest.prefix { line in
                let own = line.prefix { $0 == "#" }.count
                return !(own > 0 && own <= level && line.dropFirst(own).first == " ")
            })
    }

    /// The cells of each row of the table under a heading whose first column is called so.
    func table(_ heading: String, firstColumn: String) -> [[String]] {
        let rows = section(heading).drop { !$0.hasPrefix("| \(firstColumn) |") }.prefix { $0.hasPrefix("|") }
        return rows.dropFirst(2).map { row in
            row.replacing("\\|", with: "\u{1}").split(separator: "|", omittingEmptySubsequences: false).dropFirst()
                .dropLast().map { $0.trimmingCharacters(in: .whitespaces).replacing("\u{1}", with: "|") }
        }
    }
}

extension String {
    /// What stands between backquotes in a cell of a table.
    var quoted: [String] { matches(of: /`([^`]+)`/).map { String($0.1) } }
}
