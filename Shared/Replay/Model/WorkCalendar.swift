import Fulfillment

/// When people work in the modelled warehouse. Times are UTC, to the millisecond; days begin at midnight.
package struct WorkCalendar: Sendable, Equatable {
    /// Minutes of the day between which work is done.
    package var hours = 8 * 60..<18 * 60
    /// Days of the week on which work is done; 0 is Monday.
    package var days: Set<Int> = [0, 1, 2, 3, 4, 5]

    static let minute: Int64 = 60_000
    static let day: Int64 = 1440 * minute

    /// 0 for Monday. The first of January 1970 was a Thursday.
    static func weekday(_ time: Timestamp) -> Int {
        let days = (time.milliseconds - floorModulo(time.milliseconds, day)) / day
        return Int(floorModulo(days + 3, 7))
    }

    /// Midnight before it.
    static func midnight(_ time: Timestamp) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds - floorModulo(time.milliseconds, day))
    }

    private static func floorModulo(_ a: Int64, _ b: Int64) -> Int64 { (a % b + b) % b }

    func isWorkday(_ time: Timestamp) -> Bool { days.contains(Self.weekday(time)) }

    /// The moment itself where work is done then, else when it begins next.
    func nextWork(from time: Timestamp) -> Timestamp {
        let midnight = Self.midnight(time)
        let begin = midnight.adding(minutes: hours.lowerBound)
        if isWorkday(time) {
            if time < begin { return begin }
            if time < midnight.adding(minutes: hours.upperBound) { return time }
        }
        return nextWorkday(after: time, at: hours.lowerBound)
    }

    /// So many minutes of work later.
    func adding(workMinutes: Int, to time: Timestamp) -> Timestamp {
        var now = nextWork(from: time)
        var left = Int64(workMinutes) * Self.minute
        while true {
            let end = Self.midnight(now).adding(minutes: hours.upperBound)
            let today = end.milliseconds - now.milliseconds
            if left < today { return Timestamp(milliseconds: now.milliseconds + left) }
            left -= today
            now = nextWorkday(after: now, at: hours.lowerBound)
        }
    }

    /// The next moment at this minute of a workday, not before the given one.
    func nextWorkday(from time: Timestamp, at minute: Int) -> Timestamp {
        let today = Self.midnight(time).adding(minutes: minute)
        return isWorkday(time) && today >= time ? today : nextWorkday(after: time, at: minute)
    }

    /// This minute of the first workday after the day of the given moment.
    func nextWorkday(after time: Timestamp, at minute: Int) -> Timestamp {
        var midnight = Self.midnight(time)
        repeat { midnight = Timestamp(milliseconds: midnight.milliseconds + Self.day) } while !isWorkday(midnight)
        return midnight.adding(minutes: minute)
    }
}

extension Timestamp {
    func adding(minutes: Int) -> Timestamp { adding(seconds: Int64(minutes) * 60) }
}
