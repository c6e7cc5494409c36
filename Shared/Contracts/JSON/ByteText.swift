/// A piece of a record's bytes that is compared with names, without making a string of it.
struct ByteText {
    let bytes: [UInt8]
    let range: Range<Int>

    var text: String { String(decoding: bytes[range], as: UTF8.self) }

    /// Whether it is this name.
    static func ~= (name: StaticString, text: ByteText) -> Bool {
        guard name.utf8CodeUnitCount == text.range.count else { return false }
        return text.bytes.holds(name, at: text.range.lowerBound)
    }
}

extension [UInt8] {
    /// Whether a text stands here; there must be as many bytes. Its first byte distinguishes most names, else the rest is compared
    /// eight bytes at a time.
    func holds(_ text: StaticString, at start: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        precondition(start >= 0 && start + count <= self.count, "a text beyond the end")
        return unsafe withUnsafeBytes { bytes in
            let (one, other) = unsafe (UnsafeRawPointer(text.utf8Start), bytes.baseAddress! + start)
            guard count >= 8 else {
                for index in 0..<count
                where unsafe one.load(fromByteOffset: index, as: UInt8.self)
                    != other.load(fromByteOffset: index, as: UInt8.self)
                { return false }
                return true
            }
            // The last word overlaps the one before it.
            var at = 0
            while true {
                guard
                    unsafe one.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                        == other.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                else { return false }
                if at == count - 8 { return true }
                at = Swift.min(at + 8, count - 8)
            }
        }
    }

    /// Whether these bytes stand here; there must be as many.
    func holds(_ others: [UInt8], at start: Int) -> Bool {
        precondition(start >= 0 && start + others.count <= count, "a text beyond the end")
        return unsafe withUnsafeBytes { bytes in
            unsafe others.withUnsafeBytes { others in
                var at = others.count
                // From the end: names of one kind differ there.
                while at >= 8 {
                    at -= 8
                    guard
                        unsafe others.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                            == bytes.loadUnaligned(fromByteOffset: start + at, as: UInt64.self)
                    else { return false }
                }
                while at > 0 {
                    at -= 1
                    guard unsafe others[at] == bytes[start + at] else { return false }
                }
                return true
            }
        }
    }

    /// Whether a text stands anywhere in a piece.
    func contains(_ text: StaticString, in range: Range<Int>) -> Bool {
        unsafe withUnsafeBufferPointer { bytes in
            let count = text.utf8CodeUnitCount
            let (first, second) = unsafe (text.utf8Start[0], text.utf8Start[1])
            var at = range.lowerBound
            while at + count <= range.upperBound {
                if unsafe bytes[at + 1] == second, unsafe bytes[at] == first {
                    var same = 2
                    while same < count, unsafe bytes[at + same] == text.utf8Start[same] { same += 1 }
                    if same == count { return true }
                }
                at += 1
            }
            return false
        }
    }

    /// Whether a piece begins with a name.
    func begins(_ range: Range<Int>, with name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        guard range.count >= count else { return false }
        return holds(name, at: range.lowerBound)
    }

    private func isASCII(_ range: Range<Int>) -> Bool {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a piece beyond the end")
        return unsafe withUnsafeBytes { bytes in
            var all: UInt64 = 0
            var at = range.lowerBound
            // The last word overlaps the one before it.
            if range.count >= 8 {
                while at + 8 <= range.upperBound {
                    all |= unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                    at += 8
                }
                all |= unsafe bytes.loadUnaligned(fromByteOffset: range.upperBound - 8, as: UInt64.self)
                return all & 0x8080_8080_8080_8080 == 0
            }
            while at < range.upperBound {
                all |= UInt64(unsafe bytes[at])
                at += 1
            }
            return all & 0x8080_8080_8080_8080 == 0
        }
    }

    /// Whether a piece is this text.
    func isText(_ range: Range<Int>, _ text: StaticString) -> Bool {
        range.count == text.utf8CodeUnitCount && holds(text, at: range.lowerBound)
    }

    /// The text that a piece is; nil where it is not UTF-8.
    func text(_ range: Range<Int>) -> String? {
        // Nearly every text is ASCII, and needs no more to be looked at.
        return isASCII(range)
            ? unsafe String(copying: UTF8Span(unchecked: span.extracting(range), isKnownASCII: true))
            : String(validating: self[range], as: UTF8.self)
    }
}
