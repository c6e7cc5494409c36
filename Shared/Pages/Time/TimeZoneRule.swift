/// What holds after a zone file's last transition, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct TimeZoneRule: Sendable, Equatable {
    private let standard: Int
    private let summer: Summer?

    private struct Summer: Sendable, Equatable {
        var offset: Int
        var start: Change
        var end: Change
    }

    /// The n-th weekday of a month (5: the last), and the seconds of that day.
    private struct Change: Sendable, Equatable {
        var month: Int, week: Int, weekday: Int, time: Int

        /// Its moment by the clock that holds before it.
        func local(in year: Int) -> Int64 {
            let first = CivilTime.days(year, month, 1)
            let day = CivilTime(seconds: first * 86_400).weekday
            var date = (weekday - day + 7) % 7 + 7 * (week - 1)
            let next = month == 12 ? CivilTime.days(year + 1, 1, 1) : CivilTime.days(year, month + 1, 1)
            while first + Int64(date) >= next { date -= 7 }
            return (first + Int64(date)) * 86_400 + Int64(time)
        }
    }

    /// Nil where it is written in a way that no zone of today uses.
    init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        var rest = parts[0]
        guard Self.name(&rest), let standard = Self.time(&rest) else { return nil }
        self.standard = -standard
        guard !rest.isEmpty else {
            summer = nil
            return
        }
        guard parts.count == 3, Self.name(&rest) else { return nil }
        var offset = -standard + 3600
        if !rest.isEmpty {
            guard let own = Self.time(&rest), rest.isEmpty else { return nil }
            offset = -own
        }
        guard let start = Self.change(parts[1]), let end = Self.change(parts[2]) else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    func offset(at moment: Int64) -> Int {
        guard let summer else { return standard }
        let year = CivilTime(seconds: moment + Int64(standard)).year
        let start = summer.start.local(in: year) - Int64(standard)
        let end = summer.end.local(in: year) - Int64(summer.offset)
        // South of the equator summer goes over the turn of the year.
        let isSummer = start < end ? start..<end ~= moment : !(end..<start ~= moment)
        return isSummer ? summer.offset : standard
    }

    private static func name(_ rest: inout Substring) -> Bool {
        if rest.first == "<" {
            guard let end = rest.firstIndex(of: ">") else { return false }
            rest = rest[rest.index(after: end)...]
            return true
        }
        let name = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func time(_ rest: inout Substring) -> Int? {
        let text = rest.prefix { $0.isNumber || "+-:".contains($0) }
        rest = rest.dropFirst(text.count)
        let isNegative = text.hasPrefix("-")
        let digits = text.drop { "+-".contains($0) }.split(separator: ":").map { Int($0) }
        guard !digits.isEmpty, digits.allSatisfy({ $0 != nil }) else { return nil }
        var seconds = 0
        for (value, unit) in zip(digits, [3600, 60, 1]) { seconds += (value ?? 0) * unit }
        return isNegative ? -seconds : seconds
    }

    private static func change(_ text: Substring) -> Change? {
        let parts = text.split(separator: "/")
        guard text.hasPrefix("M"), let date = parts.first else { return nil }
        let numbers = date.dropFirst().split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 3, 1...12 ~= numbers[0], 1...5 ~= numbers[1], 0...6 ~= numbers[2] else { return nil }
        var seconds = 2 * 3600
        if parts.count == 2 {
            var time = parts[1]
            guard let own = Self.time(&time) else { return nil }
            seconds = own
        }
        return Change(month: numbers[0], week: numbers[1], weekday: numbers[2], time: seconds)
    }
}
