import Fulfillment
import Testing

@testable import turnback

@Suite struct NoteMatcherTests {
    private func document(_ id: String, _ hour: Int64, _ lines: [Line], customer: String = "c") -> RetailBook.Document {
        RetailBook.Document(
            id: id, customer: customer, time: Timestamp(milliseconds: hour * 3_600_000), lines: lines)
    }

    @Test func theNewestPurchaseBeforeTheNoteIsMeant() {
        var matcher = NoteMatcher([
            document("1", 1, [Line("a", 2)]), document("2", 2, [Line("a", 2)]), document("3", 9, [Line("a", 2)]),
        ])
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == .whole(invoice: "2"))
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == .whole(invoice: "1"))
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == .none(.moreThanBought))
    }

    @Test func anotherCustomersPurchaseIsNotMeant() {
        var matcher = NoteMatcher([document("1", 1, [Line("a", 2)], customer: "other")])
        #expect(matcher.match(document("C", 5, [Line("a", 2)])) == .none(.boughtBefore))
    }

    @Test func someLinesOrUnitsAreAPart() {
        var matcher = NoteMatcher([document("1", 1, [Line("a", 2), Line("b", 3)])])
        #expect(matcher.match(document("C", 5, [Line("a", 1)])) == .part(invoice: "1"))
        #expect(matcher.match(document("C", 6, [Line("a", 2)])) == .none(.moreThanBought))
        #expect(matcher.match(document("C", 7, [Line("z", 1)])) == .none(.boughtBefore))
    }

    @Test func theRestAfterAPartIsTheWholeOnlyWhereThePartWasSent() {
        let purchase = document("1", 1, [Line("a", 2)])
        let part = document("C", 5, [Line("a", 1)])
        var counting = NoteMatcher([purchase], partial: .counted)
        _ = counting.match(part)
        #expect(counting.match(part) == .part(invoice: "1"))
        var sending = NoteMatcher([purchase], partial: .sent)
        _ = sending.match(part)
        #expect(sending.match(part) == .whole(invoice: "1"))
    }

    @Test func aNoteOverTwoPurchasesIsNotMatched() {
        var matcher = NoteMatcher([document("1", 1, [Line("a", 2)]), document("2", 2, [Line("b", 2)])])
        #expect(matcher.match(document("C", 5, [Line("a", 1), Line("b", 1)])) == .none(.severalPurchases))
    }
}
