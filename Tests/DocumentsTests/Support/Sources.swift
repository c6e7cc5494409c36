import Foundation

/// The sources of this project, as texts.
enum Sources {
    /// What a pattern finds in the Swift files of a folder.
    static func strings(in folder: String, matching pattern: Regex<(Substring, Substring)>) throws -> [String] {
        let files = FileManager.default.enumerator(
            at: Document.root.appending(path: folder), includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        var found: [String] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            found += try String(contentsOf: file, encoding: .utf8).matches(of: pattern).map { String($0.1) }
        }
        return found
    }
}
