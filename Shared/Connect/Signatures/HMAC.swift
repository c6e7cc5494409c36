internal import CCrypto

/// HMAC-SHA256 (RFC 2104), by libcrypto.
public enum HMAC {
    /// The 32 bytes.
    public static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: 32)
        // The null pointer of an empty array would mean "the key before" to some versions.
        let key = key.isEmpty ? [0] : key
        let isMade = unsafe turnback_hmac_sha256(key, key.count, message, message.count, &hash)
        precondition(isMade == 1, "libcrypto has no HMAC-SHA256")
        return hash
    }
}

/// RSA signatures with SHA-256 (PKCS #1 v1.5), by libcrypto.
enum RSASignature {
    /// Whether it is the message's signature under this public key (DER, SubjectPublicKeyInfo).
    static func isValid(_ signature: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool {
        unsafe turnback_verify_sha256(key, key.count, signature, signature.count, message, message.count) == 1
    }

    /// Whether these bytes are a public key.
    static func isKey(_ key: [UInt8]) -> Bool {
        unsafe turnback_verify_sha256(key, key.count, [0], 1, [0], 1) != -1
    }
}
