import Operations

/// Bytes as text in lines, with a pointer below what is meant. Of a long text, only what surrounds that.
struct PointedText {
    /// Bytes that are shown before and behind what is meant.
    static let surroundings = 1_000

    private struct Line {
        var text = ""
        /// Where the pointer begins, and how long it is.
        var pointer: (indent: Int, width: Int)?

        /// Points at the character that comes next.
        mutating func point() { pointer = (pointer?.indent ?? text.count, (pointer?.width ?? 0) + 1) }
    }

    private let shown: [Line]
    private let before: Int
    private let behind: Int

    /// - Parameter range: what is meant, marked on the line where it begins; an empty one points at what should be there,
    ///   and at nothing where it is at the beginning.
    init(_ bytes: [UInt8], at range: Range<Int>) {
        before = max(0, range.lowerBound - Self.surroundings)
        let end = min(bytes.count, range.lowerBound + Self.surroundings)
        behind = bytes.count - end
        let meant = range.lowerBound..<min(range.upperBound, end)
        var lines = [Line()]
        var isPointed = false
        // Each part is decoded by itself: what is not UTF-8 must not move the pointer.
        let parts = [(before..<meant.lowerBound, false), (meant, range != 0..<0), (meant.upperBound..<end, false)]
        for (part, isMeant) in parts {
            if isMeant, part.isEmpty { lines[lines.count - 1].point() }
            for character in String(decoding: bytes[part], as: UTF8.self) {
                if lines[lines.count - 1].text.count >= ReportText.width - 4 { lines.append(Line()) }
                if isMeant, !isPointed || lines[lines.count - 1].pointer != nil {
                    lines[lines.count - 1].point()
                    isPointed = true
                }
                if character.isNewline {
                    lines.append(Line())
                } else {
                    lines[lines.count - 1].text.append(PlainText.of(String(character)))
                }
            }
        }
        shown = lines
    }

    /// The lines, with the note at the pointer.
    func lines(_ note: String, _ style: TextStyle) -> [String] {
        var all = before > 0 ? ["  … \(ReportText.count(before, "byte")) before"] : []
        for line in shown {
            all.append("  " + line.text)
            guard let pointer = line.pointer else { continue }
            let marks = String(repeating: "^", count: pointer.width)
            all.append("  " + String(repeating: " ", count: pointer.indent) + style.red("\(marks) \(note)"))
        }
        if behind > 0 { all.append("  … \(ReportText.count(behind, "byte")) more") }
        return all
    }
}
