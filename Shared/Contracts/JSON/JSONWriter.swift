/// Writes JSON text into a buffer that becomes the record.
public struct JSONWriter: ~Copyable {
    var buffer: ByteBuffer
    private var needsComma = false

    /// Room for most messages and states, so that few of them have to grow.
    static let capacity = 1_000

    public init() { self.init(capacity: Self.capacity) }

    init(capacity: Int) { buffer = ByteBuffer(capacity: capacity) }

    /// The text so far.
    public var bytes: [UInt8] { buffer.bytes }

    /// Writes an object; `fields` writes its fields.
    @inline(__always)
    public mutating func object(_ fields: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"))
        fields(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array; `elements` writes its elements.
    @inline(__always)
    public mutating func array(_ elements: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["))
        elements(&self)
        close(UInt8(ascii: "]"))
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        buffer.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        buffer.append(bracket)
        needsComma = true
    }

    /// Writes a field's name; its value comes next. The name must need no escapes.
    @inline(__always)
    public mutating func key(_ name: StaticString) {
        let comma = needsComma ? 1 : 0
        let count = name.utf8CodeUnitCount
        unsafe buffer.write(upTo: count + 4) { place in
            // Overwritten where there is no comma.
            unsafe place[0] = UInt8(ascii: ",")
            let place = unsafe place + comma
            unsafe place[0] = UInt8(ascii: "\"")
            unsafe (place + 1).update(from: name.utf8Start, count: count)
            unsafe place[count + 1] = UInt8(ascii: "\"")
            unsafe place[count + 2] = UInt8(ascii: ":")
            return comma + count + 3
        }
        needsComma = false
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes nothing for nil.
    @inline(__always)
    public mutating func field(_ name: StaticString, ifPresent value: String?) {
        if let value { field(name, value) }
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ value: Int) {
        key(name)
        integer(Int64(value))
    }

    @inline(__always)
    public mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    @inline(__always)
    public mutating func field<Word: RawRepresentable>(_ name: StaticString, _ value: Word)
    where Word.RawValue == String {
        field(name, value.rawValue)
    }

    public mutating func string(_ value: String) {
        separate()
        if unsafe value.utf8.withContiguousStorageIfAvailable({ unsafe quote($0) }) == nil {
            var value = value
            value.withUTF8 { unsafe quote($0) }
        }
        needsComma = true
    }

    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
        var isPlain = true
        unsafe buffer.write(upTo: text.count + 2) { place in
            unsafe place[0] = UInt8(ascii: "\"")
            isPlain = unsafe JSONText.copyPlain(UnsafeRawBufferPointer(text), to: place + 1)
            guard isPlain else { return 0 }
            unsafe place[text.count + 1] = UInt8(ascii: "\"")
            return text.count + 2
        }
        if !isPlain { unsafe escape(text) }
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        buffer.append(UInt8(ascii: "\""))
        for index in text.indices {
            let byte = unsafe text[index]
            if JSONText.isPlain(byte) { buffer.append(byte) } else { escape(byte) }
        }
        buffer.append(UInt8(ascii: "\""))
    }

    public mutating func integer(_ value: Int64) {
        separate()
        // A sign and 19 digits.
        unsafe buffer.write(upTo: 20) { place in
            var magnitude = value.magnitude
            var digits = 1
            var limit: UInt64 = 10
            while digits < 19, magnitude >= limit {
                digits += 1
                limit *= 10
            }
            let sign = value < 0 ? 1 : 0
            if value < 0 { unsafe place[0] = UInt8(ascii: "-") }
            var at = sign + digits
            while at > sign {
                at -= 1
                unsafe place[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10)
                magnitude /= 10
            }
            return sign + digits
        }
        needsComma = true
    }

    /// Writes a number as a string of hexadecimal digits, without leading zeros.
    public mutating func hexadecimal(_ value: UInt64) {
        separate()
        unsafe buffer.write(upTo: 18) { place in
            unsafe place[0] = UInt8(ascii: "\"")
            let digits = unsafe Hexadecimal.write(value, place + 1)
            unsafe place[digits + 1] = UInt8(ascii: "\"")
            return digits + 2
        }
        needsComma = true
    }

    public mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    public mutating func null() { raw("null") }

    /// Writes JSON text that exists already.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        buffer.append(contentsOf: json)
        needsComma = true
    }

    private mutating func raw(_ json: StaticString) {
        separate()
        buffer.append(json)
        needsComma = true
    }

    mutating func separate() {
        if needsComma { buffer.append(UInt8(ascii: ",")) }
    }

    /// Writes a string of so many bytes that need no escapes.
    mutating func plainString(_ count: Int, _ text: (UnsafeMutablePointer<UInt8>) -> Void) {
        separate()
        unsafe buffer.write(upTo: count + 2) { place in
            unsafe place[0] = UInt8(ascii: "\"")
            unsafe text(place + 1)
            unsafe place[count + 1] = UInt8(ascii: "\"")
            return count + 2
        }
        needsComma = true
    }

    private mutating func escape(_ byte: UInt8) {
        buffer.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer.append(byte)
        case 0x08: buffer.append(UInt8(ascii: "b"))
        case 0x09: buffer.append(UInt8(ascii: "t"))
        case 0x0a: buffer.append(UInt8(ascii: "n"))
        case 0x0c: buffer.append(UInt8(ascii: "f"))
        case 0x0d: buffer.append(UInt8(ascii: "r"))
        default:
            buffer.append("u00")
            buffer.append(Hexadecimal.digit(UInt64(byte >> 4)))
            buffer.append(Hexadecimal.digit(UInt64(byte & 15)))
        }
    }
}

/// Hexadecimal digits in lower case.
public enum Hexadecimal {
    /// The digit of the last four bits.
    public static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(value & 15)
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    /// What a digit in lower case stands for; nil for what is none.
    public static func value(ofLower digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        default: nil
        }
    }

    /// What a digit in either case stands for; nil for what is none.
    static func value(of digit: UInt8) -> UInt64? {
        (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit)
            ? UInt64(digit - UInt8(ascii: "A") + 10) : value(ofLower: digit)
    }

    /// Writes a number without leading zeros, and returns how many digits it has: at most 16.
    static func write(_ value: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
        let count = max(1, (67 - value.leadingZeroBitCount) / 4)
        // The first digit goes to the top, so that what is written begins with it.
        let shifted = value << UInt64(64 - 4 * count)
        let digits = (eight(UInt32(truncatingIfNeeded: shifted >> 32)), eight(UInt32(truncatingIfNeeded: shifted)))
        unsafe withUnsafeBytes(of: digits) { digits in
            unsafe place.update(from: digits.baseAddress!.assumingMemoryBound(to: UInt8.self), count: count)
        }
        return count
    }

    /// The eight digits of a number, in the order in which they stand in memory.
    private static func eight(_ number: UInt32) -> UInt64 {
        var nibbles = UInt64(number)
        nibbles = (nibbles | nibbles << 16) & 0x0000_ffff_0000_ffff
        nibbles = (nibbles | nibbles << 8) & 0x00ff_00ff_00ff_00ff
        nibbles = (nibbles | nibbles << 4) & 0x0f0f_0f0f_0f0f_0f0f
        // One in each byte that is ten or more.
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let digits = nibbles &+ 0x3030_3030_3030_3030 &+ letters &* UInt64(UInt8(ascii: "a") - 10 - 0x30)
        return digits.byteSwapped.littleEndian
    }
}
