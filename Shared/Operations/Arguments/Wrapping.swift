/// Breaks text into lines at white space.
enum Wrapping {
    /// Lines of at most this many columns; a longer word stands alone.
    static func lines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if line.isEmpty {
                line = String(word)
            } else if DisplayWidth.of(line) + 1 + DisplayWidth.of(String(word)) <= width {
                line += " \(word)"
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Paragraphs are separated by empty lines; a line that begins with a space (an example) is kept as it is.
    static func paragraphs(_ text: String, width: Int) -> [String] {
        var result: [String] = []
        var paragraph = ""
        let all: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false) + [""]
        for line in all {
            if line.isEmpty || line.hasPrefix(" ") {
                result += lines(paragraph, width: width)
                paragraph = ""
                result.append(String(line))
            } else {
                paragraph += paragraph.isEmpty ? String(line) : " \(line)"
            }
        }
        result.removeLast()
        return result
    }
}
