/// SipHash-2-4 with 128 bits (Aumasson, Bernstein) under a fixed key: the same on every machine and in every version.
///
/// No two messages meet in it by chance. Whoever looks for two that do can find them, because the key is not a secret, and gains a
/// message that passes for his other one.
struct SipHash: Sendable {
    private var v0: UInt64 = 0x736f_6d65_7073_6575
    private var v1: UInt64 = 0x646f_7261_6e64_6f6d ^ 0xee
    private var v2: UInt64 = 0x6c79_6765_6e65_7261
    private var v3: UInt64 = 0x7465_6462_7974_6573
    /// Bytes that make no whole word yet, and how many bytes there were in all.
    private var rest: UInt64 = 0
    private var count: UInt64 = 0

    init(key: (UInt64, UInt64) = (0, 0)) {
        v0 ^= key.0
        v1 ^= key.1
        v2 ^= key.0
        v3 ^= key.1
    }

    /// Adds bytes, a word at a time from any state.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let begun = 8 * (count & 7)
        var at = 0
        while at + 8 <= bytes.count {
            let next = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            word(rest | next << begun)
            rest = begun == 0 ? 0 : next >> (64 - begun)
            at += 8
        }
        count &+= UInt64(at)
        while at < bytes.count {
            add(byte: unsafe bytes[at])
            at += 1
        }
    }

    mutating func add(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe add($0) } }

    /// Takes in a text and where it ends, so that "a","bc" and "ab","c" differ.
    mutating func add(_ text: String) {
        if unsafe text.utf8.withContiguousStorageIfAvailable({ unsafe add(UnsafeRawBufferPointer($0)) }) == nil {
            for byte in text.utf8 { add(byte: byte) }
        }
        add(byte: 0xff)
    }

    /// Takes in that a text ends.
    mutating func addEnd() { add(byte: 0xff) }

    /// Takes in a number as its text in hexadecimal digits.
    mutating func add(hexadecimal value: UInt64) {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { place in
            let count = unsafe Hexadecimal.write(value, place.baseAddress!)
            unsafe add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(place)[..<count]))
        }
        add(byte: 0xff)
    }

    private mutating func add(byte: UInt8) {
        rest |= UInt64(byte) << (8 * (count & 7))
        count &+= 1
        guard count & 7 == 0 else { return }
        word(rest)
        rest = 0
    }

    private mutating func word(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    private mutating func round() {
        v0 = v0 &+ v1
        v1 = (v1 << 13 | v1 >> 51) ^ v0
        v0 = v0 << 32 | v0 >> 32
        v2 = v2 &+ v3
        v3 = (v3 << 16 | v3 >> 48) ^ v2
        v0 = v0 &+ v3
        v3 = (v3 << 21 | v3 >> 43) ^ v0
        v2 = v2 &+ v1
        v1 = (v1 << 17 | v1 >> 47) ^ v2
        v2 = v2 << 32 | v2 >> 32
    }

    /// The hash of all input.
    consuming func finish() -> (UInt64, UInt64) {
        word(rest | count << 56)
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let first = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return (first, v0 ^ v1 ^ v2 ^ v3)
    }
}
