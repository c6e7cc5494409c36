internal import Operations

/// What every page says of itself to the browser.
enum PageHeaders {
    /// Everything comes from this site: no script or style stands in a page, nothing is framed, forms stay here.
    static let contentSecurityPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    static let security: [(name: String, value: String)] = [
        ("Content-Security-Policy", contentSecurityPolicy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]

    /// A page is of this person and this moment.
    static func page(_ html: HTML, status: Int = 200) -> HTTPResponse {
        var headers = HTTPHeaders([("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")])
        for (name, value) in security { headers.add(name, value) }
        return HTTPResponse(status: status, headers: headers, body: .bytes(Array(html.markup.utf8)))
    }

    /// What came of an action is at another place.
    static func seeOther(_ path: Path) -> HTTPResponse {
        var headers = HTTPHeaders([("Location", path.text), ("Cache-Control", "no-store")])
        for (name, value) in security { headers.add(name, value) }
        return HTTPResponse(status: 303, headers: headers)
    }
}
