/// The key of an entity in a table. It is hashed once, its bytes eight at a time, where an array would hash them one by
/// one for each table that is asked.
struct EntityKey: Hashable {
    let bytes: [UInt8]
    /// Of `bytes`.
    let hash: UInt64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var hash = Self.seed ^ UInt64(truncatingIfNeeded: bytes.count)
        unsafe bytes.withUnsafeBytes { bytes in
            var at = 0
            while at + 8 <= bytes.count {
                Self.mix(&hash, unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                at += 8
            }
            var rest: UInt64 = 0
            while at < bytes.count {
                rest = rest << 8 | UInt64(unsafe bytes[at])
                at += 1
            }
            Self.mix(&hash, rest)
        }
        self.hash = hash
    }

    static func == (one: EntityKey, other: EntityKey) -> Bool { one.hash == other.hash && one.bytes == other.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// Nobody outside knows it, so nobody can choose ids whose keys meet.
    private static let seed = UInt64.random(in: .min ... .max)

    /// Multiplies to twice the width, and folds.
    private static func mix(_ hash: inout UInt64, _ word: UInt64) {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ seed | 1)
        hash = product.high ^ product.low
    }
}
