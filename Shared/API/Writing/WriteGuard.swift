internal import Operations

/// What a request that changes something has to be, before anybody reads its body.
///
/// A browser sends what a page of another site asks for, with what it knows of this one. It says so in `Origin` and
/// `Sec-Fetch-Site`; other clients send neither.
enum WriteGuard {
    static func check(_ request: HTTPRequest, _ hosts: AllowedHosts) throws(HTTPError) {
        if let site = request.headers["Sec-Fetch-Site"], !["same-origin", "none"].contains(site) {
            throw HTTPError(
                403, code: "crossSite", message: "a page of another site sent this (Sec-Fetch-Site: \(site))")
        }
        guard let origin = request.headers["Origin"] else { return }
        let host = request.headers["Host"] ?? ""
        guard let authority = authority(of: origin), authority.lowercased() == withoutDefaultPort(host, origin) else {
            throw HTTPError(403, code: "crossSite", message: "a page of another site sent this (Origin: \(origin))")
        }
        guard hosts.contains(host) else {
            throw HTTPError(
                421, code: "unknownHost",
                message: "this server does not know itself as '\(host)': name it with --hosts where it is meant")
        }
    }

    /// Host and port of an origin; nil where it is none, or hides what it is (`null`).
    private static func authority(of origin: String) -> String? {
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            let rest = String(origin.dropFirst(scheme.count))
            return rest.isEmpty || rest.contains("/") ? nil : rest
        }
        return nil
    }

    private static func withoutDefaultPort(_ host: String, _ origin: String) -> String {
        let port = origin.hasPrefix("https://") ? ":443" : ":80"
        return (host.hasSuffix(port) ? String(host.dropLast(port.count)) : host).lowercased()
    }
}
