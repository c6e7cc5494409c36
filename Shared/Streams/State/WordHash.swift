/// A hash that is the same in every process and every version, eight bytes a step.
struct WordHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes in bytes, and how many they are.
    mutating func add(_ bytes: RawSpan) {
        let count = bytes.byteCount
        var at = 0
        // Four words a round: a third fewer instructions than one.
        while count - at >= 32 {
            add(bytes, at)
            add(bytes, at + 8)
            add(bytes, at + 16)
            add(bytes, at + 24)
            at += 32
        }
        while count - at >= 8 {
            add(bytes, at)
            at += 8
        }
        while at < count {
            add(UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: at, as: UInt8.self)))
            at += 1
        }
        add(UInt64(count))
    }

    /// Takes in the word that begins here.
    @inline(__always)
    private mutating func add(_ bytes: RawSpan, _ at: Int) {
        add(unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self))
    }


    @inline(__always)
    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }
}
