/// Where Kafka's Java clients place a key: MurmurHash2 with their seed, made positive, modulo the partition count.
public enum Murmur2 {
    /// The partition of a key.
    public static func partition(of key: some Collection<UInt8>, count: Int32) -> Int32 {
        let hash = key.withContiguousStorageIfAvailable { unsafe Self.hash($0) } ?? Self.hash(Array(key))
        return Int32(truncatingIfNeeded: hash & 0x7fff_ffff) % count
    }

    static func hash(_ data: [UInt8]) -> UInt32 { unsafe data.withUnsafeBufferPointer { unsafe hash($0) } }

    private static func hash(_ data: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        let count = data.count
        let raw = UnsafeRawBufferPointer(data)
        var h: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: count)
        var at = 0
        while at + 4 <= count {
            var k = unsafe UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self))
            k = k &* m
            k ^= k >> 24
            h = h &* m ^ k &* m
            at += 4
        }
        let left = count - at
        if left >= 3 { h ^= unsafe UInt32(data[at + 2]) << 16 }
        if left >= 2 { h ^= unsafe UInt32(data[at + 1]) << 8 }
        if left >= 1 { h = unsafe (h ^ UInt32(data[at])) &* m }
        h ^= h >> 13
        h = h &* m
        return h ^ h >> 15
    }
}
