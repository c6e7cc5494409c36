import Contracts
import Foundation
import TestSupport
import Testing

/// The reader and the writer against Foundation's.
@Suite("JSON against Foundation's", .timeLimit(.minutes(15)))
struct JSONOracleTests {
    enum Value: Equatable {
        case null
        case bool(Bool)
        case number(Int64)
        case text(String)
        case list([Value])
        case object([String: Value])
    }

    static let texts = [
        "", "a", "é", "e\u{301}", "😀", "👨‍👩‍👧", "\"\\/\u{8}\u{c}\n\r\t", "\u{0}\u{1}\u{1f}\u{7f}", "\u{2028}", "中文 出库单",
        "\u{fffd}",
        "\u{10ffff}",
    ]

    private func value(_ random: inout SplitMix64, _ depth: Int) -> Value {
        switch random.below(depth > 4 ? 4 : 6) {
        case 0: .null
        case 1: .bool(random.chance(50))
        case 2: .number(random.pick([0, 1, -1, 1_000_000, .max, .min, Int64(random.below(1 << 30))]))
        case 3: .text(random.pick(Self.texts) + random.pick(Self.texts))
        case 4: .list((0..<random.below(4)).map { _ in value(&random, depth + 1) })
        default:
            .object(
                Dictionary(["a", "b", "quantity"].prefix(random.below(4)).map { ($0, value(&random, depth + 1)) }) {
                    $1
                })
        }
    }

    private func write(_ value: Value, _ writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let number): writer.integer(number)
        case .text(let text): writer.string(text)
        case .list(let list): writer.array { for one in list { write(one, &$0) } }
        case .object(let fields):
            writer.object { writer in
                for (name, one) in fields {
                    switch name {
                    case "a": writer.key("a")
                    case "b": writer.key("b")
                    default: writer.key("quantity")
                    }
                    write(one, &writer)
                }
            }
        }
    }

    private func read(_ reader: inout JSONReader) throws(DecodeError) -> Value {
        if try reader.isNull() { return .null }
        var copy = reader
        if let text = try? copy.string() {
            reader = copy
            return .text(text)
        }
        copy = reader
        if let number = try? copy.integer() {
            reader = copy
            return .number(number)
        }
        copy = reader
        if let bool = try? copy.bool() {
            reader = copy
            return .bool(bool)
        }
        copy = reader
        if (try? copy.array { _, reader throws(DecodeError) in try reader.skip() }) != nil {
            var list: [Value] = []
            try reader.array { _, reader throws(DecodeError) in list.append(try read(&reader)) }
            return .list(list)
        }
        var fields: [String: Value] = [:]
        try reader.object { key, reader throws(DecodeError) in fields[key.text] = try read(&reader) }
        return .object(fields)
    }

    private func value(_ object: Any) -> Value {
        switch object {
        case is NSNull: .null
        case let text as String: .text(text)
        case let number as NSNumber:
            isBool(number) ? .bool(number.boolValue) : .number(number.int64Value)
        case let list as [Any]: .list(list.map { value($0) })
        case let fields as [String: Any]: .object(fields.mapValues { value($0) })
        default: .null
        }
    }

    private func isBool(_ number: NSNumber) -> Bool { unsafe String(cString: number.objCType) == "c" }

    @Test("what is written is read by both, and what Foundation writes is read", arguments: UInt64(1)...40)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<25 {
            let original = value(&random, 0)
            var writer = JSONWriter()
            write(original, &writer)
            var reader = JSONReader(writer.bytes)
            #expect(try read(&reader) == original)
            let foundation = try JSONSerialization.jsonObject(with: Data(writer.bytes), options: .fragmentsAllowed)
            #expect(value(foundation) == original)
            let again = try JSONSerialization.data(
                withJSONObject: foundation, options: [.fragmentsAllowed, .prettyPrinted])
            reader = JSONReader(Array(again))
            #expect(try read(&reader) == original)
        }
    }

    @Test("both agree on which mutilated texts are JSON")
    func agree() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            var writer = JSONWriter()
            write(value(&random, 0), &writer)
            var bytes = writer.bytes
            switch random.below(3) {
            case 0: bytes.remove(at: random.below(bytes.count))
            case 1: bytes[random.below(bytes.count)] = random.pick(Array(#"{}[]",:\u01e-.tn 9"#.utf8))
            default: bytes.insert(random.pick(Array(#"{}[]",:\9"#.utf8)), at: random.below(bytes.count + 1))
            }
            let mine = jsonRefusal(bytes)
            let foundation = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            if mine == nil, foundation == nil { try Self.explain(bytes) }
            if mine != nil {
                #expect(
                    foundation == nil || Self.foundationIsLenient(bytes),
                    "\(String(decoding: bytes, as: UTF8.self)): \(mine!)")
            }
        }
    }

    /// Numbers that Foundation cannot represent are JSON all the same.
    private static func explain(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("e") || text.contains("E") || text.contains(where: \.isNumber), "\(text)")
    }

    /// Foundation takes half a surrogate pair for U+FFFD, a comma too many, and text of other encodings.
    private static func foundationIsLenient(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return bytes.contains(0) || ["\\u", ",}", ",]"].contains { text.contains($0) }
    }
}
