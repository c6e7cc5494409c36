import Contracts
import Foundation
import Fulfillment
import TestSupport
import Testing

@Suite("RFC 3339 times", .timeLimit(.minutes(15)))
struct RFC3339Tests {
    @Test(
        "are read with any offset and precision",
        arguments: [
            ("1970-01-01T00:00:00Z", Int64(0)), ("1970-01-01T00:00:00.001Z", 1), ("1970-01-01t00:00:00z", 0),
            ("1970-01-01T01:30:00+01:30", 0), ("1969-12-31T19:00:00-05:00", 0), ("1970-01-01T00:00:00-00:00", 0),
            ("1970-01-01T00:00:00.1Z", 100), ("1970-01-01T00:00:00.123456789012345678901234567890Z", 123),
            ("1970-01-01T00:00:00.9999Z", 999), ("1969-12-31T23:59:59.999Z", -1),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2016-12-31T23:59:60.500Z", 1_483_228_800_500), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2000-02-29T12:00:00Z", 951_825_600_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ])
    func read(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "2026", "2026-11-24", "2026-11-24T08:00Z", "2026-11-24T08:00:00", "2026-11-24T08:00:00.Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-11-31T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T08:60:00Z", "2026-11-24T08:00:61Z", "2026-11-24T08:00:00+24:00", "2026-11-24T08:00:00+0100",
            "2026-11-24T08:00:00+01", "2026-11-24T08:00:00Z ", " 2026-11-24T08:00:00Z", "2026-11-24T08:00:00ZZ",
            "1764000000000",
            "26-11-24T08:00:00Z", "+2026-11-24T08:00:00Z", "2026-11-24T08:00:00,5Z", "２026-11-24T08:00:00Z",
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:60Z", "9999-12-31T23:59:59-00:01",
        ])
    func refused(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test("are written as Foundation writes them, and read back", arguments: UInt64(1)...20)
    func oracle(seed: UInt64) throws {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            // Foundation changes to the Julian calendar before 1582.
            let milliseconds = Int64(random.next() % 265_000_000_000_000) - 12_000_000_000_000
            let time = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(rfc3339: time.rfc3339) == time)
            guard milliseconds < 253_402_300_799_999 else { continue }
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            #expect(
                formatter.date(from: time.rfc3339).map { abs($0.timeIntervalSince(date)) < 0.0011 } == true,
                "\(time.rfc3339)")
        }
    }

    @Test("of every day of four centuries are days of the calendar, one after the other")
    func everyDay() {
        var last = ""
        for day in Int64(0)..<146_097 {
            let time = Timestamp(milliseconds: (day - 73_000) * 86_400_000)
            let text = time.rfc3339
            if text <= last || Timestamp(rfc3339: text) != time { Issue.record("\(text) after \(last)") }
            last = text
        }
    }

    @Test(
        "beyond the calendar are its ends",
        arguments: [
            (Int64.max, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
            (.min, "0000-01-01T00:00:00.000Z"), (-62_167_219_200_001, "0000-01-01T00:00:00.000Z"),
        ])
    func beyond(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }
}
