internal import Glibc

/// A moment of the wall clock, to the millisecond.
public struct WallClock: Sendable, Equatable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// From its milliseconds since 1970.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Now.
    public static func now() -> WallClock {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return WallClock(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// `2026-11-24T08:00:00.000Z`.
    public var rfc3339: String {
        let date = Self.civil(days: Self.floored(milliseconds, 86_400_000))
        let time = milliseconds - Self.floored(milliseconds, 86_400_000) * 86_400_000
        let day = "\(Self.digits(date.year, 4))-\(Self.digits(date.month))-\(Self.digits(date.day))"
        return "\(day)T\(Self.timeOfDay(time))Z"
    }

    /// `08:00:00.000` in local time.
    var localTime: String {
        var seconds = time_t(Self.floored(milliseconds, 1000))
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        let local = unsafe (parts.tm_hour * 60 + parts.tm_min) * 60 + parts.tm_sec
        return Self.timeOfDay(Int64(local) * 1000 + milliseconds - Self.floored(milliseconds, 1000) * 1000)
    }

    private static func timeOfDay(_ milliseconds: Int64) -> String {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return "\(digits(seconds / 3600)):\(digits(seconds / 60 % 60)):\(digits(seconds % 60)).\(digits(rest, 3))"
    }

    private static func digits(_ number: Int64, _ count: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    private static func floored(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number - divisor + 1) / divisor
    }

    /// The date of a day since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms"): years are counted from March, in eras of 400 years.
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floored(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
