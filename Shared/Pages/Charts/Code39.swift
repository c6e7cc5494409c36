/// A bar code of letters, for the printed answer cards: Code 39 (ISO/IEC 16388), which every scanner reads without settings.
enum Code39 {
    /// Nine elements a character, bar and gap by turns; `w` is a wide one.
    private static let patterns: [Character: String] = [
        "A": "wnnnnwnnw", "B": "nnwnnwnnw", "C": "wnwnnwnnn", "D": "nnnnwwnnw", "E": "wnnnwwnnn", "F": "nnwnwwnnn",
        "G": "nnnnnwwnw", "H": "wnnnnwwnn", "I": "nnwnnwwnn", "J": "nnnnwwwnn", "K": "wnnnnnnww", "L": "nnwnnnnww",
        "M": "wnwnnnnwn", "N": "nnnnwnnww", "O": "wnnnwnnwn", "P": "nnwnwnnwn", "Q": "nnnnnnwww", "R": "wnnnnnwwn",
        "S": "nnwnnnwwn", "T": "nnnnwnwwn", "U": "wwnnnnnnw", "V": "nwwnnnnnw", "W": "wwwnnnnnn", "X": "nwnnwnnnw",
        "Y": "wwnnwnnnn", "Z": "nwwnwnnnn", "*": "nwnnwnwnn",
    ]
    /// A wide element is so many narrow ones.
    private static let wide = 3
    /// White on both sides, in narrow elements.
    private static let quiet = 10
    private static let height = 60

    /// The widths of bars and gaps, with start, stop and the gaps between characters; nil where a character has no pattern.
    static func widths(_ text: String) -> [Int]? {
        var widths: [Int] = []
        for (index, character) in ("*" + text + "*").enumerated() {
            guard let pattern = patterns[character] else { return nil }
            if index > 0 { widths.append(1) }
            widths += pattern.map { $0 == "w" ? wide : 1 }
        }
        return widths
    }

    static func drawing(_ text: String) -> HTML {
        guard let widths = widths(text) else { return HTML() }
        var x = quiet
        var bars: [HTML] = []
        for (index, width) in widths.enumerated() {
            if index.isMultiple(of: 2) {
                bars.append(tag("rect", .attr("x", x), .attr("y", 0), .attr("width", width), .attr("height", height)))
            }
            x += width
        }
        return tag(
            "svg", .attr("viewBox", "0 0 \(x + quiet) \(height)"), .attr("preserveAspectRatio", "none"),
            .attr("role", "img"),
            .attr("aria-label", text)
        ) { bars }
    }
}
