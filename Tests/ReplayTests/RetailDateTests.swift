import Contracts
import Fulfillment
import Testing

@testable import Replay
@testable import turnback

@Suite struct RetailDateTests {
    private func read(_ text: String, _ order: RetailDate.Order = .mdy) -> String? {
        RetailDate(text)?.time(order)?.rfc3339
    }

    @Test func allFormsThatTheDataHas() {
        #expect(read("2010-12-01 08:26:00") == "2010-12-01T08:26:00.000Z")
        #expect(read("2010-12-01T08:26") == "2010-12-01T08:26:00.000Z")
        #expect(read("12/1/2010 8:26") == "2010-12-01T08:26:00.000Z")
        #expect(read("01/12/2010 08:26", .dmy) == "2010-12-01T08:26:00.000Z")
        #expect(read("12/1/10 8:26") == "2010-12-01T08:26:00.000Z")
        #expect(read("2010-12-01", .dmy) == "2010-12-01T00:00:00.000Z")
    }

    @Test func anyTimeOfRFC3339() {
        #expect(read("2010-12-01T08:26:00Z") == "2010-12-01T08:26:00.000Z")
        #expect(read("2010-12-01T08:26:00.25+01:00") == "2010-12-01T07:26:00.250Z")
        #expect(read("2010-12-01 08:26:00-05:30", .dmy) == "2010-12-01T13:56:00.000Z")
        #expect(read("2010-12-01t08:26:00z") == "2010-12-01T08:26:00.000Z")
        #expect(read("2010-12-01 08:26:00.123") == "2010-12-01T08:26:00.000Z")
        #expect(RetailDate("2010-12-01 08:26:00.x") == nil && RetailDate("2010-12-01T08:26:00+25:00") == nil)
        #expect(RetailDate("2010-12-13T08:26:00Z")?.shows == nil)
    }

    @Test(arguments: [
        "", "yesterday", "2010-12-01 25:00", "12/1 8:26", "1/2/3/4 8:26", "2010-12-01 08:26 UTC", "32/1/2010",
    ])
    func whatIsNoDate(text: String) { #expect(RetailDate(text) == nil) }

    @Test func aDayThatDoesNotExist() {
        #expect(read("2/30/2010 8:26") == nil)
        #expect(read("13/1/2010 8:26") == nil)
        #expect(read("13/1/2010 8:26", .dmy) == "2010-01-13T08:26:00.000Z")
    }

    @Test func someDatesShowTheOrder() {
        #expect(RetailDate("12/13/2010 8:26")?.shows == .mdy)
        #expect(RetailDate("13/12/2010 8:26")?.shows == .dmy)
        #expect(RetailDate("12/1/2010 8:26")?.shows == nil)
        #expect(RetailDate("2010-12-13 8:26")?.shows == nil)
    }
}
