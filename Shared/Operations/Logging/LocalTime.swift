internal import Fulfillment
internal import Glibc

extension Timestamp {
    /// `08:00:00.000` in the machine's zone.
    var localTime: String {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        var whole = time_t(rest < 0 ? seconds - 1 : seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&whole, &parts)
        let (hour, minute, second) = unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec)
        return [Self.digits(Int(hour), 2), Self.digits(Int(minute), 2), Self.digits(Int(second), 2)].joined(separator: ":")
            + "." + Self.digits(Int(rest < 0 ? rest + 1000 : rest), 3)
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
