extension JSONReader {
    /// Reads a string.
    public mutating func string() throws(DecodeError) -> String {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw try mismatch("a string") }
        if let range = plainASCII() { return plainText(range) }
        let (range, isPlain, isASCII) = try stringRange()
        if isPlain {
            if isASCII { return String(decoding: bytes[range], as: UTF8.self) }
            guard let text = String(validating: bytes[range], as: UTF8.self) else { throw notUTF8 }
            return text
        }
        return try unescaped(range)
    }

    /// The text of a piece that is ASCII.
    private func plainText(_ range: Range<Int>) -> String {
        unsafe String(copying: UTF8Span(unchecked: bytes.span.extracting(range), isKnownASCII: true))
    }

    /// Reads past a string of ASCII without escapes, as nearly every one is: where its content stands. Nil, with nothing
    /// read, where it is another one, or none.
    mutating func plainASCII() -> Range<Int>? {
        let start = at + 1
        let stop = unsafe bytes.withUnsafeBytes { unsafe JSONText.plainASCIIEnd($0, from: start) }
        guard stop < end, bytes[stop] == UInt8(ascii: "\"") else { return nil }
        at = stop + 1
        return start..<stop
    }

    /// Reads past a string, and checks it all the same.
    mutating func skipString() throws(DecodeError) {
        if plainASCII() != nil { return }
        let (range, isPlain, isASCII) = try stringRange()
        if !isPlain || !isASCII { _ = try unescaped(range) }
    }

    /// Reads a string, or nil for `null`.
    public mutating func optionalString() throws(DecodeError) -> String? { try isNull() ? nil : try string() }

    /// Reads a string of at most 16 hexadecimal digits as the number that it is.
    public mutating func hexadecimal() throws(DecodeError) -> UInt64 {
        skipSpace()
        guard peek == UInt8(ascii: "\"") else { throw try mismatch("a string of hexadecimal digits") }
        let (range, _, _) = try stringRange()
        var value: UInt64 = 0
        for at in range {
            guard let digit = Hexadecimal.value(of: bytes[at]) else { throw notHexadecimal(range) }
            value = value << 4 | digit
        }
        guard (1...16).contains(range.count) else { throw notHexadecimal(range) }
        return value
    }

    private func notHexadecimal(_ range: Range<Int>) -> DecodeError {
        let shown = String(decoding: bytes[range.prefix(40)], as: UTF8.self)
        return DecodeError(.invalidField, "", "expected 1 to 16 hexadecimal digits, found \"\(shown)\"")
    }

    /// Reads `true` or `false`.
    public mutating func bool() throws(DecodeError) -> Bool {
        skipSpace()
        switch peek {
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            let isTrue = peek == UInt8(ascii: "t")
            try skip()
            return isTrue
        default: throw try mismatch("true or false")
        }
    }

    /// Reads a whole number; `1.0` and `1e2` are whole, as JSON Schema has it.
    public mutating func integer() throws(DecodeError) -> Int64 {
        skipSpace()
        guard let first = peek, first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { throw try mismatch("a whole number") }
        if let value = shortInteger() { return value }
        let (range, isPlain) = try number()
        if isPlain, let value = plainInteger(range) { return value }
        if let whole = wholeNumber(range) { return whole }
        let text = String(decoding: bytes[range.prefix(40)], as: UTF8.self)
        throw DecodeError(.invalidField, "", "expected a whole number, found \(text)")
    }

    /// Reads a whole number of at most 18 digits; nil, with nothing read, where another one stands here.
    private mutating func shortInteger() -> Int64? {
        let start = at
        let (value, stop) = unsafe bytes.withUnsafeBytes { text -> (Int64, Int) in
            var at = start
            let isNegative = unsafe text[at] == UInt8(ascii: "-")
            if isNegative { at += 1 }
            let first = at
            var value: Int64 = 0
            while at < end, at - first < 18 {
                let digit = unsafe text[at] &- UInt8(ascii: "0")
                guard digit < 10 else { break }
                value = value &* 10 &+ Int64(digit)
                at += 1
            }
            // No digit, or a zero before others.
            if at == first || (unsafe text[first] == UInt8(ascii: "0") && at - first > 1) { return (0, start) }
            if at < end {
                switch unsafe text[at] {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                    return (0, start)
                default: break
                }
            }
            return (isNegative ? -value : value, at)
        }
        guard stop > start else { return nil }
        at = stop
        return value
    }

    /// The value of a number with a fraction or an exponent, exactly; nil where it is not whole or too large.
    private func wholeNumber(_ range: Range<Int>) -> Int64? {
        var digits: [UInt8] = []
        var scale = 0
        var rest = bytes[range]
        var isFraction = false
        while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            rest.removeFirst()
            if byte == UInt8(ascii: ".") { isFraction = true }
            guard byte >= UInt8(ascii: "0") else { continue }
            digits.append(byte)
            if isFraction { scale -= 1 }
        }
        digits = Array(digits.drop { $0 == UInt8(ascii: "0") })
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            scale += 1
        }
        if digits.isEmpty { return 0 }
        if !rest.isEmpty {
            guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), abs(exponent) < 1 << 30 else {
                return nil
            }
            scale += exponent
        }
        guard scale >= 0, digits.count + scale <= 18 else { return nil }
        let sign = bytes[range.lowerBound] == UInt8(ascii: "-") ? "-" : ""
        return Int64(sign + String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: scale))
    }

    private func plainInteger(_ range: Range<Int>) -> Int64? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var value: Int64 = 0
        for index in range.dropFirst(isNegative ? 1 : 0) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(bytes[index] - UInt8(ascii: "0"))
            let (sum, over) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if overflow || over { return nil }
            value = sum
        }
        return value
    }

    // MARK: Scanning

    var notUTF8: DecodeError { DecodeError(.notJSON, "", "a string that is not UTF-8") }

    /// Reads past a string: where its content stands, whether it is free of escapes, and whether it is ASCII.
    mutating func stringRange() throws(DecodeError) -> (Range<Int>, isPlain: Bool, isASCII: Bool) {
        at += 1
        let start = at
        var isPlain = true
        var isASCII = true
        while at < end {
            let run = unsafe bytes.withUnsafeBytes { unsafe JSONText.plainRun($0, at..<end) }
            at = run.end
            isASCII = isASCII && run.isASCII
            guard at < end else { break }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                return (start..<at - 1, isPlain, isASCII)
            case UInt8(ascii: "\\"):
                isPlain = false
                at += 2
            default: throw notJSON("no control character within a string")
            }
        }
        at = end
        throw notJSON("'\"' at the end of a string")
    }

    /// Reads past a number: where it stands, and whether it has neither fraction nor exponent.
    mutating func number() throws(DecodeError) -> (Range<Int>, isPlain: Bool) {
        let start = at
        var isPlain = true
        if peek == UInt8(ascii: "-") { at += 1 }
        let isZero = peek == UInt8(ascii: "0")
        try digits()
        if isZero, at - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1) { throw notJSON("no leading zero") }
        if peek == UInt8(ascii: ".") {
            isPlain = false
            at += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isPlain = false
            at += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        return (start..<at, isPlain)
    }

    private mutating func digits() throws(DecodeError) {
        let start = at
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { at += 1 }
        if at == start { throw notJSON("a value") }
    }

    // MARK: Escapes

    func unescaped(_ range: Range<Int>) throws(DecodeError) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            guard bytes[at] == UInt8(ascii: "\\") else {
                text.append(bytes[at])
                at += 1
                continue
            }
            at += 2
            switch bytes[at - 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(bytes[at - 1])
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0c)
            case UInt8(ascii: "n"): text.append(0x0a)
            case UInt8(ascii: "r"): text.append(0x0d)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text.append(contentsOf: try escapedScalar(&at, range.upperBound))
            default: throw DecodeError(.notJSON, "", "an unknown escape in a string")
            }
        }
        guard let string = String(validating: text, as: UTF8.self) else { throw notUTF8 }
        return string
    }

    private func escapedScalar(_ at: inout Int, _ end: Int) throws(DecodeError) -> String.UTF8View {
        let first = try hex(&at, end)
        var value = first
        if (0xd800..<0xdc00).contains(first), at + 1 < end, bytes[at] == UInt8(ascii: "\\"),
            bytes[at + 1] == UInt8(ascii: "u")
        {
            at += 2
            let second = try hex(&at, end)
            guard (0xdc00..<0xe000).contains(second) else { throw loneSurrogate }
            value = 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw loneSurrogate }
        return String(Character(scalar)).utf8
    }

    private var loneSurrogate: DecodeError { DecodeError(.notJSON, "", "half a surrogate pair in a string") }

    private func hex(_ at: inout Int, _ end: Int) throws(DecodeError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard at < end, let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else {
                throw DecodeError(.notJSON, "", "\\u needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            at += 1
        }
        return value
    }
}
