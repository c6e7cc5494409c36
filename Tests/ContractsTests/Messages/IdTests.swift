import Contracts
import Foundation
import Fulfillment
import Testing

/// Why a text is not an id; nil where it is one.
private func refused(_ id: String, isOwn: Bool = false) -> DecodeError? {
    var writer = JSONWriter()
    writer.string(id)
    do throws(DecodeError) {
        var reader = JSONReader(writer.bytes)
        reader.isOwn = isOwn
        let read = try reader.id()
        #expect(Array(read.utf8) == Array(id.utf8))
        return nil
    } catch { return error }
}

@Suite("Ids", .timeLimit(.minutes(15)))
struct IdTests {
    @Test(
        "are printable UTF-8, spaces within are fine",
        arguments: [
            "a", "SKU 1", "r-5001", "é", "出库单", "각", "😀", "👍🏽", "a\"b\\c", "<>&'%#?", "a\u{a0}b", "\u{301}a", "x\u{327}\u{301}",
            String(repeating: "x", count: 128),
            String(repeating: "é", count: 64), "~", "a:b", "ﷺ",
        ])
    func fine(id: String) { #expect(refused(id) == nil) }

    @Test(
        "are not empty, not longer than 128 bytes, and have no '/', control character or white space at either end",
        arguments: [
            "", " ", " a", "a ", "a/b", "/", "a\n", "\ta", "a\u{0}b", "a\u{7f}b", "a\u{85}b", "a\u{1b}b", "\u{a0}a",
            "a\u{3000}",
            "a\u{2028}b", "a\u{2029}", "/\u{301}", "\u{e000}/", String(repeating: "x", count: 129),
            String(repeating: "é", count: 65),
            String(repeating: "😀", count: 33),
        ])
    func notFine(id: String) { #expect(refused(id)?.code == .invalidField) }

    @Test(
        "are refused with the code point at fault and its place",
        arguments: [
            ("SKU\u{200b}1", "character 4 is U+200B ZERO WIDTH SPACE, a format character"),
            ("\u{feff}SKU", "character 1 is U+FEFF ZERO WIDTH NO-BREAK SPACE, a format character"),
            ("出库\u{202e}单", "character 3 is U+202E RIGHT-TO-LEFT OVERRIDE, a format character"),
            ("👨\u{200d}👩", "character 2 is U+200D ZERO WIDTH JOINER, a format character"),
            ("a\u{ad}b", "character 2 is U+00AD SOFT HYPHEN, a format character"),
            ("a\u{e0041}", "character 2 is U+E0041 TAG LATIN CAPITAL LETTER A, a format character"),
            ("a\u{e123}", "character 2 is U+E123, a private-use character"),
            ("a\u{10fffd}", "character 2 is U+10FFFD, a private-use character"),
            ("a\u{378}", "character 2 is U+0378, which is not assigned"),
            ("a\u{ffff}", "character 2 is U+FFFF, which is not assigned"),
            ("a\u{7}", "character 2 is U+0007, a control character"),
            ("a\u{2028}b", "character 2 is U+2028 LINE SEPARATOR, a line break"),
            ("a\u{fe0f}", "character 2 is U+FE0F VARIATION SELECTOR-16, an invisible character"),
            ("a\u{3164}b", "character 2 is U+3164 HANGUL FILLER, an invisible character"),
            ("a\u{34f}b", "character 2 is U+034F COMBINING GRAPHEME JOINER, an invisible character"),
            ("ab/c", "character 3 is U+002F SOLIDUS, which separates ids"),
            ("é ", "character 2 is U+0020 SPACE, white space at an end"),
            ("\u{3000}a", "character 1 is U+3000 IDEOGRAPHIC SPACE, white space at an end"),
            ("cafe\u{301}s", "character 4 is U+0065 U+0301, whose composed form (NFC) is U+00E9"),
            ("e\u{301}\u{327}", "character 1 is U+0065 U+0301 U+0327, whose composed form (NFC) is U+0229 U+0301"),
            ("\u{212b}", "character 1 is U+212B ANGSTROM SIGN, whose composed form (NFC) is U+00C5"),
            ("x\u{1100}\u{1161}\u{11a8}", "character 2 is U+1100 U+1161 U+11A8, whose composed form (NFC) is U+AC01"),
            ("\u{958}", "character 1 is U+0958 DEVANAGARI LETTER QA, whose composed form (NFC) is U+0915 U+093C"),
            ("\u{f900}", "character 1 is U+F900 CJK COMPATIBILITY IDEOGRAPH-F900, whose composed form (NFC) is U+8C48"),
        ])
    func names(id: String, fault: String) throws {
        let error = try #require(refused(id))
        #expect(error.code == .invalidField)
        #expect(error.reason.hasSuffix(": " + fault), "\(error.reason)")
    }

    @Test("that are refused are shown without what cannot be seen")
    func shown() throws {
        let error = try #require(refused("a\u{202e}b\u{feff}"))
        #expect(error.reason.contains(#"found "a\u{202E}b\u{FEFF}""#))
    }

    /// Foundation says what is the same text in other code points; the code under test asks the standard library.
    @Test("have one spelling for each text: of those that mean the same exactly one is an id")
    func oneSpelling() {
        var several = 0
        for value in UInt32(0x80)..<0x30000 {
            guard let scalar = Unicode.Scalar(value), !scalar.properties.isDefaultIgnorableCodePoint else { continue }
            let text = "出" + String(Character(scalar)) + "y"
            var spellings = [text]
            for other in [text.decomposedStringWithCanonicalMapping, text.precomposedStringWithCanonicalMapping]
            where !spellings.contains(where: { $0.utf8.elementsEqual(other.utf8) }) { spellings.append(other) }
            guard spellings.count > 1 else { continue }
            several += 1
            let ids = spellings.filter { refused($0) == nil }
            #expect(ids.count == 1 && ids[0].utf8.elementsEqual(text.precomposedStringWithCanonicalMapping.utf8))
        }
        #expect(several > 10_000)
    }

    @Test("that nobody can see are not ids, whichever characters they are made of")
    func unseen() {
        for value in [UInt32](0..<0x20000) + [UInt32](0xe0000..<0xe0200) + [0xf0000, 0x10fffd, 0x10ffff] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isUnseen =
                switch scalar.properties.generalCategory {
                case .control, .format, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .surrogate: true
                default: scalar.properties.isDefaultIgnorableCodePoint
                }
            guard isUnseen else { continue }
            if refused("x" + String(Character(scalar)) + "y") == nil { Issue.record("U+\(String(value, radix: 16)) is accepted") }
        }
    }

    @Test("that Turnback wrote before this rule are read as they are", arguments: ["e\u{301}", "a\u{200b}b", "\u{e000}"])
    func own(id: String) {
        #expect(refused(id) != nil)
        #expect(refused(id, isOwn: true) == nil)
    }

    @Test("of cases have the same rule, and '/' between their parts")
    func caseIds() {
        func read(_ id: String) -> DecodeError? {
            refusal(
                .stockAdjust,
                #"{"merchantId":"m","warehouseId":"w","adjustmentId":"a","sku":"A","delta":1,"reasonCode":"r","actor":"p","outboundOrderId":"O","caseId":"\#(id)"}"#
            )
        }
        #expect(read("shop/1001/c1") == nil)
        #expect(read("shop/caf\u{e9}/c1") == nil)
        let error = read("shop/cafe\u{301}/c1")
        #expect(error?.path == "caseId")
        #expect(error?.reason.hasSuffix("character 9 is U+0065 U+0301, whose composed form (NFC) is U+00E9") == true)
        #expect(read("shop/10\u{200b}01/c1")?.code == .invalidField)
        #expect(read("") != nil)
    }
}

@Suite("The rule of ids holds", .timeLimit(.minutes(15)))
struct IdPlaceTests {
    /// Each text of a message that is an id: put a decomposed one in its place, and it is refused by its path.
    @Test("wherever a message that others send has an id", arguments: MessageType.allCases.filter(\.isSentByOthers))
    func everywhere(type: MessageType) {
        var ids = 0
        for (path, value) in type.fullExample.withTexts(replacedBy: "e\u{301}") {
            let field = path.split(separator: ".").last.map(String.init) ?? ""
            guard field.hasSuffix("Id") || field == "sku" else { continue }
            ids += 1
            let error = refusal(type, value.compact)
            #expect(error?.code == .invalidField, "\(path)")
            #expect(error?.path == path)
        }
        #expect(ids >= 3)
    }

