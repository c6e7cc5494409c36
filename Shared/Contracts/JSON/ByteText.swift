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
