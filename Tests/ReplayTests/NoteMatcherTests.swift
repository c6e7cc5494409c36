import Fulfillment
import Testing

@testable import Replay
@testable import turnback

@Suite struct NoteMatcherTests {
    private func document(_ id: String, _ hour: Int64, _ lines: [Line], customer: String = "c") -> RetailBook.Document {
        RetailBook.Document(
            id: id, customer: customer, time: Timestamp(milliseconds: hour * 3_600_000), lines: lines)
    }

    private func whole(_ invoice: String) -> NoteMatcher.Match { .shares([.init(invoice: invoice)]) }
    private func part(_ invoice: String, _ lines: Line...) -> NoteMatcher.Match {
        .shares([.init(invoice: invoice, lines: lines)])
    }

    @Test func theNewestPurchaseBeforeTheNoteIsMeant() {
        var matcher = NoteMatcher([
            document("1", 1, [Line("a", 2)]), document("2", 2, [Line("a", 2)]), document("3", 9, [Line("a", 2)]),
        ])
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == whole("2"))
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == whole("1"))
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == .none(.moreThanBought))
    }

    @Test func anotherCustomersPurchaseIsNotMeant() {
        var matcher = NoteMatcher([document("1", 1, [Line("a", 2)], customer: "other")])
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == .none(.boughtBefore))
    }

    @Test func someLinesOrUnitsAreAPart() {
        var matcher = NoteMatcher([document("1", 1, [Line("a", 2), Line("b", 3)])])
        #expect(matcher.match(document("C", 5, [Line("a", 1)])) == part("1", Line("a", 1)))
        #expect(matcher.match(document("C", 6, [Line("a", 2)])) == .none(.moreThanBought))
        #expect(matcher.match(document("C", 7, [Line("z", 1)])) == .none(.boughtBefore))
    }

    @Test func theRestAfterAPartNamesItsLines() {
        var matcher = NoteMatcher([document("1", 1, [Line("a", 2)])])
        let half = document("C", 5, [Line("a", 1)])
        #expect(matcher.match(half) == part("1", Line("a", 1)))
        #expect(matcher.match(half) == part("1", Line("a", 1)))
    }

    @Test func aNoteOverSeveralPurchasesIsSpreadOverThemTheNewestFirst() {
        var matcher = NoteMatcher([
            document("1", 1, [Line("a", 2)]), document("2", 2, [Line("b", 2)]), document("3", 3, [Line("a", 1)]),
        ])
        #expect(
            matcher.match(document("C", 5, [Line("a", 2), Line("b", 1)]))
                == .shares([
                    .init(invoice: "3"), .init(invoice: "2", lines: [Line("b", 1)]),
                    .init(invoice: "1", lines: [Line("a", 1)]),
                ]))
        #expect(matcher.match(document("C", 6, [Line("a", 1)])) == part("1", Line("a", 1)))
        #expect(matcher.match(document("C", 7, [Line("a", 1)])) == .none(.moreThanBought))
    }
}
