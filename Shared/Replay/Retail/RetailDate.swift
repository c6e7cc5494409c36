import Contracts
import Fulfillment

/// A date and time as the data writes it: any of RFC 3339, such as `2010-12-01T08:26:00.5+01:00`; or one without its zone, taken for
/// UTC: `2010-12-01 08:26:00`, `12/1/2010 8:26` or `01/12/2010 08:26`. Which of the two numbers before the year is the month is not
/// known before the whole file is read.
package struct RetailDate: Equatable, Sendable {
    /// How dates with slashes are read.
    package enum Order: String, Sendable, CaseIterable { case auto, mdy, dmy }

    /// Where its zone stands there, too.
    private let moment: Timestamp?
    private let first: Int
    private let second: Int
    private let year: Int
    private let seconds: Int
    /// Year first: nothing is open.
    let isUnambiguous: Bool

    /// Nil where the text is not a date.
    init?(_ text: String) {
        if text.utf8.count >= 20, let moment = Self.moment(text) {
            self.moment = moment
            (first, second, year, seconds, isUnambiguous) = (1, 1, 2000, 0, true)
            return
        }
        moment = nil
        let parts = text.split(separator: text.contains("T") ? "T" : " ")
        guard (1...2).contains(parts.count), let seconds = Self.seconds(parts.count == 2 ? parts[1] : "0:00") else {
            return nil
        }
        let separator: Character = parts[0].contains("/") ? "/" : "-"
        let numbers = parts[0].split(separator: separator, omittingEmptySubsequences: false).map { Self.number($0) }
        guard numbers.count == 3, let a = numbers[0], let b = numbers[1], let c = numbers[2] else { return nil }
        self.seconds = seconds
        isUnambiguous = a > 31
        (year, first, second) = isUnambiguous ? (a, b, c) : (c < 100 ? 2000 + c : c, a, b)
        guard (1900...9999).contains(year), (1...31).contains(first), (1...31).contains(second) else { return nil }
    }

    /// The order that this date shows beyond doubt, where it does.
    var shows: Order? {
        if isUnambiguous || first == second { return nil }
        if first > 12 { return second > 12 ? nil : .dmy }
        return second > 12 ? .mdy : nil
    }

    /// The moment, taken for UTC; nil where there is no such day.
    func time(_ order: Order) -> Timestamp? {
        if let moment { return moment }
        let (month, day) = isUnambiguous || order != .dmy ? (first, second) : (second, first)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return Timestamp(rfc3339: "\(year)-\(two(month))-\(two(day))T00:00:00Z")?.adding(seconds: Int64(seconds))
    }

    /// RFC 3339 lets small letters and a space stand between date and time as well.
    private static func moment(_ text: String) -> Timestamp? {
        var bytes = Array(text.utf8)
        if bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "t") { bytes[10] = UInt8(ascii: "T") }
        if bytes.last == UInt8(ascii: "z") { bytes[bytes.count - 1] = UInt8(ascii: "Z") }
        return Timestamp(rfc3339: String(decoding: bytes, as: UTF8.self))
    }

    private static func number(_ text: Substring) -> Int? {
        (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }

    private static func seconds(_ text: Substring) -> Int? {
        // Fractions of a second do not matter here.
        let whole = text.prefix { $0 != "." }
        guard
            whole.endIndex == text.endIndex
                || text[whole.endIndex...].dropFirst().allSatisfy({ "0123456789".contains($0) })
        else { return nil }
        let parts = whole.split(separator: ":", omittingEmptySubsequences: false).map { number($0) }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], hour < 24, minute < 60,
            let second = parts.count == 3 ? parts[2] : 0, second < 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }
}
