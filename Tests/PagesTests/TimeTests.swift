import Fulfillment
import Testing

@testable import Pages

@Suite struct TimeTests {
    @Test func aZoneIsReadFromTheSystem() throws {
        let berlin = try #require(ViewerZone(named: "Europe/Berlin"))
        // 2026-11-30T02:00:00Z and 2026-07-01T00:30:00Z: winter and summer.
        #expect(berlin.civil(Timestamp(milliseconds: 1_796_004_000_000)).clock == "03:00")
        #expect(berlin.civil(Timestamp(milliseconds: 1_782_865_800_000)).clock == "02:30")
        #expect(ViewerZone(named: "Asia/Shanghai")?.civil(Timestamp(milliseconds: 1_796_004_000_000)).clock == "10:00")
        #expect(
            ViewerZone(named: "America/Los_Angeles")?.civil(Timestamp(milliseconds: 1_796_004_000_000)).date
                == "2026-11-29")
    }

    @Test(arguments: [
        "", "..", "../../etc/passwd", "/etc/passwd", "Europe/../../../etc/hostname", "No/Where", "a b",
        "Europe/Berlin\u{0}",
    ])
    func nothingElseIsAZone(_ name: String) { #expect(ViewerZone(named: name) == nil) }

    @Test func whatIsBehindTheLastChangeGoesByTheRule() throws {
        let rule = try #require(TimeZoneRule("CET-1CEST,M3.5.0,M10.5.0/3"))
        // 2060-03-28 01:00 UTC is the last Sunday of March: clocks go on.
        #expect(rule.offset(at: 2_847_661_199) == 3600 && rule.offset(at: 2_847_661_200) == 7200)
        let south = try #require(TimeZoneRule("AEST-10AEDT,M10.1.0,M4.1.0/3"))
        #expect(south.offset(at: 1_767_225_600) == 39_600 && south.offset(at: 1_782_864_000) == 36_000)
        #expect(TimeZoneRule("<+08>-8")?.offset(at: 0) == 28_800)
        #expect(TimeZoneRule("PST8PDT,M3.2.0,M11.1.0")?.offset(at: 1_768_435_200) == -28_800)
    }

    @Test(arguments: [
        [UInt8](), Array("TZif2".utf8), Array(repeating: 0xFF, count: 200),
        Array("TZif".utf8) + Array(repeating: 0x32, count: 400),
    ])
    func aBrokenFileIsNone(_ bytes: [UInt8]) { #expect(TimeZoneFile(bytes) == nil) }

    @Test(arguments: [
        (Int64(0), "1970-01-01", 4), (951_782_400, "2000-02-29", 2), (1_796_004_000, "2026-11-30", 1),
        (-86_400, "1969-12-31", 3),
    ])
    func daysAreThoseOfTheCalendar(_ seconds: Int64, _ date: String, _ weekday: Int) {
        let civil = CivilTime(seconds: seconds)
        #expect(civil.date == date && civil.weekday == weekday)
        #expect(CivilTime.days(civil.year, civil.month, civil.day) * 86_400 <= seconds)
    }

    @Test func aDayThatIsNotTodayIsSaid() {
        let context = PageContext(viewer: Viewer(), now: Timestamp(milliseconds: 1_796_004_000_000), path: Path("x"))
        #expect(context.time(context.now).plainText == "02:00")
        #expect(context.time(context.now.adding(seconds: -7200 - 1)).plainText == "2026-11-29 23:59")
        #expect(context.time(context.now).markup.contains("datetime=\"2026-11-30T02:00:00Z\""))
    }

    @Test(arguments: [
        (Int64(0), "0 s", "0 秒"), (59_999, "59 s", "59 秒"), (60_000, "1 min", "1 分钟"),
        (7_800_000, "2 h 10 min", "2 小时 10 分"),
        (7_200_000, "2 h", "2 小时"), (86_400_000, "1 day", "1 天"), (604_800_000, "7 days", "7 天"), (-5, "0 s", "0 秒"),
    ])
    func spansAreSaidInTheUnitsThatMatter(_ milliseconds: Int64, _ english: String, _ chinese: String) {
        for (language, words) in [(Language.english, english), (.chinese, chinese)] {
            let context = PageContext(
                viewer: Viewer(language: language), now: Timestamp(milliseconds: 0), path: Path("x"))
            #expect(context.span(milliseconds).plainText == words)
        }
    }

    @Test(arguments: [
        (String?.none, Language.english), ("zh-CN,zh;q=0.9,en;q=0.8", .chinese), ("en-GB,en;q=0.9,zh;q=0.5", .english),
        ("de,fr", .english),
        ("de, zh-TW;q=0.3", .chinese), ("en;q=0.1,zh;q=0.2", .chinese), (";;,,q=", .english),
    ])
    func theBrowsersLanguageIsTaken(_ header: String?, _ language: Language) {
        #expect(Language(accepted: header) == language)
    }
}
