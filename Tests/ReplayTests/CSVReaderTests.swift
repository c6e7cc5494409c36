import Operations
import Testing

@testable import Replay
@testable import turnback

@Suite struct CSVReaderTests {
    private func entries(_ bytes: [UInt8]) throws -> [CSVReader.Entry] {
        var reader = CSVReader(LineReader(bytes: bytes))
        var all: [CSVReader.Entry] = []
        while let entry = try reader.next() { all.append(entry) }
        return all
    }

    private func fields(_ text: String) throws -> [[String]] {
        try entries(Array(text.utf8)).compactMap { entry in
            if case .record(_, let fields) = entry { fields } else { nil }
        }
    }

    @Test func quotesDoubledQuotesAndCommasWithinThem() throws {
        #expect(try fields("a,\"b,c\",\"d \"\"e\"\"\",\"\"\n") == [["a", "b,c", "d \"e\"", ""]])
    }

    @Test func semicolonsAndTabsWhereTheHeadingHasThem() throws {
        #expect(try fields("a;\"b,c\";d\n1;2,5;\"x;y\"\n") == [["a", "b,c", "d"], ["1", "2,5", "x;y"]])
        #expect(try fields("a\tb\n1\t2;3\n") == [["a", "b"], ["1", "2;3"]])
        #expect(try fields("a,\"b;c;d\"\n1;2,3\n") == [["a", "b;c;d"], ["1;2", "3"]])
    }

    @Test func carriageReturnsAMissingLastLineFeedAndEmptyLines() throws {
        #expect(try fields("a,b\r\n\r\nc,d") == [["a", "b"], ["c", "d"]])
    }

    @Test func aQuoteInTheMiddleOfAFieldIsAQuote() throws {
        #expect(try fields("12\" RULER,\"SET\" OF 3\n") == [["12\" RULER", "SET OF 3"]])
    }

    @Test func aByteOrderMarkIsPassedOver() throws {
        #expect(try entries([0xef, 0xbb, 0xbf] + Array("a,b\n".utf8)) == [.record(line: 1, fields: ["a", "b"])])
    }

    @Test func bytesThatAreNoUTF8AreReadAsWindows1252() throws {
        #expect(
            try entries(Array("voucher ".utf8) + [0xa3, 0x80] + Array("40,1\n".utf8))
                == [.record(line: 1, fields: ["voucher £€40", "1"])])
    }

    @Test func aFieldMayHoldLineBreaks() throws {
        #expect(
            try entries(Array("a,\"two\nlines\",b\nc,d,e\n".utf8)) == [
                .record(line: 1, fields: ["a", "two\nlines", "b"]), .record(line: 3, fields: ["c", "d", "e"]),
            ])
    }

    @Test(arguments: [1, 50]) func aQuoteThatIsNeverClosedCostsOneLine(following: Int) throws {
        let rest = (0..<following).map { "x\($0),y\n" }.joined()
        let all = try entries(Array("a,b\nc,\"d\n\(rest)".utf8))
        #expect(all.count == following + 2)
        #expect(all[1] == .unreadable(line: 2, reason: "a quoted field is not closed"))
        #expect(all[2] == .record(line: 3, fields: ["x0", "y"]))
        #expect(all[all.count - 1] == .record(line: following + 2, fields: ["x\(following - 1)", "y"]))
    }
}