    @Test("for a request that is named by its attributes")
    func attributes() {
        let json = #"{"storeId":"s","storeOrderId":"1","reason":"other","requestedBy":"buyer","requestedAt":"2026-11-24T08:00:00Z"}"#
        for odd in ["e\u{301}", "a\u{200b}", "a\u{202e}b"] {
            do throws(DecodeError) {
                _ = try decode(.cancellationRequested, json, source: "shop", id: odd)
                Issue.record("\(odd) is accepted")
            } catch {
                #expect(error.code == .invalidField)
                #expect(error.path == "requestId")
                #expect(error.reason.contains("name a requestId"))
            }
        }
    }

    @Test("for what others send, and not for what Turnback wrote")
    func own() throws {
        let json = "{\"returnOrderId\":\"e\u{301}\",\"storeId\":\"s\",\"storeOrderId\":\"1\"}"
        #expect(refusal(.returnOrderCancel, json) != nil)
        #expect(throws: Never.self) { try decode(.returnOrderCancel, json, source: "turnback/orders") }
        #expect(throws: DecodeError.self) { try decode(.returnOrderCancel, json, source: "turnback/order") }
        // Turnback's services write no receipts of stock: the name earns nothing.
        let receipt = "{\"merchantId\":\"m\",\"warehouseId\":\"e\u{301}\",\"receiptId\":\"r\",\"lines\":[{\"sku\":\"A\",\"quantity\":1}]}"
        #expect(throws: DecodeError.self) { try decode(.stockReceive, receipt, source: "turnback/returns") }
    }

    @Test("in a policy: a merchant is an id")
    func policy() {
        #expect(throws: Never.self) { try Policies.decode(Array(#"{"merchants":{"acmé":{}}}"#.utf8)) }
        #expect(throws: DecodeError.self) { try Policies.decode(Array("{\"merchants\":{\"acme\u{301}\":{}}}".utf8)) }
    }
}
