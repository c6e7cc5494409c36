import Contracts
import Fulfillment
import Testing

@Suite("Hostile JSON", .timeLimit(.minutes(15)))
struct JSONHostileTests {
    @Test("nesting of 32 levels is read, 33 are refused, a mebibyte of brackets too", arguments: ["[", #"{"a":"#])
    func nesting(open: String) {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: open, count: depth) + "1" + String(repeating: open == "[" ? "]" : "}", count: depth))
                    .utf8)
        }
        #expect(jsonRefusal(nested(32)) == nil)
        #expect(jsonRefusal(nested(33))?.code == .tooDeep)
        #expect(jsonRefusal(Array(String(repeating: open, count: 200_000).utf8))?.code == .tooDeep)
    }

    static let notJSON: [[UInt8]] =
        [
            #""\q""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\ud800x""#, #""\udc00""#, #""\ud800\u0041""#,
            #"{"\ud800":1}"#, #"{"a":1,}"#, "[1,]", "[,1]", #"{"a"1}"#, #"{"a":}"#, "{1:2}", #"{"a":1"b":2}"#, "[1 2]",
            "nul", "nulls", "tru", "'a'", "\"a\tb\"", "\"a\nb\"", "\"", "{", "[", "\u{feff}{}", "[]]", "//x\n1", "-",
        ].map { Array($0.utf8) } + [
            [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
            [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xe2, 0x82, 0x22], [0x22, 0x00, 0x22], [0x00], Array("{}".utf8) + [0], [0x22, 0x5c, 0x00, 0x22],
            Array(#"{""#.utf8) + [0xff] + Array(#"":1}"#.utf8),
        ]

    @Test("is refused where it is skipped as well", arguments: notJSON)
    func refused(bytes: [UInt8]) {
        #expect(jsonRefusal(bytes)?.code == .notJSON)
        let message = Array(#"{"unknown":"#.utf8) + bytes + Array(#","requestId":"r"}"#.utf8)
        var reader = JSONReader(message)
        #expect(throws: DecodeError.self) {
            _ = try Message(Envelope(source: "s", id: "1", type: .cancellationRequested), &reader)
        }
    }

    @Test(
        "truncated at every byte is an error, never a crash",
        arguments: [
            (MessageType.outboundOrderSubmitted, Example.submitted), (.cancellationRequested, Example.requested),
            (.cancellationChanged, Example.outcome),
        ])
    func truncated(type: MessageType, example: String) {
        let bytes = Array(example.utf8)
        for count in bytes.indices {
            var reader = JSONReader(Array(bytes[..<count]))
            #expect(throws: DecodeError.self, "cut at \(count)") {
                _ = try Message(Envelope(source: "s", id: "1", type: type), &reader)
            }
        }
    }

    @Test("with any one byte replaced is read or refused, never a crash")
    func replaced() {
        let bytes = Array(Example.requested.utf8)
        for index in bytes.indices {
            for byte in [UInt8(0), 0x22, 0x5c, 0x7b, 0x5d, 0x2c, 0x2d, 0x39, 0x65, 0x80, 0xff] {
                var changed = bytes
                changed[index] = byte
                var reader = JSONReader(changed)
                _ = try? Message(Envelope(source: "s", id: "1", type: .cancellationRequested), &reader)
            }
        }
    }

    @Test(
        "errors stay short, for any input",
        arguments: [
            (#"{"requestId":"a"#, "\u{301}", #""}"#), (#"{"reason":"#, "9", "}"), (#"{"requestedAt":""#, "x", #""}"#),
            (#"{""#, "k", #"":!}"#), (#"{"requestedBy":"b"#, "\u{301}", #""}"#),
        ])
    func shortErrors(begin: String, part: String, end: String) throws {
        let json = begin + String(repeating: part, count: 900_000 / part.utf8.count) + end
        let error = try #require(refusal(.cancellationRequested, json))
        #expect(error.description.utf8.count < 400)
    }

    @Test("the last of two fields with the same name counts")
    func duplicateKeys() throws {
        let json =
            Example.submitted.dropLast() + #","merchantId":"last","lines":[{"sku":"Z","quantity":9,"quantity":8}]}"#
        guard case .outboundOrderSubmitted(let order) = try decode(.outboundOrderSubmitted, String(json)) else {
            return
        }
        #expect(order.merchantId == "last")
        #expect(order.lines == [Line("Z", 8)])
    }

    @Test("a field's name may be written with escapes")
    func escapedKeys() throws {
        let json = Example.submitted.replacing(#""merchantId""#, with: #""merchant\u0049d""#)
        #expect(refusal(.outboundOrderSubmitted, json) == nil)
    }

    @Test("a mebibyte of text is read")
    func large() throws {
        let text = String(repeating: "é", count: 500_000)
        var reader = JSONReader(Array(("\"" + text + "\"").utf8))
        #expect(try reader.string() == text)
    }
}
