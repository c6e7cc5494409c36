/// A drawing made by the server: for each moment a column in which parts are stacked. It has no text that matters and is hidden
/// from those who hear pages: the table beneath says the same.
struct StackedChart {
    struct Column {
        var label: String
        var values: [Int]
    }

    var columns: [Column]
    /// The class of each part: `s0` to `s4`.
    private static let width = 880.0, height = 240.0
    private static let left = 36.0, bottom = 24.0, top = 8.0
    /// Columns between two labels.
    private static let labelled = 4

    var html: HTML {
        let most = max(1, columns.map { $0.values.reduce(0, +) }.max() ?? 1)
        let scale = Scale(most: most)
        let plot = (width: Self.width - Self.left, height: Self.height - Self.bottom - Self.top)
        let step = plot.width / Double(max(1, columns.count))
        func y(_ value: Int) -> Double { Self.top + plot.height * (1 - Double(value) / Double(scale.top)) }
        var pieces: [HTML] = []
        for line in scale.lines {
            pieces.append(Draw.line(Self.left, y(line), Self.width, y(line), "grid"))
            pieces.append(Draw.text(Self.left - 8, y(line) + 4, String(line), anchor: "end"))
        }
        for (index, column) in columns.enumerated() {
            let x = Self.left + step * Double(index)
            var sum = 0
            for (part, value) in column.values.enumerated() where value > 0 {
                let (low, high) = (y(sum), y(sum + value))
                pieces.append(Draw.rectangle(x + step * 0.1, high, step * 0.8, low - high, "bar s\(part % 5)"))
                sum += value
            }
            if index.isMultiple(of: Self.labelled) {
                pieces.append(Draw.text(x + step / 2, Self.height - 6, column.label, anchor: "middle"))
            }
        }
        return Draw.drawing(Self.width, Self.height, pieces)
    }

    /// What each colour stands for.
    static func key(_ names: [HTML]) -> HTML {
        tag("ul", .class("key")) {
            for (index, name) in names.enumerated() {
                tag("li") { Draw.drawing(14, 14, [Draw.rectangle(0, 0, 14, 14, "s\(index % 5)")]) + name }
            }
        }
    }

    /// Round numbers for the axis.
    struct Scale {
        let top: Int
        let lines: [Int]

        init(most: Int) {
            let steps = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000]
            let step = steps.first { most <= $0 * 4 } ?? max(1, most / 4)
            let count = (most + step - 1) / step
            top = step * count
            lines = (0...count).map { $0 * step }
        }
    }
}

/// The few shapes of drawings.
enum Draw {
    static func drawing(_ width: Double, _ height: Double, _ pieces: [HTML]) -> HTML {
        tag(
            "svg", .attr("viewBox", "0 0 \(number(width)) \(number(height))"), .attr("aria-hidden", "true"),
            .attr("focusable", "false")
        ) { pieces }
    }

    static func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ classes: String) -> HTML {
        tag(
            "rect", .attr("x", number(x)), .attr("y", number(y)), .attr("width", number(max(0, width))),
            .attr("height", number(max(0, height))), .class(classes))
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ classes: String) -> HTML {
        tag(
            "line", .attr("x1", number(x1)), .attr("y1", number(y1)), .attr("x2", number(x2)), .attr("y2", number(y2)),
            .class(classes))
    }

    static func text(_ x: Double, _ y: Double, _ text: String, anchor: String) -> HTML {
        tag("text", .attr("x", number(x)), .attr("y", number(y)), .attr("text-anchor", anchor)) { HTML(text: text) }
    }

    /// To a tenth of a unit.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10)
            ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
