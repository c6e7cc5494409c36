internal import CCrypto
internal import Contracts

/// What tokens are made of.
public enum SecureBytes {
    /// Bytes that nobody can guess, from the system.
    public static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// SHA-256, by libcrypto.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        unsafe SHA256(bytes, bytes.count, &hash)
        return hash
    }

    /// Whether two byte strings are equal; looks at all of them whichever byte differs, so that the time reveals nothing.
    public static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for at in one.indices { difference |= one[at] ^ other[at] }
        return difference == 0
    }
}

/// Bytes as lowercase hexadecimal digits.
public enum Hex {
    /// Two digits a byte.
    public static func text(_ bytes: [UInt8]) -> String {
        let digits = bytes.flatMap { [Hexadecimal.digit(UInt64($0 >> 4)), Hexadecimal.digit(UInt64($0))] }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Nil where it is not pairs of lowercase digits.
    public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let values = text.utf8.map { Hexadecimal.value(ofLower: $0) }
        guard values.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: values.count, by: 2) {
            guard let high = values[at], let low = values[at + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}
