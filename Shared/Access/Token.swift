/// A token as its owner has it: `tb_<id>_<secret>`. The id names it in the access file and in logs, the secret is known to
/// its owner alone.
public struct Token: Sendable, Equatable {
    /// 12 hexadecimal digits.
    public let id: String
    /// 32 random bytes.
    let secret: [UInt8]

    /// Bytes of the secret: more than anybody can try.
    static let secretBytes = 32
    static let idBytes = 6
    private static let prefix = "tb_"

    /// A new one.
    public static func random() -> Token {
        Token(id: Hex.text(SecureBytes.random(idBytes)), secret: SecureBytes.random(secretBytes))
    }

    private init(id: String, secret: [UInt8]) {
        self.id = id
        self.secret = secret
    }

    /// Nil where the text is not a token.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Hex.bytes(parts[0]), id.count == Self.idBytes,
            let secret = Hex.bytes(parts[1]), secret.count == Self.secretBytes
        else { return nil }
        self.init(id: String(parts[0]), secret: secret)
    }

    /// As its owner sends it.
    public var text: String { "\(Self.prefix)\(id)_\(Hex.text(secret))" }
}

/// A token as the access file has it: nobody can make the token from it.
public struct StoredToken: Sendable, Equatable {
    public var id: String
    /// 16 random bytes, so that equal tokens would not show.
    public var salt: [UInt8]
    /// SHA-256 of the salt and the secret. The secret is random and long: a slow hash would protect nothing more.
    public var hash: [UInt8]
    /// From when on it is not valid any more, in milliseconds since 1970; nil: until it is taken out of the file.
    public var expiresAt: Int64?

    static let saltBytes = 16

    public init(id: String, salt: [UInt8], hash: [UInt8], expiresAt: Int64? = nil) {
        self.id = id
        self.salt = salt
        self.hash = hash
        self.expiresAt = expiresAt
    }

    /// A token as it is to be stored.
    public init(_ token: Token, expiresAt: Int64? = nil) {
        let salt = SecureBytes.random(Self.saltBytes)
        self.init(id: token.id, salt: salt, hash: SecureBytes.sha256(salt + token.secret), expiresAt: expiresAt)
    }

    /// - Parameter now: milliseconds since 1970.
    func isValid(at now: Int64) -> Bool { expiresAt.map { now < $0 } ?? true }

    /// Whether it is this token's; takes the same time whichever byte differs.
    func matches(_ token: Token) -> Bool { SecureBytes.areEqual(hash, SecureBytes.sha256(salt + token.secret)) }
}
