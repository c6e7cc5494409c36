/// A moment as a calendar and a clock of some place show it.
struct CivilTime: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    /// 0 is Sunday.
    var weekday: Int

    /// - Parameter seconds: since 1970-01-01T00:00:00 of that place's own clock.
    init(seconds: Int64) {
        let days = Self.floored(seconds, 86_400)
        let time = Int(seconds - days * 86_400)
        (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        weekday = Int((days % 7 + 11) % 7)
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years from March, in eras of 400 years.
        let shifted = days + 719_468
        let era = Self.floored(shifted, 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = Int(era) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    }

    /// Days from 1970-01-01 to a date.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floored(Int64(shifted), 400)
        let yearOfEra = Int(Int64(shifted) - era * 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + Int64(dayOfEra) - 719_468
    }

    func isSameDay(as other: CivilTime) -> Bool { (year, month, day) == (other.year, other.month, other.day) }

    /// `14:31`.
    var clock: String { "\(Self.two(hour)):\(Self.two(minute))" }
    /// `14:31:07`.
    var fullClock: String { clock + ":" + Self.two(second) }
    /// `2026-11-30`.
    var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func floored(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number - divisor + 1) / divisor
    }
}
