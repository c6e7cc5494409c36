/// The key of an entity in a table: its bytes are hashed eight at a time, where an array hashes them one by one.
struct EntityKey: Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Nobody outside knows it, so nobody can choose ids whose keys meet.
    private static let seed = UInt64.random(in: .min ... .max)

    func hash(into hasher: inout Hasher) {
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
        hasher.combine(hash)
    }

    /// Multiplies to twice the width, and folds.
    private static func mix(_ hash: inout UInt64, _ word: UInt64) {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ seed | 1)
        hash = product.high ^ product.low
    }
}
