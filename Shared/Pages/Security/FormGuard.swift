internal import Access
internal import Contracts
public import Operations

/// Keeps forms of other sites from being sent in a person's name (CSRF).
///
/// A browser gets its own random word in a cookie, and each form carries a code that only this server can make from that
/// word. Another site can have a browser send the cookie, and cannot read the form. Two lines in front of it: cookies are
/// `SameSite=Lax`, and browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`).
public struct FormGuard: Sendable {
    /// The cookie with the browser's word.
    public static let cookie = "turnback-browser"
    /// The field with the code.
    public static let field = "form"

    private let secret: String

    /// - Parameter secret: a random text of 32 digits (`RandomWord`), the same for all servers that answer one browser.
    public init(secret: String) {
        precondition(secret.utf8.count >= RandomWord.length, "the secret of forms is too short")
        self.secret = secret
    }

    /// The code of a browser's word: 128 bits of SipHash over the secret and the word.
    public func code(for word: String) -> String { DerivedId(service: secret, source: word, id: Self.field).id(0) }

    /// Whether a request may change something: it comes from a page of this site.
    public func accepts(_ request: HTTPRequest, _ form: FormFields) -> Bool {
        if let site = request.headers["Sec-Fetch-Site"], site != "same-origin", site != "none" { return false }
        if let origin = request.headers["Origin"], let host = request.headers["Host"] {
            guard origin.hasSuffix("//" + host) else { return false }
        }
        guard let word = Cookies.all(request.headers)[Self.cookie], let code = form[Self.field] else { return false }
        return SecureBytes.areEqual(Array(code.utf8), Array(self.code(for: word).utf8))
    }
}
