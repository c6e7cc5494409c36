import Fulfillment
import Foundation
import Testing
import Threads

@testable import Operations

@Suite("Text that came from others", .timeLimit(.minutes(15)))
struct PlainTextTests {
    /// A title, a cleared screen by one character, an erased character, a bell, reordered and hidden text, a line break that
    /// is none of ours, and a character that nobody knows.
    static let obeyed = [
        "\u{1B}]0;owned\u{7}", "\u{9B}2J", "\u{7F}", "\u{202E}", "\u{2066}", "\u{200B}", "\u{2028}", "\r", "\u{E000}",
    ]

    private func isHarmless(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(PlainText.isShown) }

    @Test(arguments: obeyed)
    func isShownAndNotObeyed(text: String) {
        let whole = "a\(text)b é 库 🎁"
        #expect(isHarmless(PlainText.of(whole)) && PlainText.of(whole).hasSuffix("b é 库 🎁"))
        #expect(isHarmless(PlainText.page(whole)))
        #expect(isHarmless(PlainText.json("\"\(whole)\"")))
        let line = LogLine(time: Timestamp(milliseconds: WallTime.now()), level: .info, label: "a", message: whole, metadata: ["key": .string(whole)])
        #expect(isHarmless(TextLogHandler().line(line)))
        #expect(isHarmless(String(decoding: JSONLogHandler().line(line), as: UTF8.self)))
        #expect(isHarmless(ArgumentError.shown(whole)))
    }

    @Test func leavesThisProgramsOwnLinesAndColoursAlone() {
        let style = TextStyle(isEnabled: true)
        let page = "\(style.bold("one")) \(style.red("two"))\n\(style.dim("三"))"
        #expect(PlainText.page(page) == page)
        #expect(PlainText.page("\u{1B}[2Ja\u{1B}[31;1mb\u{1B}[") == "·[2Ja·[31;1mb·[")
    }

    @Test(arguments: obeyed + ["𝄞\u{E0001}", "plain", "tab\tand \"quotes\" \\"])
    func isTheSameInJSON(text: String) throws {
        let raw = try JSONSerialization.data(withJSONObject: ["a": text, "b": "é"])
        let line = PlainText.json(String(decoding: raw, as: UTF8.self))
        let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(read == ["a": text, "b": "é"] && isHarmless(line))
        var quoted: [UInt8] = []
        JSONText.appendQuoted(text, to: &quoted)
        let own = try JSONSerialization.jsonObject(with: Data("[".utf8) + quoted + Data("]".utf8)) as? [String]
        #expect(own == [text] && isHarmless(String(decoding: quoted, as: UTF8.self)))
    }

    @Test func mayHaveTabsBetweenJSONValues() {
        #expect(PlainText.json("{\t\"a\":\"\u{202e}\"}") == #"{ "a":"\u202e"}"#)
    }
}
