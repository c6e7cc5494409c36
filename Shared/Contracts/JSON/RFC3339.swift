public import Fulfillment

/// Times as RFC 3339 writes them.
extension Timestamp {
    /// Reads any offset and precision; what is finer than a millisecond is cut off, a leap second is the second after it.
    public init?(rfc3339 text: String) {
        var text = text
        let parsed: Int64? = text.withUTF8 { unsafe Self.parse($0) }
        guard let parsed else { return nil }
        self.init(milliseconds: parsed)
    }

    /// Reads the same from bytes.
    init?(rfc3339 bytes: ArraySlice<UInt8>) {
        guard let parsed = unsafe bytes.withUnsafeBufferPointer({ unsafe Self.parse($0) }) else { return nil }
        self.init(milliseconds: parsed)
    }

    /// Reads a text from its beginning, a piece at a time.
    @safe
    private struct Scanner {
        let text: UnsafeBufferPointer<UInt8>
        var at = 0

        init(_ text: UnsafeBufferPointer<UInt8>) { unsafe self.text = text }

        var isAtEnd: Bool { unsafe at == text.count }

        mutating func digits(_ count: Int, _ range: ClosedRange<Int>) -> Int? {
            guard unsafe at + count <= text.count else { return nil }
            var value = 0
            for _ in 0..<count {
                guard let digit = nextDigit() else { return nil }
                value = value * 10 + digit
            }
            return range.contains(value) ? value : nil
        }

        mutating func nextDigit() -> Int? {
            guard unsafe at < text.count, unsafe (48...57).contains(text[at]) else { return nil }
            defer { at += 1 }
            return unsafe Int(text[at]) - 48
        }

        /// One of two characters.
        mutating func accept(_ one: Unicode.Scalar, or other: Unicode.Scalar? = nil) -> Bool {
            guard unsafe at < text.count else { return false }
            let found = unsafe text[at]
            guard found == UInt8(ascii: one) || other.map({ found == UInt8(ascii: $0) }) == true else { return false }
            at += 1
            return true
        }
    }

    private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        if let moment = unsafe parseUsual(text) { return moment }
        var scanner = unsafe Scanner(text)
        guard let year = scanner.digits(4, 0...9999), scanner.accept("-"), let month = scanner.digits(2, 1...12),
            scanner.accept("-"), let day = scanner.digits(2, 1...daysOfMonth(year, month)),
            scanner.accept("T", or: "t"), let hour = scanner.digits(2, 0...23), scanner.accept(":"),
            let minute = scanner.digits(2, 0...59), scanner.accept(":"), let second = scanner.digits(2, 0...60)
        else { return nil }
        var milliseconds = 0
        if scanner.accept(".") {
            guard let tenths = scanner.nextDigit() else { return nil }
            milliseconds = tenths * 100
            var scale = 10
            while let digit = scanner.nextDigit() {
                milliseconds += digit * scale
                scale /= 10
            }
        }
        var offset = 0
        if !scanner.accept("Z", or: "z") {
            let isWest = scanner.accept("-")
            guard isWest || scanner.accept("+"), let hours = scanner.digits(2, 0...23),
                scanner.accept(":"), let minutes = scanner.digits(2, 0...59)
            else { return nil }
            offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
        }
        guard scanner.isAtEnd else { return nil }
        let days = daysSinceEpoch(year, month, day)
        let moment =
            ((Int64(days) * 24 + Int64(hour)) * 60 + Int64(minute - offset)) * 60_000 + Int64(second) * 1000
            + Int64(milliseconds)
        return writable.contains(moment) ? moment : nil
    }

    /// The form in which Turnback and most others write it, `2026-11-24T08:00:00.000Z`; nil for any other one, and for
    /// what is no time.
    private static func parseUsual(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count == length, unsafe text[4] == UInt8(ascii: "-"), unsafe text[7] == UInt8(ascii: "-"),
            unsafe text[10] == UInt8(ascii: "T"), unsafe text[13] == UInt8(ascii: ":"),
            unsafe text[16] == UInt8(ascii: ":"),
            unsafe text[19] == UInt8(ascii: "."), unsafe text[23] == UInt8(ascii: "Z")
        else { return nil }
        var areDigits = true
        func digit(_ at: Int) -> Int {
            let value = unsafe text[at] &- UInt8(ascii: "0")
            areDigits = areDigits && value < 10
            return Int(value)
        }
        func two(_ at: Int) -> Int { digit(at) * 10 + digit(at + 1) }
        let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8))
        let (hour, minute, second) = (two(11), two(14), two(17))
        let milliseconds = digit(20) * 100 + two(21)
        guard areDigits, (1...12).contains(month), day >= 1, day <= daysOfMonth(year, month), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let seconds = ((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
        return Int64(seconds) * 1000 + Int64(milliseconds)
    }

    /// Years 0000 to 9999 in UTC: what RFC 3339 can write.
    private static let writable: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// UTC with milliseconds: `2026-11-24T08:00:00.000Z`. What lies outside of the years 0000 to 9999 is written as their
    /// first or last moment.
    public var rfc3339: String {
        unsafe String(unsafeUninitializedCapacity: Self.length) { buffer in
            unsafe write(to: buffer.baseAddress!)
            return Self.length
        }
    }

    /// How many bytes `rfc3339` has.
    static let length = 24

    /// Writes `rfc3339`.
    func write(to buffer: UnsafeMutablePointer<UInt8>) {
        let milliseconds = min(max(milliseconds, Self.writable.lowerBound), Self.writable.upperBound)
        var days = Int((milliseconds - (milliseconds % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000)
        let rest = Int((milliseconds % 86_400_000 + 86_400_000) % 86_400_000)
        // The civil date of a day number, after Howard Hinnant's "chrono-compatible low-level date algorithms".
        days += 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func put(_ value: Int, at place: Int) {
            unsafe buffer[place] = UInt8(truncatingIfNeeded: 48 &+ value / 10)
            unsafe buffer[place + 1] = UInt8(truncatingIfNeeded: 48 &+ value % 10)
        }
        put(year / 100, at: 0)
        put(year % 100, at: 2)
        unsafe buffer[4] = UInt8(ascii: "-")
        put(month, at: 5)
        unsafe buffer[7] = UInt8(ascii: "-")
        put(day, at: 8)
        unsafe buffer[10] = UInt8(ascii: "T")
        put(rest / 3_600_000, at: 11)
        unsafe buffer[13] = UInt8(ascii: ":")
        put(rest / 60_000 % 60, at: 14)
        unsafe buffer[16] = UInt8(ascii: ":")
        put(rest / 1000 % 60, at: 17)
        unsafe buffer[19] = UInt8(ascii: ".")
        unsafe buffer[20] = UInt8(truncatingIfNeeded: 48 &+ rest / 100 % 10)
        put(rest % 100, at: 21)
        unsafe buffer[23] = UInt8(ascii: "Z")
    }

    private static func daysOfMonth(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
