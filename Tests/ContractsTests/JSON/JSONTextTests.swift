import Contracts
import Foundation
import Testing

@Suite("A JSON string, which is scanned eight bytes at a time")
struct JSONTextTests {
    /// On both sides of what may not stand in a string as it is.
    private static let bytes: [UInt8] = [0x00, 0x01, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f]

    @Test("is written and read with any byte at any place, beside any other", arguments: bytes, [0x00, 0x61])
    func everyPlace(byte: UInt8, beside: UInt8) throws {
        for length in 1...26 {
            for place in 0..<length {
                var text = [UInt8](repeating: 0x61, count: length)
                text[place] = byte
                if place + 1 < length { text[place + 1] = beside }
                let string = String(decoding: text, as: UTF8.self)
                var writer = JSONWriter()
                writer.array { $0.string(string) }
                #expect(try JSONDecoder().decode([String].self, from: Data(writer.bytes)) == [string])
                var reader = JSONReader(writer.bytes)
                var read: [String] = []
                try reader.array { _, reader throws(DecodeError) in read.append(try reader.string()) }
                #expect(read == [string])
                try reader.finish()
            }
        }
    }

    @Test("is not JSON with a control character at any place", arguments: [UInt8(0x00), 0x0a, 0x1f])
    func controlCharacter(byte: UInt8) throws {
        for length in 1...26 {
            for place in 0..<length {
                var text = [UInt8](repeating: 0x61, count: length)
                text[place] = byte
                let json = [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
                #expect(throws: DecodeError.self) {
                    var reader = JSONReader(json)
                    _ = try reader.string()
                }
            }
        }
    }

    @Test("ends where its reader ends, though more of the text follows")
    func endOfPart() throws {
        let json = Array(#"["abc","#.utf8)
        #expect(throws: DecodeError.self) {
            var reader = JSONReader(json, 1..<5)
            _ = try reader.string()
        }
        var reader = JSONReader(json, 1..<6)
        #expect(try reader.string() == "abc")
    }
}
