/// Rows in aligned columns, two spaces apart, with a heading.
public struct TextTable: Sendable {
    /// Where a column's text stands.
    public enum Alignment: Sendable {
        /// Words.
        case left
        /// Numbers.
        case right
    }

    /// A column: its heading and where its text stands.
    public struct Column: Sendable, ExpressibleByStringLiteral {
        let heading: String
        let alignment: Alignment

        /// Declares a column.
        public init(_ heading: String, _ alignment: Alignment = .left) {
            self.heading = heading
            self.alignment = alignment
        }

        /// A column of words.
        public init(stringLiteral heading: String) { self.init(heading) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    /// A table without rows.
    public init(_ columns: [Column]) { self.columns = columns }

    /// Whether it has no rows.
    public var isEmpty: Bool { rows.isEmpty }

    /// Appends a row; cells that are missing are empty. Line breaks within a cell become spaces.
    public mutating func add(_ cells: [String]) {
        precondition(cells.count <= columns.count, "a row has more cells than the table has columns")
        let cells = cells.map { String($0.map { $0.isNewline ? " " : $0 }) }
        rows.append(cells + Array(repeating: "", count: columns.count - cells.count))
    }

    /// The lines, without trailing white space and without a line feed at the end. They fit the style's width: cells are
    /// wrapped between words, and where words are too long for that, each row is a block with a line per column.
    public func render(style: TextStyle = TextStyle(isEnabled: false)) -> String {
        let natural = widths { [$0] }
        guard let width = style.width, Self.total(natural) > width else { return lines(natural, style) }
        var fitted = natural
        let least = widths { $0.split(separator: " ").map(String.init) }
        while Self.total(fitted) > width {
            // The widest that can give.
            guard let column = fitted.indices.filter({ fitted[$0] > least[$0] }).max(by: { fitted[$0] < fitted[$1] })
            else { return blocks(style, width) }
            fitted[column] -= 1
        }
        return lines(fitted, style)
    }

    /// For each column the width of the widest part of its cells.
    private func widths(_ parts: (String) -> [String]) -> [Int] {
        columns.indices.map { column in
            ([columns[column].heading] + rows.map { $0[column] }).flatMap(parts).map(DisplayWidth.of).max() ?? 0
        }
    }

    private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }

    private func lines(_ widths: [Int], _ style: TextStyle) -> String {
        let heading = line(columns.map(\.heading), widths).map(style.bold)
        return (heading + rows.flatMap { line($0, widths) }).joined(separator: "\n")
    }

    /// A row: as many lines as its highest cell has.
    private func line(_ cells: [String], _ widths: [Int]) -> [String] {
        let wrapped = cells.indices.map { column in
            DisplayWidth.of(cells[column]) <= widths[column]
                ? [cells[column]] : Wrapping.lines(cells[column], width: widths[column])
        }
        return (0..<(wrapped.map(\.count).max() ?? 1)).map { number in
            let padded = cells.indices.map { column in
                let text = number < wrapped[column].count ? wrapped[column][number] : ""
                return switch columns[column].alignment {
                case .left: DisplayWidth.padded(text, to: widths[column])
                case .right: DisplayWidth.paddedLeft(text, to: widths[column])
                }
            }
            return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Each row as a block: a line per cell that is not empty, the heading before it.
    private func blocks(_ style: TextStyle, _ width: Int) -> String {
        let left = columns.map { DisplayWidth.of($0.heading) }.max() ?? 0
        return rows.map { row in
            columns.indices.filter { !row[$0].isEmpty }.flatMap { column in
                Wrapping.lines(row[column], width: max(20, width - left - 2)).enumerated().map { number, text in
                    let heading = DisplayWidth.padded(number == 0 ? columns[column].heading : "", to: left)
                    return "\(style.bold(heading))  \(text)"
                }
            }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}
