internal import Access
internal import Contracts
internal import Fulfillment

/// How a platform proves that a call is its own.
public enum SignatureScheme: Sendable, Equatable {
    /// Base64 of HMAC-SHA256 over the raw body.
    case hmacBase64(header: String)
    /// Hexadecimal digits of HMAC-SHA256 over the raw body; GitHub's kind of prefix `sha256=` is taken too.
    case hmacHex(header: String)
    /// The secret itself, in a header. `Authorization` carries it as `Bearer SECRET`.
    case token(header: String)
    /// Standard Webhooks 1.0.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    case standardWebhooks
    /// Adobe Commerce webhooks: RSA-SHA256 over the Base64 TEXT of the body; the secret is the public key.
    case adobeRSA(header: String)

    /// The name in a connections file.
    public var name: String {
        switch self {
        case .hmacBase64: "hmac-sha256-base64"
        case .hmacHex: "hmac-sha256-hex"
        case .token: "token"
        case .standardWebhooks: "standard-webhooks"
        case .adobeRSA: "adobe-rsa"
        }
    }

    /// All names that a connections file may give.
    static let names = ["hmac-sha256-base64", "hmac-sha256-hex", "token", "standard-webhooks", "adobe-rsa"]

    /// The scheme of a name and a header.
    static func named(_ name: String, header: String?) -> SignatureScheme? {
        switch name {
        case "hmac-sha256-base64": .hmacBase64(header: header ?? "x-signature")
        case "hmac-sha256-hex": .hmacHex(header: header ?? "x-signature")
        case "token": .token(header: header ?? "authorization")
        case "standard-webhooks": .standardWebhooks
        case "adobe-rsa": .adobeRSA(header: header ?? AdobeCommerce.signatureHeader)
        default: nil
        }
    }

    /// What is wrong with a secret of this scheme; nil where nothing is.
    func fault(ofSecret secret: String) -> String? {
        switch self {
        case .hmacBase64, .hmacHex, .token:
            return secret.utf8.count < Self.shortestSecret
                ? "is shorter than \(Self.shortestSecret) bytes: whoever guesses it can cancel orders" : nil
        case .standardWebhooks: return StandardWebhook.Secret(secret) == nil ? StandardWebhook.Secret.allowed : nil
        case .adobeRSA:
            guard let key = Self.publicKey(secret), RSASignature.isKey(key) else {
                return "is not a public key: expected PEM, or its Base64 without the lines of dashes"
            }
            return nil
        }
    }

    /// Bytes of the shortest secret that is taken. WooCommerce's own are 50, Shopify's 32.
    static let shortestSecret = 8

    private static func publicKey(_ secret: String) -> [UInt8]? {
        let lines = secret.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }
        return Base64.bytes(lines.joined().filter { !$0.isWhitespace })
    }

    /// Whether a call carries the proof, by any of these secrets: two while one takes over from the other.
    public func accepts(_ call: ShopCall, secrets: [String]) -> Bool {
        secrets.contains { accepts(call, secret: $0) }
    }

    private func accepts(_ call: ShopCall, secret: String) -> Bool {
        switch self {
        case .hmacBase64(let header):
            guard let given = call.headers[header].flatMap({ Base64.bytes($0) }) else { return false }
            return SecureBytes.areEqual(given, HMAC.sha256(key: Array(secret.utf8), call.body))
        case .hmacHex(let header):
            guard var given = call.headers[header]?.lowercased() else { return false }
            if given.hasPrefix("sha256=") { given.removeFirst(7) }
            guard let bytes = Hex.bytes(given) else { return false }
            return SecureBytes.areEqual(bytes, HMAC.sha256(key: Array(secret.utf8), call.body))
        case .token(let header):
            guard var given = call.headers[header] else { return false }
            if header == "authorization" {
                guard given.lowercased().hasPrefix("bearer ") else { return false }
                given.removeFirst(7)
            }
            // Hashed first, so that the time does not reveal the length either.
            return SecureBytes.areEqual(
                SecureBytes.sha256(Array(given.utf8)), SecureBytes.sha256(Array(secret.utf8)))
        case .standardWebhooks:
            guard let secret = StandardWebhook.Secret(secret) else { return false }
            return StandardWebhook.isValid(call, secret)
        case .adobeRSA(let header):
            guard let key = Self.publicKey(secret), let given = call.headers[header].flatMap({ Base64.bytes($0) })
            else { return false }
            return RSASignature.isValid(given, of: Array(Base64.text(call.body).utf8), key: key)
        }
    }
}
