import Testing

@testable import Pages

@Suite struct ScanTests {
    static let sscc = "340123450000000017"

    @Test(arguments: [
        ("]C100340123450000000017", "with the sign of Code 128"), ("00340123450000000017", "without a sign"),
        ("(00)340123450000000017", "in brackets"), ("\u{1D}00340123450000000017", "behind a separator"),
        ("340123450000000017", "alone"), ("]d2\u{1D}00340123450000000017\r", "in a Data Matrix"),
        ("  ]Q300340123450000000017\n", "with white space"), ("００３４０１２３４５００００００００１７", "in full-width digits"),
        ("]e000340123450000000017", "in a DataBar"), ("]J100340123450000000017", "in a DotCode"),
    ])
    func anSSCCIsFound(_ raw: String, _ how: String) {
        let code = ScannedCode(raw)
        #expect(code?.sscc == Self.sscc, "\(how)")
        #expect(code?.candidates.contains(Self.sscc) == true, "\(how)")
        #expect(code?.raw == raw)
    }

    @Test func aWrongCheckDigitIsNoSSCC() {
        #expect(ScannedCode("00340123450000000018")?.sscc == nil)
        #expect(ScannedCode("340123450000000018")?.sscc == nil)
        #expect(ScannedCode("340123450000000018")?.candidates == ["340123450000000018"])
    }

    /// An ordinary code may begin like an element string: without a sign the whole of it is tried first.
    @Test func theWholeCodeComesFirstWithoutASign() {
        let code = ScannedCode("0203401234500000000")
        #expect(code?.isMarkedGS1 == false)
        #expect(code?.candidates.first == "0203401234500000000")
        #expect(ScannedCode("00340123450000000017")?.candidates.first == "00340123450000000017")
        #expect(ScannedCode("]C100340123450000000017")?.candidates.first == Self.sscc)
    }

    @Test(arguments: ["\u{1D}", "␝", "^]", "<GS>", "|"])
    func separatorsAreReadHoweverTheyAreWritten(_ separator: String) {
        let code = ScannedCode("]C10109501101530003" + "10LOT-7" + separator + "37" + "12")
        #expect(
            code?.elements == [GS1Element("01", "09501101530003"), GS1Element("10", "LOT-7"), GS1Element("37", "12")])
        #expect(code?.count == 12)
        #expect(code?.candidates.prefix(2) == ["09501101530003", "9501101530003"])
    }

    @Test func theLastElementNeedsNoSeparator() {
        #expect(
            ScannedCode("]C1010950110153000321SN-1")?.elements == [
                GS1Element("01", "09501101530003"), GS1Element("21", "SN-1"),
            ])
    }

    @Test func aCarriersNumberIsMatchedWithoutThePostcode() {
        let number = "9400110200881234567890"
        #expect(ScannedCode("]C142090210" + number)?.candidates.contains(number) == true)
        #expect(ScannedCode("420902101234" + number)?.candidates.contains(number) == true)
        #expect(ScannedCode("42090210" + number)?.candidates.first == "42090210" + number)
    }

    @Test func bracketsNameTheirElements() {
        let code = ScannedCode("(00)340123450000000017(37)5(402)12345678901234567")
        #expect(code?.elements.map(\.identifier) == ["00", "37", "402"])
        #expect(code?.isMarkedGS1 == true)
        #expect(ScannedCode("(00340123450000000017")?.isMarkedGS1 == false)
        #expect(ScannedCode("(ab)12")?.elements.isEmpty == true)
    }

    @Test(arguments: [
        "1Z999AA10123456784", "P-77", "OB-1001-1", "RO-OB-1001-1", "]C", "]", "00", "0", "99", "(", "()", "(00)",
    ])
    func anOrdinaryCodeIsItself(_ text: String) {
        let code = ScannedCode(text)
        #expect(code?.text == text)
        #expect(code?.candidates.first == text)
        #expect(code?.isMarkedGS1 == false)
    }

    @Test(arguments: ["", "   ", "\r\n", "\u{1D}", "]C1", "]C1\u{1D}", "\u{0}\u{0}"]) func nothingIsNothing(
        _ raw: String
    ) {
        #expect(ScannedCode(raw)?.candidates.allSatisfy { !$0.isEmpty } ?? true)
    }

    /// Any text may be typed: nothing breaks, and what was typed is kept.
    @Test(arguments: 0..<500) func anyTextIsReadWithoutATrap(_ seed: Int) {
        var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let pieces = [
            "00", "01", "420", "(", ")", "]C1", "\u{1D}", "^]", "<GS>", "|", "1", "23", "A", "é", "中", "４", " ", "310",
            "8", "9",
        ]
        let raw = (0..<next(30)).map { _ in pieces[next(pieces.count)] }.joined()
        guard let code = ScannedCode(raw) else { return }
        #expect(code.raw == raw)
        #expect(!code.candidates.isEmpty && code.candidates.allSatisfy { !$0.isEmpty })
        #expect(Set(code.candidates).count == code.candidates.count)
    }

    @Test(arguments: AnswerCard.allCases) func cardsNeedNoKeyThatLayoutsMove(_ card: AnswerCard) {
        #expect(card.rawValue.allSatisfy { $0.isUppercase && !"AMQWYZ".contains($0) })
        #expect(ScannedCode("]A0\(card.rawValue.lowercased())\r").flatMap { AnswerCard($0) } == card)
        #expect(Code39.widths(card.rawValue)?.count == (card.rawValue.count + 2) * 9 + card.rawValue.count + 1)
    }

    /// Each character of Code 39 has nine elements, three of them wide.
    @Test func everyPatternHasThreeWideElements() {
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
            let widths = Code39.widths(String(letter))
            #expect(widths?.dropFirst(10).prefix(9).filter { $0 > 1 }.count == 3, "\(letter)")
        }
        #expect(Code39.widths("é") == nil)
    }
}
