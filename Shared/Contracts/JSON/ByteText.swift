internal import Glibc

/// A piece of a record's bytes that is held against names, without making a string of it.
struct ByteText {
    let bytes: [UInt8]
    let range: Range<Int>

    var text: String { String(decoding: bytes[range], as: UTF8.self) }

    /// Whether it is this name.
    static func ~= (name: StaticString, text: ByteText) -> Bool {
        guard name.utf8CodeUnitCount == text.range.count else { return false }
        return name.withUTF8Buffer { unsafe text.bytes.holds($0, at: text.range.lowerBound) }
    }
}

extension [UInt8] {
    /// Whether these bytes stand here; there must be as many.
    func holds(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        for index in 0..<text.count {
            if unsafe text[index] != self[start + index] { return false }
        }
        return true
    }

    /// Whether a text stands anywhere in a piece.
    func contains(_ text: StaticString, in range: Range<Int>) -> Bool {
        unsafe withUnsafeBytes { bytes in
            let piece = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
            guard let start = piece.baseAddress else { return false }
            return unsafe memmem(start, piece.count, text.utf8Start, text.utf8CodeUnitCount) != nil
        }
    }

    /// Whether a piece begins with a name.
    func begins(_ range: Range<Int>, with name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        guard range.count >= count else { return false }
        return name.withUTF8Buffer { unsafe holds($0, at: range.lowerBound) }
    }

    /// The text that a piece is; nil where it is not UTF-8.
    func text(_ range: Range<Int>) -> String? {
        var all: UInt8 = 0
        for index in range { all |= self[index] }
        // Nearly every text is ASCII, and needs no more to be looked at.
        return all < 0x80
            ? String(decoding: self[range], as: UTF8.self) : String(validating: self[range], as: UTF8.self)
    }
}
