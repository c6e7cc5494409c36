import Foundation
import TestSupport
import Testing

/// What a stranger writes is printed and not obeyed.
@Suite(.timeLimit(.minutes(15)))
struct TerminalTextTests {
    /// A new title, a cleared screen, and the rest read from right to left.
    private static let evil = "\u{1B}]0;owned\u{7}\u{9B}2J\u{202E}"

    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar == "\n" || ![.control, .format].contains(scalar.properties.generalCategory)
        }
    }

    @Test func replayPrintsTheNamesInAFileWithoutObeyingThem() throws {
        let file = try Files.temporary().appending(path: "retail.csv")
        let rows = [
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            "536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom",
            "53\(Self.evil)6,85123A,HEART,6,12/1/2010 8:27,2.55,17850,United Kingdom",
            "536367,85123A,HEART,\"\(Self.evil)\n6\",12/1/2010 8:28,2.55,17850,United Kingdom",
        ]
        try Data(rows.joined(separator: "\n").utf8).write(to: file)
        for more in [[], ["--json"]] {
            let replay = try Program.run("turnback", ["replay", file.path] + more)
            #expect(replay.code == 0, "\(replay.complained)")
            #expect(
                replay.complained.contains("line 3: InvoiceNo '53") && replay.complained.contains("line 4: Quantity"))
            #expect(isHarmless(replay.complained), "\(replay.complained.debugDescription)")
            #expect(isHarmless(replay.printed))
        }
    }

    @Test(.enabled(if: Stack.isAvailable)) func deadLettersAndFollowEscapeWhatTheyPrint() throws {
        let stack = try Stack.shared.get()
        let key = "shop-evil/\(UUID().uuidString.prefix(8))"
        try stack.kcat.send(["-t", "fulfillment.orders.commands.v1", "-k", key], "no JSON \(Self.evil)")
        let kafka = ["--kafka", try #require(Stack.brokerAddress)]
        let line = try eventually("the dead letter is listed") {
            let list = try Program.run("turnback", ["dead-letters", "list", "--json", "--key", key] + kafka)
            return list.printed.isEmpty ? nil : list.printed
        }
        let json = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect((json["value"] as? String)?.contains(Self.evil) ?? false, "JSON says it by another spelling: \(line)")
        #expect(isHarmless(line))
        let mark = "\(json["partition"] as? Int ?? -1)@\(json["offset"] as? Int ?? -1)"
        for verb in [
            ["dead-letters", "show", mark], ["dead-letters", "show", mark, "--json"], ["dead-letters", "list"],
        ] {
            let shown = try Program.run("turnback", verb + kafka)
            #expect(shown.code == 0 && shown.printed.contains("no JSON"), "\(verb): \(shown.complained)")
            #expect(isHarmless(shown.printed), "\(verb): \(shown.printed.debugDescription)")
        }
        let follow = try Program("turnback", ["follow", "--from-beginning", "--order", key, "--json"] + kafka)
        defer { follow.kill() }
        try eventually("it is followed") {
            follow.printed.contains("no JSON") ? true : nil
        } state: {
            follow.complained
        }
        #expect(isHarmless(follow.printed), "\(follow.printed.debugDescription)")
    }
}
