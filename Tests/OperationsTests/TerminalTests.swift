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
