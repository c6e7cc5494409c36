/// A drawing of spans: for each name two bars, one for half of all and one for 95 of a hundred.
struct SpanChart {
    struct Row {
        var name: String
        var half: Int64
        var most: Int64
        var halfText: String
        var mostText: String
    }

    var rows: [Row]
    private static let width = 880.0, rowHeight = 44.0, left = 220.0, right = 96.0

    var html: HTML {
        let longest = Double(max(1, rows.map(\.most).max() ?? 1))
        let plot = Self.width - Self.left - Self.right
        var pieces: [HTML] = []
        for (index, row) in rows.enumerated() {
            let y = Self.rowHeight * Double(index) + 6
            let half = max(2, plot * Double(row.half) / longest)
            let most = max(2, plot * Double(row.most) / longest)
            pieces.append(Draw.text(Self.left - 12, y + 20, row.name, anchor: "end"))
            pieces.append(Draw.rectangle(Self.left, y + 2, half, 12, "s0"))
            pieces.append(Draw.text(Self.left + half + 8, y + 12, row.halfText, anchor: "start"))
            pieces.append(Draw.rectangle(Self.left, y + 18, most, 12, "s1"))
            pieces.append(Draw.text(Self.left + most + 8, y + 28, row.mostText, anchor: "start"))
        }
        return Draw.drawing(Self.width, Self.rowHeight * Double(max(1, rows.count)), pieces)
    }
}
