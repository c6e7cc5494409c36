/// A hash that is the same in every process and every version, eight bytes a step.
struct WordHash {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes in bytes, and how many they are.
    mutating func add(_ bytes: RawSpan) {
        var at = 0
        while at + 8 <= bytes.byteCount {
            add(unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self))
            at += 8
        }
        while at < bytes.byteCount {
            add(UInt64(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: at, as: UInt8.self)))
            at += 1
        }
        add(UInt64(bytes.byteCount))
    }

    mutating func add(_ word: UInt64) {
        value = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }
}
