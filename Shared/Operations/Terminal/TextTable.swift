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

    /// The lines, without trailing white space and without a line feed at the end.
    public func render(style: TextStyle = TextStyle(isEnabled: false)) -> String {
        let widths = columns.indices.map { column in
            ([columns[column].heading] + rows.map { $0[column] }).map(DisplayWidth.of).max() ?? 0
        }
        let heading = line(columns.map(\.heading), widths)
        return ([style.bold(heading)] + rows.map { line($0, widths) }).joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.indices.map { column in
            switch columns[column].alignment {
            case .left: DisplayWidth.padded(cells[column], to: widths[column])
            case .right: DisplayWidth.paddedLeft(cells[column], to: widths[column])
            }
        }
        let line = padded.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
