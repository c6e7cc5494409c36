import Fulfillment
import Testing

@testable import Contracts

@Suite("Names, numbers and strings read in words", .timeLimit(.minutes(15)))
struct NameWordsTests {
    /// Each in a buffer that ends with it, and in one that goes on.
    private func read(_ name: String, padded: Bool) throws -> String {
        var found = ""
        var reader = JSONReader(Array(("{\"\(name)\":1}" + (padded ? String(repeating: " ", count: 40) : "")).utf8))
        try reader.object { key, reader throws(DecodeError) in
            found = key.text
            try reader.skip()
        }
        return found
    }

    @Test("a name of any length is read as it stands", arguments: [true, false])
    func everyLength(padded: Bool) throws {
        for length in 0...40 {
            let name = String("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP".prefix(length))
            #expect(try read(name, padded: padded) == name)
        }
    }

    @Test("a name is itself, and no other of its length")
    func matching() throws {
        func match(_ text: String) throws -> Int {
            var found = 0
            var reader = JSONReader(Array("{\"\(text)\":1}".utf8))
            try reader.object { key, reader throws(DecodeError) in
                switch key {
                case "a": found = 1
                case "ab": found = 2
                case "abc": found = 3
                case "abcdef": found = 6
                case "outboundOrderId": found = 15
                case "outboundOrderIds": found = 16
                case "forgottenRequests": found = 17
                case "abcdefghijklmnopqrstuvwx": found = 24
                case "abcdefghijklmnopqrstuvwxy": found = 25
                default: found = -1
                }
                try reader.skip()
            }
            return found
        }
        let names = [
            "a", "ab", "abc", "abcdef", "outboundOrderId", "outboundOrderIds", "forgottenRequests",
            "abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwxy",
        ]
        for name in names {
            #expect(try match(name) == name.utf8.count)
            #expect(try match("\\u00" + String(name.utf8.first!, radix: 16) + name.dropFirst()) == name.utf8.count)
            for place in name.indices {
                var other = name
                other.replaceSubrange(place...place, with: "_")
                #expect(try match(other) == -1, "\(other)")
            }
        }
    }

    @Test("whole numbers are read to the last digit, and what is none is refused")
    func numbers() throws {
        for text in ["0", "-0", "7", "-1", "999999999999999999", "-999999999999999999", "9223372036854775807", "1e2", "1.0"] {
            for tail in ["", " ", ",", "]"] {
                var reader = JSONReader(Array((text + tail).utf8))
                let expected = text == "1e2" ? 100 : text == "1.0" ? 1 : Int64(text)!
                #expect(try reader.integer() == expected)
            }
        }
        for text in ["-", "01", "-01", "1.", "1e", "1.5", "9223372036854775808", "x", ""] {
            var reader = JSONReader(Array(text.utf8))
            #expect(throws: DecodeError.self, "\(text)") { try reader.integer() }
        }
    }

    @Test("hexadecimal digits and times are written as the standard library and the long way do")
    func written() throws {
        var random = SystemRandomNumberGenerator()
        for width in 0..<64 {
            for value in [UInt64(1) << UInt64(width), (UInt64(1) << UInt64(width)) &- 1, random.next() >> UInt64(width)] {
                var writer = JSONWriter()
                writer.hexadecimal(value)
                #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"\(String(value, radix: 16))\"")
            }
        }
        for text in ["0000-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2024-02-29T12:34:56.789Z", "9999-12-31T23:59:59.999Z"] {
            #expect(Timestamp(rfc3339: text)?.rfc3339 == text)
            #expect(Timestamp(rfc3339: String(text.dropLast()) + "+00:00")?.rfc3339 == text)
        }
        for text in ["2023-02-29T00:00:00.000Z", "2023-13-01T00:00:00.000Z", "2023-01-01T24:00:00.000Z", "2023-01-0aT00:00:00.000Z"] {
            #expect(Timestamp(rfc3339: text) == nil)
        }
    }
}
