/// Where Kafka's Java clients place a key: MurmurHash2 with their seed, made positive, modulo the partition count.
public enum Murmur2 {
    /// The partition of a key.
    public static func partition(of key: some Collection<UInt8>, count: Int32) -> Int32 {
        Int32(truncatingIfNeeded: hash(Array(key)) & 0x7fff_ffff) % count
    }

    static func hash(_ data: [UInt8]) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        var h: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: data.count)
        var at = 0
        while at + 4 <= data.count {
            var k = UInt32(data[at]) | UInt32(data[at + 1]) << 8 | UInt32(data[at + 2]) << 16 | UInt32(data[at + 3]) << 24
            k = k &* m
            k ^= k >> 24
            h = h &* m ^ k &* m
            at += 4
        }
        let left = data.count - at
        if left >= 3 { h ^= UInt32(data[at + 2]) << 16 }
        if left >= 2 { h ^= UInt32(data[at + 1]) << 8 }
        if left >= 1 { h = (h ^ UInt32(data[at])) &* m }
        h ^= h >> 13
        h = h &* m
        return h ^ h >> 15
    }
}
