internal import Access
internal import Contracts
internal import Fulfillment

/// Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md): signed are the id, the
/// time of the attempt and the body.
public enum StandardWebhook {
    public static let idHeader = "webhook-id"
    public static let timeHeader = "webhook-timestamp"
    public static let signatureHeader = "webhook-signature"
    /// How far the time of a call may be from now, in milliseconds: what the convention's own libraries allow.
    static let tolerance: Int64 = 300_000

    /// `whsec_` and the Base64 of the key.
    public struct Secret: Sendable, Equatable {
        let key: [UInt8]
        /// Bytes that a key may have.
        static let lengths = 24...64
        static let allowed = "is not a secret of Standard Webhooks: expected whsec_ and the Base64 of 24 to 64 bytes"

        /// Nil where the text is none.
        public init?(_ text: String) {
            guard text.hasPrefix("whsec_"), let key = Base64.bytes(String(text.dropFirst(6))),
                Self.lengths.contains(key.count)
            else { return nil }
            self.key = key
        }
    }

    /// `v1,` and the signature; one for each secret with a space between, while one takes over from the other.
    /// - Parameter seconds: the time of this attempt, since 1970.
    public static func signature(id: String, seconds: Int64, body: [UInt8], _ secrets: [Secret]) -> String {
        let message = Array("\(id).\(seconds).".utf8) + body
        return secrets.map { "v1," + Base64.text(HMAC.sha256(key: $0.key, message)) }.joined(separator: " ")
    }

    /// Whether a call is signed with this secret, a short while ago.
    static func isValid(_ call: ShopCall, _ secret: Secret) -> Bool {
        guard let id = call.headers[idHeader], let seconds = call.headers[timeHeader].flatMap({ Int64($0) }),
            (0...253_402_300_799).contains(seconds),
            abs(seconds * 1000 - call.receivedAt.milliseconds) <= tolerance
        else { return false }
        let expected = HMAC.sha256(key: secret.key, Array("\(id).\(seconds).".utf8) + call.body)
        return (call.headers[signatureHeader] ?? "").split(separator: " ").contains { entry in
            guard entry.hasPrefix("v1,"), let given = Base64.bytes(String(entry.dropFirst(3))) else { return false }
            return SecureBytes.areEqual(given, expected)
        }
    }
}
