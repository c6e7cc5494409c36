import Testing

@testable import Operations

@Suite("What a terminal shows", .timeLimit(.minutes(15)))
struct TerminalTests {
    @Test func aTableIsAlignedByWidthAndNotByLength() {
        var table = TextTable(["name", .init("quantity", .right), "note"])
        table.add(["出库单", "1"])
        table.add(["e\u{301}", "1200", "two\nlines"])
        #expect(
            table.render() == """
                name    quantity  note
                出库单         1
                é           1200  two lines
                """)
    }

    @Test("a table fits the width: between words where they fit, else as a block per row; nothing is cut off")
    func fits() {
        var table = TextTable(["id", .init("units", .right), "why"])
        table.add(["case-1", "12", "the goods are not there"])
        table.add(["case-2", "3", ""])
        #expect(table.render(style: TextStyle(isEnabled: false, width: 40)).split(separator: "\n").count == 3)
        #expect(
            table.render(style: TextStyle(isEnabled: false, width: 26)) == """
                id      units  why
                case-1     12  the goods
                               are not
                               there
                case-2      3
                """)
        #expect(
            table.render(style: TextStyle(isEnabled: false, width: 17)) == """
                id     case-1
                units  12
                why    the goods are not
                       there

                id     case-2
                units  3
                """)
        for width in 20...60 {
            let lines = table.render(style: TextStyle(isEnabled: false, width: width)).split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= max(width, 27) })
        }
    }

    @Test(
        "a text has the width of its columns",
        arguments: [("abc", 3), ("出库", 4), ("e\u{301}", 1), ("🚚", 2), ("", 0), ("ｱ", 1)])
    func width(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

    @Test func progressSaysCountRateAndTimeLeft() {
        let progress = ProgressText(label: "replaying", count: 250_000, total: 1_000_000, elapsed: .seconds(10))
        #expect(progress.render(width: 80) == "replaying 250,000/1,000,000  25 %  25,000/s  0:30 left")
        #expect(progress.render(width: 20) == "replaying 250,000/1…")
        #expect(ProgressText(label: "read", count: 5, total: nil, elapsed: .zero).render(width: 80) == "read 5  0/s")
    }

    @Test func styleIsForTerminalsThatWantIt() {
        #expect(TextStyle(isTerminal: true, environment: [:]).bold("x") == "\u{1B}[1mx\u{1B}[0m")
        #expect(TextStyle(isTerminal: false, environment: [:]).bold("x") == "x")
        #expect(!TextStyle(isTerminal: true, environment: ["NO_COLOR": "1"]).isEnabled)
        #expect(TextStyle(isTerminal: true, environment: ["NO_COLOR": ""]).isEnabled)
        #expect(!TextStyle(isTerminal: true, environment: ["TERM": "dumb"]).isEnabled)
    }
}
